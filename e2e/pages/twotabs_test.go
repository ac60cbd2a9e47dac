package pages

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// elsewhere does to a node what somebody does in another window.
func elsewhere(t *testing.T, node *fakesesam.Node, method, path, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, node.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s: %s", method, path, res.Status)
	}
}

const (
	pipe   = `{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`
	twice  = `{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"},{"_id":"2"}]}}`
	typing = "#configuration textarea"
)

// edited opens a page and begins to edit the configuration on it.
func edited(t *testing.T, node *fakesesam.Node, path, typed string) *page {
	t.Helper()
	page := open(t, node.URL()+path)
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.length > 10`)
	page.enter(typing, typed)
	return page
}

// What is edited stays while it is deleted in another window: the page says so, and goes on once the reader has given it up.
func TestEditedComponentIsDeletedElsewhere(t *testing.T) {
	for _, path := range []string{"/pipes/p", "/config?open=pipes/p.conf.json"} {
		node := sesam(t, map[string]string{"p": pipe})
		page := edited(t, node, path, `{"typed": "at length"}`)
		elsewhere(t, node, http.MethodDelete, "/api/pipes/p", "")
		page.shows("#lost", "What you are editing is no longer there.")
		page.inspect("edited-gone")
		page.await(`document.querySelector("#configuration textarea").value === '{"typed": "at length"}'`)
		page.press("Cancel")
		page.press("Give up")
		page.await(`document.querySelector("#lost") === null && document.querySelector("#configuration textarea") === null`)
		if path == "/pipes/p" {
			page.shows("h1", "There is no pipe p")
			page.inspect("pipe-missing")
		}
	}
}

// What somebody else has saved is not overwritten without a word.
func TestEditedComponentIsChangedElsewhere(t *testing.T) {
	node := sesam(t, map[string]string{"p": pipe})
	page := edited(t, node, "/pipes/p", `{"_id":"p","type":"pipe","source":{"type":"empty"}}`)
	elsewhere(t, node, http.MethodPut, "/api/pipes/p/config", twice)
	page.press("Save")
	page.shows("#configuration .problems", "The configuration has been changed elsewhere since you began.")
	page.inspect("edited-changed")
	page.press("Cancel")
	page.press("Give up")
	page.shows("#configuration .listing", `"_id": "2"`)
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.includes('"2"')`)
	page.enter(typing, `{"_id":"p","type":"pipe","source":{"type":"empty"}}`)
	elsewhere(t, node, http.MethodPut, "/api/pipes/p/config", pipe)
	page.press("Save")
	page.press("Save in spite of that")
	page.shows(".toast", "Saved.")
	page.shows("#configuration .listing", `"type": "empty"`)
}
