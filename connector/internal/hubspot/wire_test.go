package hubspot_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// wired returns options for a real connection to srv.
func wired(t *testing.T, srv *httptest.Server) hubspot.Options {
	t.Helper()
	root, err := url.Parse(srv.URL + "/crm")
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	o := options(transport, clocktest.New())
	o.Root = root
	return o
}

// hanging returns the beginning of an answer, then nothing until the call ends.
type hanging struct {
	ctx   context.Context
	begun bool
}

func (h *hanging) Read(p []byte) (int, error) {
	if !h.begun {
		h.begun = true
		return copy(p, `{"results":[`), nil
	}
	<-h.ctx.Done()
	return 0, h.ctx.Err()
}

func (h *hanging) Close() error { return nil }

// HubSpot may begin an answer and never continue it: the attempt ends and the call is made again. The bubble has a time
// of its own.
func TestAnAnswerThatStopsInTheMiddleIsRequestedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := hubspottest.New(1, 2)
		up.Now = time.Now()
		calls := 0
		o := options(roundTripper(func(r *http.Request) (*http.Response, error) {
			if calls++; calls == 2 {
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: &hanging{ctx: r.Context()}}, nil
			}
			return up.RoundTrip(r)
		}), nil)
		o.Clock = clock.System{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		s := hubspot.New(o).Session(hubspot.Contacts)
		lists(t, s, 1) // before the first page, less time is allowed
		start := time.Now()
		page, err := s.List(ctx, hubspot.ListQuery{})
		if err != nil || len(page.Records) != 2 || calls != 3 {
			t.Fatalf("%d calls, %v", calls, err)
		}
		if took := time.Since(start); took > 4*time.Minute {
			t.Errorf("asked again only after %s", took)
		}
	})
}

// A pause ends for all waiting calls at the same moment. They must not all be made at once, or the next 429 is certain.
func TestCallsAreSpacedAfterAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := hubspottest.New(1)
		up.Now = time.Now()
		var calls []time.Time // all under the upstream's lock
		up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			calls = append(calls, time.Now())
			if n > 1 {
				return false
			}
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"message":"x","policyName":"TEN_SECONDLY_ROLLING"}`)
			return true
		}
		o := options(up, nil)
		o.Clock = clock.System{}
		client := hubspot.New(o)
		done := make(chan error, 8)
		for range 8 {
			go func() {
				page, err := client.Session(hubspot.Contacts).Search(t.Context(), hubspot.SearchQuery{})
				if err == nil {
					page.Release()
				}
				done <- err
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		for i := 1; i < len(calls); i++ {
			if gap := calls[i].Sub(calls[i-1]); gap < 249*time.Millisecond {
				t.Errorf("call %d came %s after the one before, want a quarter of a second", i+1, gap)
			}
		}
	})
}

// A redirect is not followed: it would send the key to another host.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := make(chan string, 10)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case elsewhere <- r.Header.Get("Authorization") + r.URL.RawQuery:
		default:
		}
	}))
	defer other.Close()
	for _, inQuery := range []bool{false, true} {
		for _, code := range []int{301, 302, 303, 307, 308} {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, other.URL+r.URL.Path, code)
			}))
			o := wired(t, srv)
			o.KeyInQuery = inQuery
			e, ok := errors.AsType[*hubspot.Error](list(o))
			if !ok || e.Kind != hubspot.KindRefused || e.Status != code {
				t.Errorf("%d: %v", code, e)
			}
			srv.Close()
		}
	}
	if n := len(elsewhere); n > 0 {
		t.Errorf("%d redirects were followed, the first with %q", n, <-elsewhere)
	}
}

func TestAnswersAreRequestedAndReadCompressed(t *testing.T) {
	up := hubspottest.New(1, 2)
	cut := false
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("asked for encoding %q", r.Header.Get("Accept-Encoding"))
		}
		plain := httptest.NewRecorder()
		up.ServeHTTP(plain, r)
		w.Header().Set("Date", up.Now.Format(http.TimeFormat))
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		_, _ = packed.Write(plain.Body.Bytes())
		if cut = !cut; cut { // the first answer lacks its end
			_ = packed.Flush()
			return
		}
		_ = packed.Close()
	}))
	defer srv.Close()
	page, err := hubspot.New(wired(t, srv)).Session(hubspot.Contacts).List(context.Background(), hubspot.ListQuery{})
	if err != nil || len(page.Records) != 2 || len(up.Requests()) != 2 {
		t.Errorf("%v after %d calls", err, len(up.Requests()))
	}
}

// A small answer may decompress to a very large one.
func TestTheDecompressedAnswerIsBounded(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		packed, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		blank := []byte(strings.Repeat(" ", 1<<20))
		for range 80 {
			_, _ = packed.Write(blank)
		}
		_ = packed.Close()
	}))
	defer srv.Close()
	if err := list(wired(t, srv)); err == nil || !strings.Contains(err.Error(), "larger than 24 MiB") {
		t.Error(err)
	}
}

// If an answer is not even HTTP, the error says so and does not repeat it.
func TestErrorsRepeatNothingThatWasReceived(t *testing.T) {
	const private = "jane@example.com"
	for name, answer := range map[string]string{
		"no HTTP":    private + "\r\n\r\n",
		"bad status": "HTTP/1.1 " + private + " x\r\n\r\n",
		"bad header": "HTTP/1.1 200 OK\r\n" + private + "\r\n\r\n",
		"bad length": "HTTP/1.1 200 OK\r\nContent-Length: " + private + "\r\n\r\n",
		"bad coding": "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + private + "\r\n\r\n",
		"bad chunk":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + private + "\r\n\r\n",
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, answer)
			_ = conn.(*net.TCPConn).Close()
		}))
		err := list(wired(t, srv))
		if e, ok := errors.AsType[*hubspot.Error](err); !ok || e.Kind != hubspot.KindNetwork || strings.Contains(err.Error(), "jane") {
			t.Errorf("%s: %v", name, err)
		}
		srv.Close()
	}
}

// Neither a key that HubSpot repeats nor an endless text is passed on.
func TestExplanationsAreShortAndWithoutTheKey(t *testing.T) {
	up := hubspottest.New(1)
	for _, field := range []string{"message", "category", "correlationId", "policyName", "errorType"} {
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusForbidden)
			_, _ = fmt.Fprintf(w, `{%q:"the-key %s"}`, field, strings.Repeat("äöü", 5000))
			return true
		}
		err := list(options(up, clocktest.New()))
		if e, ok := errors.AsType[*hubspot.Error](err); !ok || e.Status != http.StatusForbidden {
			t.Fatal(err)
		}
		if text := fmt.Sprintf("%v %+v", err, *err.(*hubspot.Error)); strings.Contains(text, "the-key") || len(text) > 2000 { //nolint:errorlint // no other error is left
			t.Errorf("%s: %d bytes, %.100s", field, len(text), text)
		}
	}
	// An endless explanation is not read to its end.
	body := &io.LimitedReader{R: endless{}, N: 1 << 20}
	rt := roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	})
	e, ok := errors.AsType[*hubspot.Error](list(options(rt, clocktest.New())))
	if taken := 1<<20 - body.N; !ok || e.Message.String() != "Forbidden" || taken > 128<<10 {
		t.Errorf("%v after %d bytes", e, taken)
	}
}
