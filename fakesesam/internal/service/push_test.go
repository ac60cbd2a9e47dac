package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

func served(t *testing.T, handler http.HandlerFunc) *Service {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Service{URL: server.URL + "/x?key=a b", Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
}

// times repeats a request so often.
func times(n int) func(int, *Error) (bool, error) {
	return func(attempt int, _ *Error) (bool, error) { return attempt < n, nil }
}

// Each request has an ID of its own and follows the last one that was accepted; one that is repeated stays the same.
func TestSequence(t *testing.T) {
	var got []string
	fail := 0
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, fmt.Sprintf("%s %s %s", r.Method, r.URL.RawQuery, body))
		if fail--; fail >= 0 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	ctx, entities := context.Background(), [][]byte{[]byte(`{"_id":"1"}`), []byte(`{"_id":"2"}`)}
	q := NewSequence(s, "a/b", true)
	fail = 2
	if err := q.Send(ctx, entities, times(1)); err == nil {
		t.Error("two failures are a success")
	}
	fail = 1
	if err := errors.Join(q.Send(ctx, entities[:1], times(1)), q.Send(ctx, nil, times(0)), q.End(ctx, false, times(0))); err != nil {
		t.Error(err)
	}
	if err := Continue(s, q.Progress).End(ctx, true, times(0)); err != nil {
		t.Error(err)
	}
	if err := NewSequence(s, "c", false).End(ctx, true, times(0)); err != nil {
		t.Error(err)
	}
	const full = "POST key=a%20b&sequence_id=a%2Fb&is_full=true&request_id="
	if diff := cmp.Diff([]string{
		full + `1&is_first=true [{"_id":"1"},{"_id":"2"}]`, full + `1&is_first=true [{"_id":"1"},{"_id":"2"}]`,
		full + `2&is_first=true [{"_id":"1"}]`, full + `2&is_first=true [{"_id":"1"}]`,
		full + `3&previous_request_id=2 []`, full + `4&previous_request_id=3 []`, full + `5&previous_request_id=4&is_last=true []`,
		"POST key=a%20b&sequence_id=c&is_full=false&request_id=1 []",
	}, got); diff != "" {
		t.Error(diff)
	}
}

// What is not answered with a whole success has failed: the error says what the service answered, first, and has no secret.
func TestRefusedRequests(t *testing.T) {
	for _, c := range []struct {
		answer http.HandlerFunc
		status int
		want   string
	}{
		{func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no hush", http.StatusBadRequest) }, 400, "the service answered 400 Bad Request: no *** (POST "},
		{func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, strings.Repeat("é", 1000), http.StatusTeapot)
		}, 418, "the service answered 418 I'm a teapot: " + strings.Repeat("é", 250) + " (POST "},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, 503, "the service answered 503 Service Unavailable (POST "},
		{func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/y", http.StatusNotModified) }, 304, "the service answered 304 Not Modified"},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5")
			_, _ = io.WriteString(w, "{")
		}, 0, "the answer broke off: unexpected EOF (POST "},
		{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "the service closed the connection without an answer (POST "},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }, 0, ""},
		{func(http.ResponseWriter, *http.Request) {}, 0, ""},
	} {
		s := served(t, c.answer)
		s.Mask = func(text string) string { return strings.ReplaceAll(text, "hush", "***") }
		s.URL = strings.Replace(s.URL, "http://", "http://user:hush@", 1)
		err := NewSequence(s, "1", false).Send(context.Background(), nil, times(0))
		failed, isError := errors.AsType[*Error](err)
		switch {
		case c.want == "" && err == nil:
		case c.want == "" || !isError || failed.Status != c.status || !strings.HasPrefix(err.Error(), c.want):
			t.Errorf("got %v, want %s", err, c.want)
		case strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "key="):
			t.Errorf("%v has a secret", err)
		}
	}
}

// 409 is not repeated: only the run can begin again.
func TestConflictIsNotRepeated(t *testing.T) {
	asked := 0
	s := served(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusConflict)
	})
	err := NewSequence(s, "1", true).Send(context.Background(), nil, times(5))
	if !errors.Is(err, ErrConflict) || asked != 1 {
		t.Errorf("%v after %d requests", err, asked)
	}
}

// A service that is silent is given up after read_timeout; a run that is stopped does not blame the service.
func TestSilenceOfAReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Service{URL: "http://x", ReadTimeout: time.Minute, Client: &http.Client{Transport: silent{}}}
		begin := time.Now()
		err := NewSequence(s, "1", false).Send(t.Context(), nil, times(0))
		if failed, ok := errors.AsType[*Error](err); !ok || failed.Status != 0 || !strings.HasPrefix(err.Error(), "the service was silent for 1m0s (read_timeout)") || time.Since(begin) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		stopped := errors.New("stopped")
		ctx, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { stop(stopped) })
		if err := NewSequence(s, "1", false).Send(ctx, nil, times(5)); !errors.Is(err, stopped) {
			t.Errorf("got %v", err)
		}
	})
}

// What counts the calls of a system learns that the system was silent, and not that the request was ended.
func TestSilenceIsTheCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cause error
		s := &Service{URL: "http://x", ReadTimeout: time.Minute, Client: &http.Client{Transport: overhearing{func(err error) { cause = err }}}}
		if _, err := s.Do(t.Context(), http.MethodGet, nil, nil); err == nil || !errors.Is(cause, system.ErrSilent) || cause.Error() != err.Error() {
			t.Errorf("%v, because of %v", err, cause)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("stopped"))
		if _, err := s.Do(ctx, http.MethodGet, nil, nil); err == nil || errors.Is(cause, system.ErrSilent) {
			t.Errorf("%v, because of %v", err, cause)
		}
	})
}

// overhearing is silent, and tells why a request has ended.
type overhearing struct{ ended func(cause error) }

func (o overhearing) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	o.ended(context.Cause(r.Context()))
	return nil, r.Context().Err()
}

// silent never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// Whatever a service answers to a transform, it is an error or exactly the entities of the array.
func FuzzTransform(f *testing.F) {
	for _, seed := range []string{`[]`, `[{"_id":"1"}]`, `[{"_id":"1"},{}]`, `{}`, `[1]`, `[{"a":1}`, "Thanks!", ``, "[{\"a\":\"\xff\"}]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s := &Service{URL: "http://x", Client: &http.Client{Transport: fixed(text)}}
		got, err := s.Transform(context.Background(), []map[string]any{{"_id": "1"}})
		var plain []map[string]json.RawMessage
		whole := json.Unmarshal(text, &plain)
		if failed, ok := errors.AsType[*Error](err); err != nil && (!ok || failed.Status != 200) {
			t.Fatalf("%q: %v", text, err)
		}
		if err == nil && (whole != nil || len(plain) != len(got)) {
			t.Fatalf("%d entities of %q, which is not that: %v", len(got), text, whole)
		}
	})
}

// fixed answers every request with the same body.
type fixed []byte

func (f fixed) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Body: io.NopCloser(strings.NewReader(string(f)))}, nil
}

// Parameters survive a query of whatever form.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{``, `a=1`, `key=p å"|%2F+`, `#x`, `%`, "a b", "&&", "?"} {
		f.Add(seed, "id/&=?#")
	}
	f.Fuzz(func(t *testing.T, query, id string) {
		if strings.Contains(query, "#") || strings.Contains(query, "sequence_id") {
			t.Skip()
		}
		s := &Service{URL: "http://x/y?" + query}
		target, err := s.target(NewSequence(s, id, true).parameters(true))
		if err != nil {
			return
		}
		u, err := url.Parse(target)
		if err != nil || u.Query().Get("sequence_id") != id || u.Query().Get("is_last") != "true" {
			t.Fatalf("%q with %q: %s, %v", query, id, target, err)
		}
	})
}
