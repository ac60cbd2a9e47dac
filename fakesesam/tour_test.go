package fakesesam_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// asked calls a node's handler and returns what it answers.
func asked(node *fakesesam.Node, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	node.Handler().ServeHTTP(w, r)
	return w
}

// The tour is told where HubSpot is by the option, the method and a route, which all say the same.
func TestTheTourIsToldWhereHubSpotIs(t *testing.T) {
	node := contactsNode(t, newService(1), fakesesam.HubSpot("http://hub.example:1/", ""))
	known := func(piece string) {
		t.Helper()
		for _, path := range []string{"/tour/state", "/tour"} {
			if w := asked(node, http.MethodGet, path, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), piece) {
				t.Errorf("%s: %d, no %s in %.2000s", path, w.Code, piece, w.Body)
			}
		}
	}
	known("http://hub.example:1")
	if err := node.ConnectHubSpot("http://hub.example:2", ""); err != nil {
		t.Fatal(err)
	}
	known("http://hub.example:2")
	if w := asked(node, http.MethodPut, "/tour/peer", `{"url":"http://hub.example:3","page":"http://localhost:3"}`); w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	known("http://hub.example:3")
	if err := node.ConnectHubSpot("hub.example", ""); !errors.Is(err, fakesesam.ErrInvalid) {
		t.Errorf("%v", err)
	}
	known("http://hub.example:3")
	if _, err := fakesesam.New(fakesesam.HubSpot("javascript:1", "")); !errors.Is(err, fakesesam.ErrInvalid) || !strings.Contains(err.Error(), "HubSpot: url must be an http or https URL") {
		t.Errorf("%v", err)
	}
}

// Pages of other sites cannot take the tour, and a node that requires a token has none.
func TestWhoMayTakeTheTour(t *testing.T) {
	node := contactsNode(t, newService(1))
	for _, request := range []string{"PUT /tour", "DELETE /tour", "POST /tour/steps/1", "PUT /tour/peer"} {
		method, path, _ := strings.Cut(request, " ")
		if w := asked(node, method, path, `{"open":true,"url":"http://evil.example"}`, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
	}
	if w := asked(node, http.MethodGet, "/tour/state", ""); !strings.Contains(w.Body.String(), `"open":false`) || strings.Contains(w.Body.String(), "evil.example") {
		t.Errorf("%s", w.Body)
	}
	guarded := contactsNode(t, newService(1), fakesesam.Token("secret"))
	for _, request := range []string{"GET /tour", "GET /tour/state", "POST /tour/steps/1"} {
		method, path, _ := strings.Cut(request, " ")
		if w := asked(guarded, method, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
	}
}

// A node without the pipes that the tour runs says which.
func TestTheTourSaysWhichPipesAreMissing(t *testing.T) {
	node := contactsNode(t, newService(1))
	if w := asked(node, http.MethodPost, "/tour/steps/1", ""); w.Code != http.StatusAccepted {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	state := `"state":"running"`
	for strings.Contains(state, `"state":"running"`) {
		state = asked(node, http.MethodGet, "/tour/state", "").Body.String()
	}
	if !strings.Contains(state, `"state":"failed"`) || !strings.Contains(state, "this node has no pipe that reads contacts") {
		t.Errorf("%s", state)
	}
}
