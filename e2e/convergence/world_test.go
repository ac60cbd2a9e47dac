package convergence

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

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

// epoch is when every history begins.
var epoch = time.Date(2026, 3, 1, 8, 0, 0, 250e6, time.UTC)

// world is the three programs in this process, all on HubSpot's clock: instead
// of waiting, they advance the fake's clock.
type world struct {
	account
	objects   []object
	pipes     []*pipe
	traces    traces
	ties      []*ties
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
	w := &world{
		account: a, objects: objectsOf(a.Everything), pipes: pipesOf(a.Everything), traces: newTraces(), inParts: map[string]bool{},
	}
	var err error
	if w.hub, err = fakehubspot.New(w.contents()...); err != nil {
		return nil, err
	}
	if a.Size.Dense {
		if err := w.makeDense(); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	w.ties = tiesOf(w.pipes)
	if err := errors.Join(w.defineOwn(), w.noteTies()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.gate = newGate(w.hub, a.Size.Page)
	w.upstream = httptest.NewUnstartedServer(w.gate)
	w.upstream.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	w.upstream.Start()
	if w.dir, err = os.MkdirTemp("", "convergence-"); err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.serve()
	if err := errors.Join(w.configure(), w.startConnector(), w.startNode()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// contents is what HubSpot begins with.
func (w *world) contents() []fakehubspot.Option {
	options := []fakehubspot.Option{
		fakehubspot.Contacts(w.Size.Contacts), fakehubspot.Seed(w.Seed), fakehubspot.Token(stack.Token),
		fakehubspot.Frozen(epoch), fakehubspot.IndexLagMode(lagModes[w.Seed%3]), fakehubspot.ArchivedLag(),
		fakehubspot.Cursors(w.Cursors), fakehubspot.AssociationPage(2),
	}
	for _, o := range w.objects[1:] {
		if o.own != nil {
			continue // it must be defined first
		}
		options = append(options, fakehubspot.Records(o.name, w.Size.Contacts/2))
	}
	return options
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
		"api-key":          stack.Token,
		"base-url":         w.upstream.URL + "/crm/v3",
		"parallel":         strconv.Itoa(w.Parallel),
		"archive-interval": w.Interval.String(),
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
	var err error
	w.node, err = fakesesam.New(
		fakesesam.Config(w.configuration()),
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
