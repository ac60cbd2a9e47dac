package system_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// moody answers as the path says.
func moody(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/refuse":
		w.WriteHeader(http.StatusTeapot)
	case "/break":
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "/crash":
		panic(http.ErrAbortHandler)
	case "/wait":
		<-r.Context().Done()
	}
}

// bedOf returns a system of that server, whose calls are counted by a clock that stands at noon.
func bedOf(t *testing.T, url string) (*system.System, *system.Calls) {
	t.Helper()
	calls := system.NewCalls(func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) })
	cfg := &config.System{ID: "s", Type: config.SystemURL, URLPattern: url + "/%s", ConnectTimeout: time.Second}
	return system.New(cfg, "").Counting(calls), calls
}

// ask sends a request as the system is configured, and reads the answer.
func ask(ctx context.Context, s *system.System, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL(path), http.NoBody)
	if err != nil {
		return err
	}
	res, err := s.Client().Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errors.Join(err, res.Body.Close())
}

// Every call is counted with what became of it. What is ended here is no failure of the system, unless it was silent.
func TestCallsAreCounted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(moody))
	defer server.Close()
	s, calls := bedOf(t, server.URL)
	state := func() system.State { h := calls.Health(); return h.State() }
	if got := state(); got != system.Unknown {
		t.Error(got)
	}
	_ = ask(t.Context(), s, "fine?key=hush")
	if got := state(); got != system.Answering {
		t.Error(got)
	}
	_ = ask(t.Context(), s, "refuse")
	if got := state(); got != system.Refusing {
		t.Error(got)
	}
	if err := ask(t.Context(), s, "break"); err == nil {
		t.Error("the answer should break off")
	}
	if got := state(); got != system.Silent {
		t.Error(got)
	}
	_ = ask(t.Context(), s, "crash")
	for _, cause := range []error{errors.New("nobody wants it any more"), fmt.Errorf("%w for 1s", system.ErrSilent)} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		_ = ask(ctx, s, "wait")
	}
	h := calls.Health()
	var got []string
	for i := range h.Last {
		call := &h.Last[i]
		got = append(got, fmt.Sprint(strings.TrimPrefix(call.URL, server.URL), " ", call.Status, " ", call.Error, " ", call.Ended, " ", call.Failed()))
	}
	want := []string{
		"/wait 0 the service was silent for 1s false true", "/wait 0  true false",
		"/crash 0 the service closed the connection without an answer false true", "/break 200 unexpected EOF false true",
		"/refuse 418  false true", "/fine 200  false false",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || h.Total != 6 || h.Failed != 4 || h.Failure.Error != "the service was silent for 1s" {
		t.Errorf("%d calls, %d failed, the last failure %+v\n got %q\nwant %q", h.Total, h.Failed, h.Failure, got, want)
	}
}

// However many calls there are, only some are kept.
func TestOnlyTheLastCallsAreKept(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(moody))
	defer server.Close()
	s, calls := bedOf(t, server.URL)
	for i := range 30 {
		if err := ask(t.Context(), s, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if h := calls.Health(); h.Total != 30 || len(h.Last) != 20 || !strings.HasSuffix(h.Last[0].URL, "/29") {
		t.Errorf("%d calls, %d kept, the newest %s", h.Total, len(h.Last), h.Last[0].URL)
	}
}

// A check is not among the calls. It has no credentials, so any answer to it will do.
func TestCheck(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	s, calls := bedOf(t, server.URL)
	if !s.Answers(t.Context()) {
		t.Error("it answers")
	}
	if h := calls.Health(); h.Total != 0 || h.State() != system.Answering || h.Check.Status != http.StatusNotFound {
		t.Errorf("%+v", h)
	}
	_ = ask(t.Context(), s, "missing")
	if h := calls.Health(); h.State() != system.Refusing {
		t.Errorf("a call is newer than the check: %+v", h)
	}
	server.Close()
	if s.Answers(t.Context()) {
		t.Error("it does not answer")
	}
	if h := calls.Health(); h.State() != system.Silent || h.Check.Error == "" {
		t.Errorf("%+v", h)
	}
}

// A call that hangs can be seen while it does.
func TestCallsThatAreNotAnswered(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-answer
	}))
	defer server.Close()
	s, calls := bedOf(t, server.URL)
	ended := make(chan error)
	for range 2 {
		go func() { ended <- ask(context.Background(), s, "") }()
		<-asked
	}
	if h := calls.Health(); h.Waiting != 2 || h.Since.Hour() != 12 || h.Total != 0 {
		t.Errorf("%d calls wait since %s, %d were counted", h.Waiting, h.Since, h.Total)
	}
	for range 2 {
		answer <- struct{}{}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if h := calls.Health(); h.Waiting != 0 || !h.Since.IsZero() || h.Total != 2 {
		t.Errorf("%d calls wait since %s, %d were counted", h.Waiting, h.Since, h.Total)
	}
}
