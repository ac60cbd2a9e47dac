package convergence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

const (
	// settleWindow is the connector's default, and the maximum lag of the fake's
	// search index.
	settleWindow = 5 * time.Minute
)

// account is what a history is played on.
type account struct {
	Seed     uint64
	Size     size
	Parallel int // the connector's setting
	Cursors  fakehubspot.CursorHabit
}

func (a account) String() string {
	return fmt.Sprintf("seed %d, %d contacts, parallel %d, cursors %s", a.Seed, a.Size.Contacts, a.Parallel, a.Cursors)
}

// size is how many contacts a history starts with, and how many are on a page: so few that a list is many pages, or so many
// that a search is worth several readers.
type size struct {
	Contacts, Page int
	Dense          bool // their IDs follow each other without a gap
}

var few, many, thousand = size{12, 3, false}, size{40, 3, false}, size{900, 100, true}

// usual is the account in which most of the known histories are played.
func usual(seed uint64) account {
	return account{Seed: seed, Size: few, Parallel: 16, Cursors: fakehubspot.CursorAfterLast}
}

// habits are those of cursors with which a list can be read while it changes. With page numbers it cannot, by nobody: what is
// archived shifts all that follow.
var habits = []fakehubspot.CursorHabit{
	fakehubspot.CursorAfterLast, fakehubspot.CursorNextID, fakehubspot.CursorLate, fakehubspot.CursorEarly,
	fakehubspot.CursorRefused, fakehubspot.CursorOpaque, fakehubspot.CursorDescending,
}

// sizes are those of random histories; a large account takes as long as twenty small ones.
var sizes = append(slices.Repeat([]size{few, many}, 10), thousand)

var drawAccount = rapid.Custom(func(t *rapid.T) account {
	return account{
		Seed:     rapid.Uint64Range(1, 1000).Draw(t, "seed"),
		Size:     rapid.SampledFrom(sizes).Draw(t, "size"),
		Parallel: rapid.SampledFrom([]int{1, 16, 16}).Draw(t, "parallel"),
		Cursors:  rapid.SampledFrom(append(habits, habits[:2]...)).Draw(t, "cursors"),
	}
})

// lagModes are how HubSpot's search index can be late: always as much, by
// chance, or by contact.
var lagModes = []fakehubspot.LagMode{fakehubspot.LagFixed, fakehubspot.LagRandom, fakehubspot.LagPerRecord}

// epoch is when every history begins.
var epoch = time.Date(2026, 3, 1, 8, 0, 0, 250e6, time.UTC)

// world is the three programs in this process, all on HubSpot's clock: instead
// of waiting, they advance the fake's clock.
type world struct {
	account
	inParts   map[string]bool // the modes of which a run read in parts: "full", "since"
	created   int
	dir       string
	hub       *fakehubspot.Server
	gate      *gate
	upstream  *httptest.Server
	connector *connector.Connector
	service   *httptest.Server
	node      *fakesesam.Node
}

func newWorld(a account) (*world, error) {
	w := &world{account: a, inParts: map[string]bool{}}
	var err error
	if w.hub, err = fakehubspot.New(
		fakehubspot.Contacts(a.Size.Contacts), fakehubspot.Seed(a.Seed), fakehubspot.Token(stack.Token),
		fakehubspot.Frozen(epoch), fakehubspot.IndexLagMode(lagModes[a.Seed%3]), fakehubspot.ArchivedLag(),
		fakehubspot.Cursors(a.Cursors),
	); err != nil {
		return nil, err
	}
	if a.Size.Dense {
		if err := w.makeDense(); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	w.gate = newGate(w.hub, a.Size.Page)
	w.upstream = httptest.NewUnstartedServer(w.gate)
	w.upstream.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	w.upstream.Start()
	if w.dir, err = os.MkdirTemp("", "convergence-"); err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.serve()
	if err := errors.Join(w.startConnector(), w.startNode()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// makeDense gives the contacts consecutive IDs, far below those of contacts that will be created.
func (w *world) makeDense() error {
	var state bytes.Buffer
	if err := w.hub.Export(&state); err != nil {
		return err
	}
	id := 1000
	dense := contactID.ReplaceAllFunc(state.Bytes(), func([]byte) []byte {
		id++
		return fmt.Appendf(nil, `{"kind":"contact","id":"%d"`, id)
	})
	return w.hub.Import(bytes.NewReader(dense))
}

var contactID = regexp.MustCompile(`\{"kind":"contact","id":"\d+"`)

func (w *world) startConnector() error {
	values := map[string]string{
		"api-key":  stack.Token,
		"base-url": w.upstream.URL + "/crm/v3",
		"parallel": strconv.Itoa(w.Parallel),
	}
	cfg, err := connector.ConfigFromEnv(func(name string) (string, bool) { value, ok := values[name]; return value, ok })
	if err != nil {
		return err
	}
	w.connector, err = connector.New(cfg,
		connector.WithClock(hubTime{w.hub}),
		connector.Logger(slog.New(slog.DiscardHandler)),
		connector.Seed(w.Seed),
	)
	return err
}

// serve gives the connector a URL that stays the same across restarts.
func (w *world) serve() {
	w.service = httptest.NewUnstartedServer(serviceHandler{w})
	w.service.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	w.service.Start()
}

func (w *world) restartConnector() error {
	w.service.CloseClientConnections()
	if err := w.connector.Close(); err != nil {
		return err
	}
	return w.startConnector()
}

// serviceHandler forwards to the connector that is running at the moment.
type serviceHandler struct{ w *world }

func (h serviceHandler) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	h.w.connector.Handler().ServeHTTP(writer, request)
}

func (w *world) startNode() error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	w.node, err = fakesesam.New(
		fakesesam.Config(filepath.Join(root, "connector", "sesam")),
		fakesesam.Data(filepath.Join(w.dir, "data")),
		fakesesam.Env(map[string]string{"hubspot-base-url": w.upstream.URL + "/crm/v3"}),
		fakesesam.Secrets(map[string]string{"hubspot-api-key": stack.Token}),
		fakesesam.Microservice(stack.System, w.service.URL),
		fakesesam.Frozen(epoch),
		fakesesam.Logger(slog.New(slog.DiscardHandler)),
		fakesesam.NoSync(),
	)
	return err
}

func (w *world) restartNode() error {
	if err := w.node.Close(); err != nil {
		return err
	}
	return w.startNode()
}

func (w *world) close() error {
	var errs []error
	if w.node != nil {
		errs = append(errs, w.node.Close())
	}
	if w.service != nil {
		w.service.CloseClientConnections()
		w.service.Close()
	}
	if w.connector != nil {
		errs = append(errs, w.connector.Close())
	}
	if w.upstream != nil {
		w.upstream.CloseClientConnections()
		w.upstream.Close()
	}
	if w.hub != nil {
		errs = append(errs, w.hub.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(w.dir))...)
}

// hubTime puts the connector on HubSpot's clock: sleeping advances that clock.
type hubTime struct{ hub *fakehubspot.Server }

func (h hubTime) Now() time.Time { return h.hub.Now() }

// After implements connector.Clock: the wait is over at once, and HubSpot's
// clock has advanced by it.
func (h hubTime) After(d time.Duration) <-chan time.Time {
	h.hub.Advance(d)
	passed := make(chan time.Time, 1)
	passed <- h.hub.Now()
	return passed
}

// run runs the pipe once, while HubSpot changes as planned.
func (w *world) run(ctx context.Context, during []meanwhile) (fakesesam.Run, error) {
	w.gate.plan(w, during)
	defer w.gate.plan(w, nil)
	run, err := w.node.Run(ctx, stack.Pipe)
	if err != nil {
		return run, fmt.Errorf("starting the run: %w", err)
	}
	w.noteParts()
	return run, w.gate.failure()
}

// noteParts notes of which modes the last run read with several cursors, as the connector's metrics show.
func (w *world) noteParts() {
	answer := httptest.NewRecorder()
	w.connector.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for _, found := range cursorsMetric.FindAllStringSubmatch(answer.Body.String(), -1) {
		if found[2] != "0" && found[2] != "1" {
			w.inParts[found[1]] = true
		}
	}
}

var cursorsMetric = regexp.MustCompile(`(?m)^connector_cursors\{mode="(\w+)",object="contacts"\} (\S+)$`)
