package hubspot_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// batch lists the contacts of up, runs change, and reads the contacts again in a batch.
func batch(up *hubspottest.Upstream, change func()) (string, error) {
	s := hubspot.New(options(up, clocktest.New())).Session(hubspot.Contacts)
	page, err := s.List(context.Background(), hubspot.ListQuery{})
	if err != nil {
		return "", err
	}
	defer page.Release()
	change()
	again, err := s.ReadBatch(context.Background(), page, []string{"phone"})
	if err != nil {
		return "", err
	}
	defer again.Release()
	ids := make([]string, len(again.Records))
	for i := range again.Records {
		ids[i] = string(again.Records[i].ID)
	}
	if !again.Began.Equal(page.Began) || again.HasNext != page.HasNext {
		return "", fmt.Errorf("began %v, %v", again.Began, page.Began)
	}
	return strings.Join(ids, " "), nil
}

func TestBatchKeepsTheOrderOfTheList(t *testing.T) {
	up := hubspottest.New(3, 20, 100)
	got, err := batch(up, func() { up.Now = up.Now.Add(time.Hour) })
	if err != nil || got != "3 20 100" {
		t.Errorf("%s, %v", got, err)
	}
	if body := fmt.Sprint(up.Requests()[1].Body); body != "map[inputs:[map[id:3] map[id:20] map[id:100]] properties:[phone hs_merged_object_ids]]" {
		t.Errorf("asked %s", body)
	}
}

func TestBatchLeavesOutWhatIsGone(t *testing.T) {
	up := hubspottest.New(3, 20, 100)
	got, err := batch(up, func() { up.Records[1].ArchivedAt = up.Now })
	if err != nil || got != "3 100" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestBatchLeavesOutWhatWasMergedMeanwhile(t *testing.T) {
	up := hubspottest.New(3, 20, 100)
	got, err := batch(up, func() {
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool { // 3 and 20 became 200
			_, _ = fmt.Fprintf(w, `{"status":"COMPLETE","results":[{"id":"200","properties":{"hs_merged_object_ids":"3; 20"}},{"id":"100"}]}`)
			return true
		}
	})
	if err != nil || got != "100" {
		t.Errorf("%s, %v", got, err)
	}
}

// Older merges kept the ID of one of the two.
func TestBatchLeavesOutWhatWasMergedIntoAnotherOfIt(t *testing.T) {
	up := hubspottest.New(3, 20, 100)
	got, err := batch(up, func() {
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			_, _ = fmt.Fprintf(w, `{"results":[{"id":"100","properties":{"hs_merged_object_ids":"20"}},{"id":"3","archived":true}]}`)
			return true
		}
	})
	if err != nil || got != "100" {
		t.Errorf("%s, %v", got, err)
	}
}

// A list may return a contact twice on one page; the batch requests it once.
func TestBatchOfAListWithDuplicates(t *testing.T) {
	up := hubspottest.New(3, 20)
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n == 1 {
			_, _ = w.Write([]byte(`{"results":[{"id":"20"},{"id":"3"},{"id":"20"}]}`))
		}
		return n == 1
	}
	got, err := batch(up, func() {})
	if err != nil || got != "20 3" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestABatchThatLacksRecordsIsAnError(t *testing.T) {
	for body, part := range map[string]string{
		`{"results":[{"id":"3"},{"id":"100"}]}`:                                                                    "lacks contact 20 ",
		`{"results":[{"id":"3"}],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["20"]}}]}`:             "lacks contact 100 ",
		`{"results":[{"id":"3"},{"id":"100"}],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["7"]}}]}`: "lacks contact 20 ",
		`{"results":[{"id":"3"},{"id":"200"}]}`:                                                                    "lacks contact",
		`{"results":[{"id":"3"},{"id":"200","properties":{"hs_merged_object_ids":"20"}}]}`:                         "lacks contact 100 ",
		`{"results":[{"id":"3"}],"errors":[{"category":"INTERNAL","message":"try again"}]}`:                        "the answer reports errors: try again (INTERNAL)",
		`{"results":[{"id":"3"}],"errors":7}`:                                                                      "errors of a batch is not an array of errors: it begins with \"7\"",
	} {
		up := hubspottest.New(3, 20, 100)
		_, err := batch(up, func() {
			up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
				_, _ = w.Write([]byte(body))
				return true
			}
		})
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v", body, err)
		}
		if n := len(up.Requests()); n != 5 {
			t.Errorf("%s: asked %d times, want it tried again", body, n-1)
		}
	}
}

func TestInvalidListsOfProperties(t *testing.T) {
	for body, part := range map[string]string{
		`{}`:             `not a list of properties: it begins with "{}"`,
		`{"results":[]}`: "is empty",
		`{"results":[{"name":"old","archived":true}]}`: "is empty",
		`{"results":{}}`:           `not a list of properties: it begins with "{\"resu"`,
		`[]`:                       "not a JSON object",
		`{"results":[{"name":7}]}`: "a property without a name",
		`{"results":["email"]}`:    "an entry of results is not an object",
		`<html>`:                   `not JSON: it begins with "<html>"`,
		`{"results":[{"name":"` + strings.Repeat("x", 251) + `"}]}`:                   "the name of a property is longer than 250 bytes",
		`{"results":[` + strings.Repeat(`{"name":"x"},`, 100_000) + `{"name":"x"}]}`:  "more than 100000 properties",
		`{"results":[{"name":"x"}],"results":[{"name":"y"}]}`:                         "results is duplicated",
		`{"results":[{"name":"x"}],"numErrors":"` + strings.Repeat("1", 1<<10) + `"}`: "numErrors of the answer is longer than 1024 bytes",
	} {
		up := hubspottest.New()
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			_, _ = w.Write([]byte(body))
			return true
		}
		names, err := hubspot.New(options(up, clocktest.New())).Session(hubspot.Contacts).Properties(context.Background())
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, %v", body, names, err)
		}
	}
}
