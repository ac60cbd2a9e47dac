package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/contract"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

const contacts = "/crm/v3/objects/contacts"

// noon is where the clock of a rig stands.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// described is HubSpot's API description; every answer of these tests is held against it.
var described *contract.Contract

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	var err error
	if described, err = contract.Ours(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// rig is an account with a clock that stands, called in process.
type rig struct {
	*hub.Hub
	Contacts *store.Store
	Clock    hand

	t       testing.TB
	handler http.Handler
	free    bool // answers are not held against the contract
}

func newRig(tb testing.TB, n int, change ...func(*hub.Config)) *rig {
	tb.Helper()
	config := hub.Config{
		Seed: 1, Contacts: n, Frozen: noon, Lag: index.Lag{Mode: index.Fixed},
		Tokens: []token.Token{{Value: "secret"}}, Logger: slog.New(slog.DiscardHandler), Real: time.Now, After: time.After,
	}
	for _, apply := range change {
		apply(&config)
	}
	account, err := hub.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(account.Close)
	return &rig{
		Hub: account, Contacts: account.Contacts(), Clock: hand{account.Clock(), tb}, t: tb, handler: account.Handler(),
	}
}

// hand moves the clock.
type hand struct {
	*clock.Clock
	t testing.TB
}

func (h hand) Advance(d time.Duration) time.Time {
	h.t.Helper()
	now, err := h.Clock.Advance(d)
	if err != nil {
		h.t.Fatal(err)
	}
	return now
}

// answer is what a call got.
type answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
}

// call sends a request with the right token and holds the answer against the contract.
func (r *rig) call(method, target, body string) answer {
	r.t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer secret")
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	return r.do(request)
}

func (r *rig) do(request *http.Request) answer {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, request)
	got := answer{t: r.t, Status: w.Code, Header: w.Header(), Body: w.Body.String()}
	if r.free {
		return got
	}
	if err := described.Hold(request, w.Code, w.Header(), w.Body.Bytes()); err != nil {
		r.t.Fatalf("%s %s: %d %s\nbreaks the contract: %v", request.Method, request.RequestURI, w.Code, w.Body, err)
	}
	return got
}

func (r *rig) get(target string) answer { r.t.Helper(); return r.call(http.MethodGet, target, "") }
func (r *rig) post(target, body string) answer {
	r.t.Helper()
	return r.call(http.MethodPost, target, body)
}

// is checks status and body; every UUID in the body stands as ID.
func (a answer) is(status int, body string) {
	a.t.Helper()
	if got := a.masked(); a.Status != status || got != body {
		a.t.Fatalf("got  %d %s\nwant %d %s", a.Status, got, status, body)
	}
}

// masked is the body with the correlation ID replaced by ID.
func (a answer) masked() string {
	return strings.ReplaceAll(a.Body, a.Header.Get(refusal.CorrelationHeader), "ID")
}

// status checks the status alone.
func (a answer) status(want int) answer {
	a.t.Helper()
	if a.Status != want {
		a.t.Fatalf("got %d %s, want %d", a.Status, a.Body, want)
	}
	return a
}

// has checks the status and that the body holds all pieces.
func (a answer) has(status int, pieces ...string) answer {
	a.t.Helper()
	a.status(status)
	for _, piece := range pieces {
		if !strings.Contains(a.Body, piece) {
			a.t.Fatalf("no %s in %s", piece, a.Body)
		}
	}
	return a
}

// object is a contact in an answer.
type object struct {
	ID         string
	Properties map[string]*string
	Archived   bool
	New        bool
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ArchivedAt time.Time
	History    map[string][]struct{ Value, SourceType string } `json:"propertiesWithHistory"`
}

// page is an answer with results.
type page struct {
	Total     int
	Results   []object
	NumErrors int
	Paging    *struct {
		Next *struct{ After, Link string }
	}
}

func (p page) ids() []string {
	ids := make([]string, len(p.Results))
	for i, one := range p.Results {
		ids[i] = one.ID
	}
	return ids
}

// after is the next cursor, empty on the last page.
func (p page) after() string {
	if p.Paging == nil {
		return ""
	}
	return p.Paging.Next.After
}

func decode[T any](a answer) T {
	a.t.Helper()
	var value T
	if err := json.Unmarshal([]byte(a.Body), &value); err != nil {
		a.t.Fatalf("%s: %v", a.Body, err)
	}
	return value
}

// create makes a contact and gives its ID.
func (r *rig) create(properties string) string {
	r.t.Helper()
	return decode[object](r.post(contacts, `{"properties":`+properties+`}`).status(http.StatusCreated)).ID
}

// search runs a search that must succeed.
func (r *rig) search(body string) page {
	r.t.Helper()
	return decode[page](r.post(contacts+"/search", body).status(http.StatusOK))
}

func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// reimported is another account with the state of r.
func reimported(t *testing.T, r *rig) *rig {
	t.Helper()
	var state bytes.Buffer
	if err := r.Export(&state); err != nil {
		t.Fatal(err)
	}
	other := newRig(t, 3)
	if err := other.Import(&state); err != nil {
		t.Fatal(err)
	}
	return other
}
