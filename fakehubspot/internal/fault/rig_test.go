package fault_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var instant = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const whole = `{"total":3,"results":[{"id":"1"},{"id":"2"},{"id":"3"}],"paging":{"next":{"after":"4","link":"x"}}}`

// rig is a server with faults whose handler answers a page of three rows.
type rig struct {
	*fault.Set
	server *httptest.Server
	pauses chan time.Duration // every pause a fault asks for, which then is over
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{pauses: make(chan time.Duration, 1000)}
	over := make(chan time.Time)
	close(over)
	r.Set = fault.NewSet(1,
		fault.Clock(func() time.Time { return instant }),
		fault.Timer(func(d time.Duration) <-chan time.Time { r.pauses <- d; return over }))
	r.server = httptest.NewServer(r.Wrap(http.HandlerFunc(answerPage)))
	t.Cleanup(func() {
		r.Close()
		r.server.Client().CloseIdleConnections()
		r.server.Close()
	})
	return r
}

func answerPage(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/empty":
		w.WriteHeader(http.StatusNoContent)
		return
	case "/record":
		_, _ = io.WriteString(w, `{"id":"1"}`)
		return
	case "/echo":
		_, _ = io.Copy(w, r.Body)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
	_, _ = io.WriteString(w, whole)
}

func (r *rig) add(t *testing.T, f fault.Fault) fault.State {
	t.Helper()
	state, err := r.Add(f)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// got is what a client saw.
type got struct {
	status int
	header http.Header
	body   string
	err    error // of the request or of reading the body
}

func (r *rig) get(t *testing.T, path string) got {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.do(request)
}

func (r *rig) do(request *http.Request) got {
	answer, err := r.server.Client().Do(request)
	if err != nil {
		return got{err: err}
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	return got{answer.StatusCode, answer.Header, string(body), err}
}
