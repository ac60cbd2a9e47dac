package fault_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

const (
	created = `{"id":"57000000001"}`
	refused = "/crm/v3/objects/contacts/merge"
	proxied = "/crm/v3/objects/contacts/batch/create"
	emptied = "/crm/v3/objects/contacts/batch/archive"
)

// ledger is a server that counts what it has written.
type ledger struct {
	*rig
	written, lost atomic.Int32
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	l := &ledger{rig: &rig{}}
	l.Set = fault.NewSet(1, fault.Clock(func() time.Time { return instant }), fault.Lost(func(*http.Request) { l.lost.Add(1) }))
	l.server = httptest.NewServer(l.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		switch r.URL.Path {
		case refused:
			w.WriteHeader(http.StatusConflict)
			return
		case proxied: // by a page that stands in the way
			w.Header().Set("Content-Type", "text/html;charset=utf-8")
		case emptied:
			l.written.Add(1)
			w.WriteHeader(http.StatusNoContent)
			return
		default:
			l.written.Add(1)
			w.WriteHeader(http.StatusCreated)
		}
		_, _ = io.WriteString(w, created)
	})))
	t.Cleanup(func() {
		l.Close()
		l.server.Client().CloseIdleConnections()
		l.server.Close()
	})
	return l
}

func (l *ledger) post(t *testing.T, path string) got {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.server.URL+path, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return l.do(request)
}

// A write is done, once, and the client hears of it what the fault lets through.
func TestTheAnswerToAWriteGetsLost(t *testing.T) {
	none := func(a got) bool { return a.status == 0 && a.err != nil && !errors.Is(a.err, syscall.ECONNRESET) }
	reset := func(a got) bool { return a.status == 0 && errors.Is(a.err, syscall.ECONNRESET) }
	for name, tt := range map[string]struct {
		fault fault.Fault
		path  string
		heard func(got) bool
	}{
		"by default":      {fault.Fault{}, "/crm/v3/objects/contacts", reset},
		"reset":           {fault.Fault{Loss: "reset", AfterBytes: -1}, "/crm/v3/objects/contacts", reset},
		"reset, no body":  {fault.Fault{Loss: "reset", AfterBytes: 5}, emptied, reset},
		"cut":             {fault.Fault{Loss: "cut"}, "/crm/v3/objects/contacts", none},
		"cut, no body":    {fault.Fault{Loss: "cut"}, emptied, none},
		"cut within":      {fault.Fault{Loss: "cut", AfterBytes: 4}, "/crm/v3/objects/contacts", cutAfter(4)},
		"cut at the end":  {fault.Fault{Loss: "cut", AfterBytes: 9_999}, "/crm/v3/objects/contacts", cutAfter(len(created) - 1)},
		"status":          {fault.Fault{Loss: "status", Status: 500}, "/crm/v3/objects/contacts", answered(500, `"internal error"`)},
		"status alone":    {fault.Fault{Status: 502}, "/crm/v3/objects/contacts", answered(502, "<html")},
		"status, no body": {fault.Fault{Status: 429, Variant: "SECONDLY", RetryAfter: fault.Duration(time.Second)}, emptied, answered(429, `"SECONDLY"`)},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			tt.fault.Kind, tt.fault.Count = "lost", 1
			l.add(t, tt.fault)
			if answer := l.post(t, tt.path); !tt.heard(answer) {
				t.Errorf("heard %+v", answer)
			}
			if l.written.Load() != 1 || l.lost.Load() != 1 {
				t.Errorf("%d writes were done and %d told of, want one", l.written.Load(), l.lost.Load())
			}
			if answer := l.post(t, tt.path); answer.err != nil || answer.status >= 300 || l.lost.Load() != 1 {
				t.Errorf("a spent fault struck again: %+v", answer)
			}
		})
	}
}

func cutAfter(n int) func(got) bool {
	return func(a got) bool {
		return a.status == http.StatusCreated && a.body == created[:n] && errors.Is(a.err, io.ErrUnexpectedEOF)
	}
}

func answered(status int, part string) func(got) bool {
	return func(a got) bool { return a.status == status && strings.Contains(a.body, part) && a.err == nil }
}

// Where nothing was written nothing is lost: such calls are no strikes.
func TestOnlyWritesThatAreDoneGetLost(t *testing.T) {
	l := newLedger(t)
	l.add(t, fault.Fault{Name: "f", Kind: "lost", Count: 1, Match: match.Match{Operation: "write"}})
	l.add(t, fault.Fault{Name: "any", Kind: "lost", Count: 1, Match: match.Match{Nth: 5}})
	for path, status := range map[string]int{
		refused: http.StatusConflict, proxied: http.StatusOK,
		"/crm/v3/objects/contacts/search": http.StatusCreated, "/crm/v3/objects/contacts/batch/read": http.StatusCreated,
	} {
		if answer := l.post(t, path); answer.err != nil || answer.status != status {
			t.Errorf("%s: %+v", path, answer)
		}
	}
	if answer := l.get(t, "/crm/v3/objects/contacts"); answer.err != nil || answer.body != created {
		t.Errorf("a read: %+v", answer)
	}
	for _, name := range []string{"f", "any"} {
		if state, _ := l.Get(name); state.Struck != 0 || l.lost.Load() != 0 {
			t.Errorf("%s struck %d, told of %d, want none", name, state.Struck, l.lost.Load())
		}
	}
	if answer := l.post(t, emptied); answer.err == nil {
		t.Errorf("a write that is done: %+v", answer)
	}
}

func TestFaultsMeanOperations(t *testing.T) {
	l := newLedger(t)
	l.add(t, fault.Fault{Kind: "lost", Match: match.Match{Operation: "batch-archive"}})
	if answer := l.post(t, "/crm/v3/objects/contacts/batch/update"); answer.err != nil {
		t.Errorf("another operation: %+v", answer)
	}
	for _, path := range []string{emptied, "/crm/objects/2026-09/companies/batch/archive"} {
		if answer := l.post(t, path); answer.err == nil {
			t.Errorf("%s: %+v", path, answer)
		}
	}
}
