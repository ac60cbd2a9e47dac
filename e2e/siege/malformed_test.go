package siege

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const (
	requests  = 2_000
	forFakes  = 1_000   // requests for each of them
	attackers = 6       // fewer than there are places
	longest   = 2 << 10 // bytes of a line of the log

	// unjudged is how many requests at most may be refused because others, which have vanished, still have their places.
	unjudged = requests / 20
)

// wrongEntities are bodies of which nothing can be written.
var wrongEntities = []string{
	"", " ", "{", "[", "[{", `[{"_id":"1"`, `[{"_id":"1"}`, `[{"_id":"1"},`, "nonsense", "null", "true", "[1]", `["x"]`, "[null]", "[[]]", `[{}]`, `[{"_id":1}]`,
	`[{"email":{"a":"b"}}]`, `[{"id":"abc"}]`, `[{"id":1e400}]`, `[{"id":123456789012345678901234567890}]`, `[{"id":"1","id":"2"}]`, "[{\"email\":\"\xff\xfe\"}]",
	`[{"email":"\ud800"`, `[{"_id":"1","firstname":"x"}]`, `[{"email":["a;b"]}]`, `[{"properties":[]}]`, "\xef\xbb\xbf[1]", "[,]", `[{"a":1,}]`, "[NaN]", "{}{}", "[]]",
}

// Two thousand requests that cannot be fulfilled are answered with what is wrong, and change nothing: not HubSpot, not the connector.
func TestMalformedRequests(t *testing.T) {
	const seed = 97
	besieged(t, stack.Options{Contacts: 10, Seed: 97}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		before, err := look(ctx, s)
		must(t, err)
		logged := len(s.Logs()["connector"])
		connector := surface{
			reads:  []string{"/get_contacts", "/get_companies", "/get_owners", "/get_pipelines", "/get_associations"},
			params: []string{"sincee", "limit", "since", "properties", "associations", "from", "to", "object", "match"},
			writes: []string{"/push_contacts", "/push_products", "/push_associations?from=contacts&to=companies", "/push_contacts?match=nonsense", "/push_nothing"},
			wrongs: wrongEntities,
		}
		var full atomic.Int64
		attack(ctx, t, newMaker(seed, connector), requests, s.ConnectorURL(), func(g garbage, r *http.Response, text []byte) error {
			if r.StatusCode == http.StatusServiceUnavailable {
				full.Add(1)
				r.Body = io.NopCloser(bytes.NewReader(text))
				_, err := refusal(r)
				return err
			}
			if g.broken && r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
				return closes(r)
			}
			var body struct {
				Error struct {
					Message string `json:"message"`
				} `json:"error"`
			}
			oldHTTP := r.StatusCode == http.StatusHTTPVersionNotSupported
			if r.StatusCode < 400 || r.StatusCode > 499 && !oldHTTP {
				return errors.New("want a status from 400 to 499")
			}
			if err := json.Unmarshal(text, &body); err != nil || body.Error.Message == "" {
				return fmt.Errorf("want an error in JSON: %w", err)
			}
			return nil
		})
		if n := full.Load(); n > unjudged {
			t.Errorf("%d requests found no place, want at most %d", n, unjudged)
		}

		recovers(ctx, t, s, before)
		fits(t, before.pid, roomy)
		log := s.Logs()["connector"][logged:]
		lines := strings.Split(strings.TrimSpace(log), "\n")
		if len(lines) > requests+requests/10 {
			t.Errorf("%d lines of log for %d requests", len(lines), requests)
		}
		t.Logf("%d lines of log, %d bytes", len(lines), len(log))
		for _, line := range lines {
			if len(line) > longest || !json.Valid([]byte(line)) || strings.Contains(line, `"ERROR"`) || strings.Contains(line, secret) || strings.Contains(line, stack.Token) {
				t.Fatalf("a line of the log is longer than %d bytes, or no JSON, or has a secret or an error: %.3000s", longest, line)
			}
		}
		made, err := s.HubSpot.AllRequests(ctx)
		must(t, err)
		var calls allowance.Calls
		for _, r := range made {
			calls.Add(r.Method, r.Path, r.Status)
			if read := r.Method == http.MethodGet || strings.HasSuffix(r.Path, "/batch/read") || strings.HasSuffix(r.Path, "/search"); !read {
				t.Errorf("HubSpot was written to: %s %s %s", r.Method, r.Path, r.Body)
			}
		}
		t.Log(calls)
	})
}

// The two fakes are programs on somebody's machine: the same does them no harm either.
func TestTheFakesWithstandMalformedRequests(t *testing.T) {
	const seed = 98
	on(t, onProcesses, stack.Options{Contacts: 10, Seed: 98}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		hubspot := surface{
			reads: []string{
				"/crm/v3/objects/contacts", "/crm/v3/objects/contacts/1", "/crm/v3/properties/contacts", "/crm/v3/owners", "/crm/v4/objects/contacts/1/associations/companies",
				"/_fake/requests", "/_fake/objects/contacts", "/_fake/faults", "/account-info/v3/details",
			},
			params: []string{"limit", "after", "properties", "archived", "associations", "query", "sort", "offset", "path", "status"},
			writes: []string{
				"/crm/v3/objects/contacts/search", "/crm/v3/objects/contacts/batch/read", "/crm/v3/objects/contacts/batch/upsert", "/crm/v3/objects/contacts/merge",
				"/_fake/clock/advance", "/_fake/faults", "/_fake/tokens", "/_fake/objects/contacts/change", "/crm/v4/associations/contacts/companies/batch/create",
			},
			header: "Authorization: Bearer " + stack.Token + "\r\n", wrongs: wrongEntities,
		}
		sesam := surface{
			reads:  []string{"/api/pipes", "/api/systems", "/api/config", "/api/datasets", "/api/datasets/" + stack.Pipe + "/entities", "/api/pipes/" + stack.Pipe + "/log", "/api/logs"},
			params: []string{"since", "limit", "history", "deleted", "subset", "reverse", "entity_id", "force"},
			writes: []string{"/api/pipes", "/api/systems", "/api/receivers/" + stack.PersonsPipe + "/entities", "/api/pipes/" + stack.Pipe + "/pump", "/tour/peer"},
			wrongs: wrongEntities,
		}
		for _, of := range []struct {
			program, url string
			surface
		}{{"fakehubspot", s.HubSpotURL(), hubspot}, {"fakesesam", s.SesamURL(), sesam}} {
			t.Run(of.program, func(t *testing.T) {
				attack(ctx, t, newMaker(seed, of.surface), forFakes, of.url, func(g garbage, r *http.Response, text []byte) error {
					if r.StatusCode == http.StatusServiceUnavailable && bytes.Contains(text, []byte("the pump is already running")) {
						return nil // a receiver takes one request at a time, as on a real node
					}
					if r.StatusCode >= 500 && (!g.broken || closes(r) != nil) {
						return errors.New("want a status below 500")
					}
					return nil
				})
				if log := s.Logs()[of.program]; strings.Contains(log, "panic") {
					t.Errorf("its log has a panic: %.3000s", log[strings.Index(log, "panic"):])
				}
			})
		}
		_, err := s.Sesam.Run(ctx, stack.Pipe)
		must(t, err)
	})
}

// closes requires of an answer to what is not HTTP that the connection ends with it.
func closes(r *http.Response) error {
	switch r.StatusCode {
	case http.StatusBadRequest, http.StatusRequestHeaderFieldsTooLarge, http.StatusRequestURITooLong, http.StatusHTTPVersionNotSupported, http.StatusNotImplemented, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusForbidden:
		return nil
	default:
		return errors.New("net/http does not answer so to what is not HTTP")
	}
}

// attack sends the requests, several at a time, and judges every answer.
func attack(ctx context.Context, t *testing.T, m *maker, requests int, base string, judge func(g garbage, r *http.Response, text []byte) error) {
	t.Helper()
	began := time.Now()
	made := make(chan garbage)
	kinds := map[string]int{}
	go func() {
		defer close(made)
		for range requests {
			g := m.next()
			kinds[g.kind]++
			made <- g
		}
	}()
	var mu sync.Mutex
	statuses, wrong := map[int]int{}, 0
	var all sync.WaitGroup
	for range attackers {
		all.Go(func() {
			for g := range made {
				err := send(ctx, strings.TrimPrefix(base, "http://"), g, func(r *http.Response, text []byte) error {
					mu.Lock()
					statuses[r.StatusCode]++
					mu.Unlock()
					if bytes.Contains(text, []byte(secret)) || bytes.Contains(text, []byte(stack.Token)) {
						return errors.New("the answer has a secret")
					}
					if err := judge(g, r, text); err != nil {
						return fmt.Errorf("%s: %.300s: %w", r.Status, text, err)
					}
					return nil
				})
				if err == nil {
					continue
				}
				mu.Lock()
				if wrong++; wrong <= 20 {
					t.Errorf("%s: %.300q: %v", g.kind, g.raw, err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	t.Logf("%d requests in %s: %v; answers: %v", requests, time.Since(began), kinds, statuses)
	if wrong > 0 {
		t.Errorf("%d of %d requests were not answered as they should be", wrong, requests)
	}
}

// answerWithin is how long an answer may take: a body that does not arrive is waited for.
const answerWithin = time.Minute

// send sends a request and judges every answer to it. None at all is an error unless it is not HTTP, or the client vanishes.
func send(ctx context.Context, address string, g garbage, judge func(*http.Response, []byte) error) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(answerWithin))
	sent := make(chan struct{})
	go func() { // the answer may come before everything is sent
		defer close(sent)
		_, _ = conn.Write(g.raw)
	}()
	defer func() { _ = conn.Close(); <-sent }()
	if g.vanishes {
		<-sent
		return nil
	}
	method, _, _ := strings.Cut(string(g.raw[:min(len(g.raw), 20)]), " ")
	in := bufio.NewReader(conn)
	for n := 0; ; n++ {
		response, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			timeout, _ := errors.AsType[net.Error](err)
			if timeout != nil && timeout.Timeout() {
				return fmt.Errorf("nothing within %s", answerWithin)
			}
			if n == 0 && !g.broken {
				return fmt.Errorf("no answer: %w", err)
			}
			return nil // the connection was closed
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil && !g.broken {
			return err
		}
		if err := judge(response, text); err != nil {
			return err
		}
		if response.Close {
			return nil
		}
	}
}
