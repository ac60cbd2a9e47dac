package writing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// account is what HubSpot and the ERP begin with.
type account struct {
	Seed  uint64
	Crowd bool // there are so many things that requests have several batches
	Whole bool // HubSpot refuses a whole batch for the sake of one input
}

// world is an ERP, the connector, and HubSpot on whose clock all of them are.
type world struct {
	account
	hub       *fakehubspot.Server
	gate      *gate
	upstream  *httptest.Server
	calls     rounds
	connector *connector.Connector
	service   *httptest.Server
	serving   *underway

	erp    []*thing
	crowd  map[string]bool   // IDs of records that only fill batches
	own    map[string]string // what HubSpot's users have set of the properties that are their own, by ID
	last   answer
	values int            // how many values have been made up
	errs   map[string]int // how often requests ended how
	// restored are records that users have restored since the last request began. Of what it deletes, they may be what is there again.
	restored []fakehubspot.Record
}

// things is how many things of each kind the ERP has.
const things = 5

func newWorld(a account) (*world, error) {
	w := &world{account: a, serving: newUnderway(), crowd: map[string]bool{}, own: map[string]string{}, errs: map[string]int{}}
	var err error
	if w.hub, err = fakehubspot.New(fakehubspot.Seed(a.Seed), fakehubspot.Token(key), fakehubspot.Frozen(epoch)); err != nil {
		return nil, err
	}
	w.gate = &gate{hub: w.hub.Handler(), world: w, open: newUnderway()}
	w.upstream = quietServer(w.gate)
	w.calls = rounds{&http.Transport{MaxIdleConnsPerHost: 16}, w.gate}
	w.service = quietServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.serving.begin()
		defer w.serving.end()
		w.connector.Handler().ServeHTTP(rw, r)
	}))
	if err := errors.Join(w.furnish(), w.startConnector()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, w.look()
}

func quietServer(h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.Start()
	return s
}

// furnish makes things, of which HubSpot has some.
func (w *world) furnish() error {
	for _, k := range kinds {
		for n := range things {
			t := newThing(k, n)
			w.erp = append(w.erp, t)
			for _, field := range k.fields {
				w.values++
				t.values[field] = k.value(field, w.values)
			}
			if n >= things/2+1 {
				t.unsent, t.dirty = true, map[string]bool{k.fields[0]: true, k.fields[1]: true, k.fields[2]: true}
				continue
			}
			if _, err := w.hub.Object(k.object).Create(t.properties()); err != nil {
				return err
			}
		}
		if !w.Crowd {
			continue
		}
		for n := range 100 {
			record, err := w.hub.Object(k.object).Create(map[string]string{k.key: fmt.Sprintf(k.named, 1000+n), k.fields[0]: "crowd"})
			if err != nil {
				return err
			}
			w.crowd[record.ID] = true
		}
	}
	return nil
}

func (t *thing) properties() map[string]string {
	all := maps.Clone(t.values)
	all[t.kind.key] = t.key
	return all
}

func (w *world) startConnector() error {
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(key), w.upstream.URL+"/crm/v3", connector.WriteOn
	var err error
	w.connector, err = connector.New(cfg, connector.WithClock(hubTime{w.hub}), connector.Seed(w.Seed), connector.Transport(w.calls), connector.Logger(slog.New(slog.DiscardHandler)))
	return err
}

func (w *world) restartConnector() error {
	w.service.CloseClientConnections()
	w.serving.wait()
	if err := w.connector.Close(); err != nil {
		return err
	}
	return w.startConnector()
}

func (w *world) close() error {
	w.service.CloseClientConnections()
	w.service.Close()
	var err error
	if w.connector != nil {
		err = w.connector.Close()
	}
	w.calls.CloseIdleConnections()
	w.upstream.CloseClientConnections()
	w.upstream.Close()
	return errors.Join(err, w.hub.Close())
}

// pick is one of the things of a kind.
func (w *world) pick(k *kind, n int) *thing {
	var some []*thing
	for _, t := range w.erp {
		if t.kind == k {
			some = append(some, t)
		}
	}
	return some[n%len(some)]
}

// look lets the ERP take in what HubSpot has.
func (w *world) look() error {
	for _, k := range kinds {
		s, err := w.snapshot(k)
		if err != nil {
			return err
		}
		for _, t := range w.erp {
			if t.kind == k {
				t.look(s)
			}
		}
	}
	return nil
}

// request sends items, and compares what HubSpot has afterwards with the answer.
func (w *world) request(route string, k *kind, items []*item, p plan) ([]verdict, error) {
	before, err := w.snapshot(k)
	if err != nil {
		return nil, err
	}
	ctx, cut := context.WithCancel(context.Background())
	defer cut()
	w.restored = nil
	w.gate.begin(k, items, p, cut)
	texts := make([]string, len(items))
	for n, i := range items {
		texts[n] = i.text
	}
	a := w.post(ctx, route+k.object, "["+strings.Join(texts, ",")+"]")
	w.last = a
	w.serving.wait()
	w.gate.end()
	after, err := w.snapshot(k)
	if err != nil {
		return nil, err
	}
	j := judge{world: w, route: route, before: before, after: after, raced: w.gate.raced, items: items}
	if err := errors.Join(w.gate.err, j.read(a), j.check()); err != nil {
		return nil, fmt.Errorf("%s%s of [%s], answered %+v: %w", route, k.object, strings.Join(texts, ",\n "), a, err)
	}
	for n, i := range items {
		if i.thing != nil && j.verdicts[n].is == "done" {
			i.thing.sent(i)
		}
	}
	for _, r := range w.restored {
		if _, live := after.live[r.ID]; live {
			w.revive(k, r)
		}
	}
	return j.verdicts, nil
}

// sender opens a connection for each request: a restart of the connector does not end one that waits for the next.
var sender = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func (w *world) post(ctx context.Context, path, body string) answer {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.service.URL+path, strings.NewReader(body))
	if err != nil {
		return answer{err: err}
	}
	response, err := sender.Do(request)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(text), err}
}
