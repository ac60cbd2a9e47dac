package admin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/admin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

// rig is your side on its own, with ten contacts.
type rig struct {
	admin.Admin
	t      *testing.T
	store  *store.Store
	router http.Handler
}

func newRig(t *testing.T) *rig {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
	entries := index.New(1, clock, nil)
	contacts := store.New(schema.New(clock), entries, clock, 1, store.Options{})
	for i := range 10 {
		if _, err := contacts.Create(map[string]string{"email": "c" + strconv.Itoa(i) + "@example.com"}, store.UI); err != nil {
			t.Fatal(err)
		}
	}
	r := &rig{t: t, store: contacts}
	r.Faults = fault.NewSet(1)
	r.Limits = limit.New(clock, time.UTC, func(string) bool { return true })
	r.Journal = journal.New(10, clock)
	r.Stage = &scenario.Stage{Contacts: contacts, Index: entries, Faults: r.Faults, Limits: r.Limits}
	engine := gin.New()
	r.Routes(engine.Group("/_fake"))
	r.router = engine
	return r
}

// ask sends "METHOD /path body" to your side and checks the status.
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
	r.Journal.Wrap(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, target, nil))
}
