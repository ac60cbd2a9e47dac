package simulation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// Read is how an account is read.
type Read struct {
	Latency  time.Duration // of every call
	Parallel int           // the connector's setting; 0 for its default
	Changes  int           // contacts that have changed, for a since-read; 0 for a full read
	Links    bool          // the contacts of a full read show their companies
}

// Outcome is what a read took, in simulated time.
type Outcome struct {
	Contacts int
	Ratio    float64 // of the contacts per second that the account allows
	Use      allowance.Use
	Most     int // calls in flight at any time
}

// Read reads the account once and checks that every contact is delivered, and delivered once. It must be called in a
// bubble of testing/synctest, and leaves nothing running there.
func (a *Account) Read(ctx context.Context, how Read) (Outcome, error) {
	if err := a.prepare(how.Latency); err != nil {
		return Outcome{}, err
	}
	defer a.hub.ClearFaults() // it belongs to the bubble
	address, want, bound := "/get_contacts", a.contacts, allowance.FullRead(1)
	if how.Links {
		address, bound = address+"?associations=companies", allowance.FullReadWithLinks(1)
	}
	if how.Changes > 0 {
		since, err := a.change(how.Changes)
		if err != nil {
			return Outcome{}, err
		}
		address += "?since=" + url.QueryEscape(since.Format(time.RFC3339Nano))
		want, bound = how.Changes, allowance.SinceRead()
	}
	carry := &transport{handler: a.hub.Handler()}
	settings := map[string]string{}
	if how.Parallel > 0 {
		settings["parallel"] = strconv.Itoa(how.Parallel)
	}
	c, err := a.connector(carry, settings)
	if err != nil {
		return Outcome{}, err
	}
	began := time.Now()
	entities, err := deliver(ctx, c.Handler(), address)
	took := time.Since(began)
	if err = errors.Join(err, c.Close()); err != nil {
		return Outcome{}, err
	}
	if entities != want {
		return Outcome{}, fmt.Errorf("%d entities, want %d", entities, want)
	}
	calls, err := a.calls()
	return Outcome{
		Contacts: want, Ratio: float64(want) / took.Seconds() / bound, Most: carry.most,
		Use: allowance.Use{Calls: calls, Took: took, InFlight: carry.together.Seconds() / took.Seconds(), Latency: how.Latency},
	}, err
}

// connector returns a connector with these settings, and defaults for all others.
func (a *Account) connector(carry http.RoundTripper, settings map[string]string) (*connector.Connector, error) {
	settings["api-key"], settings["base-url"] = a.hub.Token(), a.hub.URL()+"/crm/v3"
	cfg, err := connector.ConfigFromEnv(func(name string) (string, bool) {
		value, ok := settings[name]
		return value, ok
	})
	if err != nil {
		return nil, err
	}
	return connector.New(cfg, connector.Transport(carry))
}

// deliver reads an answer of the connector and returns how many entities it holds, all of them different.
func deliver(ctx context.Context, handler http.Handler, address string) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	body, into := io.Pipe()
	written := &answer{header: http.Header{}, body: into}
	served := make(chan struct{})
	go func() {
		defer close(served)
		written.serve(handler, httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil))
	}()
	entities, err := count(body)
	_ = body.CloseWithError(err) // never fails; the connector stops if it has not
	<-served
	if written.status != http.StatusOK && err == nil {
		err = errors.New("the answer is no error, but not OK")
	}
	if err != nil {
		return entities, fmt.Errorf("%s: status %d: after %d entities: %w", address, written.status, entities, err)
	}
	return entities, nil
}

// count reads a JSON array of entities to its end and returns how many there are. Two with the same ID are an error.
func count(body io.Reader) (int, error) {
	decoder := json.NewDecoder(body)
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('[') {
		return 0, fmt.Errorf("want an array, got %v (%w)", begin, err)
	}
	seen := map[uint64]struct{}{}
	for decoder.More() {
		var entity struct {
			ID string `json:"_id"`
		}
		if err := decoder.Decode(&entity); err != nil {
			return len(seen), err
		}
		id, err := strconv.ParseUint(entity.ID, 10, 64)
		if err != nil {
			return len(seen), err
		}
		if _, twice := seen[id]; twice {
			return len(seen), fmt.Errorf("contact %d is delivered twice", id)
		}
		seen[id] = struct{}{}
	}
	if _, err := decoder.Token(); err != nil {
		return len(seen), err
	}
	_, err := io.Copy(io.Discard, body)
	return len(seen), err
}
