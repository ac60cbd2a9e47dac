package fakehubspot_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// The tour is told where Sesam is by the option, the method and the control API, which all say the same.
func TestTheTourIsToldWhereSesamIs(t *testing.T) {
	c := start(t, fakehubspot.Sesam("http://node.example:1/", ""))
	c.want(http.StatusOK, "GET /_fake/tour", `{"page":"http://node.example:1","sesam":"http://node.example:1"}`)
	if err := c.hub.ConnectSesam("http://node.example:2", "http://localhost:3"); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusOK, "GET /_fake/tour", `"page":"http://localhost:3"`, `"sesam":"http://node.example:2"`)
	c.want(http.StatusOK, "GET /_ui/tour", "Connected to Sesam at http://node.example:2")
	if err := c.hub.ConnectSesam("node.example:2", ""); !errors.Is(err, fakehubspot.ErrInvalid) {
		t.Errorf("%v", err)
	}
	if _, err := fakehubspot.New(fakehubspot.Sesam("javascript:1", "")); !errors.Is(err, fakehubspot.ErrInvalid) || !strings.Contains(err.Error(), "sesam: url must be an http or https URL") {
		t.Errorf("%v", err)
	}
	c.want(http.StatusOK, "PUT /_fake/tour {}", `"sesam":""`)
	c.want(http.StatusOK, "GET /_ui/tour", "Sesam is not connected", "--sesam URL")
}

// Pages of other sites can neither take the tour nor say where Sesam is.
func TestOtherSitesCannotTakeTheTour(t *testing.T) {
	c := start(t)
	for _, request := range []string{"PUT /_ui/tour", "DELETE /_ui/tour", "POST /_ui/tour/steps/1", "PUT /_ui/tour/peer", "PUT /_fake/tour"} {
		method, path, _ := strings.Cut(request, " ")
		r := httptest.NewRequest(method, path, strings.NewReader(`{"open":true}`))
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		c.hub.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
	}
	c.want(http.StatusOK, "GET /_ui/tour/state", `"open":false`, `"begun":false`)
}

// What the tour breaks it mends, and its calls to HubSpot's control API leave no trace in the journal.
func TestTheTourLeavesHubSpotAsItWas(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	c.want(http.StatusAccepted, "POST /_ui/tour/steps/3")
	for len(c.hub.Faults()) == 0 || strings.Contains(c.want(http.StatusOK, "GET /_ui/tour/state"), `"state":"running"`) {
		c.want(http.StatusOK, "GET /_ui/tour/state")
	}
	c.want(http.StatusOK, "GET /_ui/tour/state", `"state":"half done"`, "503, for every call")
	c.want(http.StatusOK, "DELETE /_ui/tour", `"begun":false`)
	if faults := c.hub.Faults(); len(faults) != 0 {
		t.Errorf("%+v", faults)
	}
	if n := c.hub.CountRequests(fakehubspot.Filter{}); n != 0 {
		t.Errorf("the journal has %d calls", n)
	}
}
