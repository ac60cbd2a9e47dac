package admin_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/admin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

// rig is the control API of an account with ten contacts.
type rig struct {
	*hub.Hub
	t      *testing.T
	router http.Handler
}

func newRig(t *testing.T) *rig {
	t.Helper()
	h, err := hub.New(hub.Config{
		Seed: 1, Contacts: 10, Frozen: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Lag: index.Lag{Mode: index.Fixed},
		Tokens: []token.Token{{Value: "s3cret"}}, Journal: 10, Logger: slog.New(slog.DiscardHandler),
		Real: time.Now, After: time.After,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return &rig{Hub: h, t: t, router: admin.New(h, tour.New(tour.Config{Side: tour.HubSpot}), "1.2.3")}
}

// ask sends "METHOD /path body" to the control API and checks the status.
func (r *rig) ask(request string, status int) string {
	r.t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	path, body, _ := strings.Cut(rest, " ")
	w := httptest.NewRecorder()
	r.router.ServeHTTP(w, httptest.NewRequest(method, "/_fake"+path, strings.NewReader(body)))
	if w.Code != status {
		r.t.Fatalf("%s: %d %s, want %d", request, w.Code, w.Body, status)
	}
	if status >= 400 {
		var wrong struct{ Error string }
		if err := json.Unmarshal(w.Body.Bytes(), &wrong); err != nil || wrong.Error == "" {
			r.t.Fatalf("%s: no error in %s", request, w.Body)
		}
	}
	return w.Body.String()
}

// visit lets the journal record a call of a client.
func (r *rig) visit(method, target string) {
	r.Journal().Wrap(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, target, nil))
}
