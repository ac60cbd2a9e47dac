package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a server with a journal around handler.
func serve(t *testing.T, handler http.HandlerFunc) (*journal.Journal, *httptest.Server) {
	t.Helper()
	j := journal.New(10, at(instant))
	server := httptest.NewServer(j.Wrap(handler))
	t.Cleanup(server.Close)
	t.Cleanup(server.Client().CloseIdleConnections)
	return j, server
}

func only(t *testing.T, j *journal.Journal) journal.Request {
	t.Helper()
	all := j.Find(journal.Filter{})
	if len(all) != 1 {
		t.Fatalf("%d requests recorded, want 1", len(all))
	}
	return all[0]
}

func TestCredentialsStayOut(t *testing.T) {
	j, server := serve(t, func(http.ResponseWriter, *http.Request) {})
	r, _ := http.NewRequestWithContext(context.Background(), http.MethodGet,
		server.URL+"/x?a=1&hapikey=s3cret&HAPI%4Bey=s3cret&b", nil)
	r.Header.Set("Authorization", "Bearer s3cret")
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	text, _ := json.Marshal(only(t, j))
	if strings.Contains(string(text), "s3cret") {
		t.Fatalf("a credential is in the journal: %s", text)
	}
	if got := only(t, j).Query; got != "a=1&hapikey=REDACTED&HAPI%4Bey=REDACTED&b" {
		t.Errorf("query %q", got)
	}
}

// Calls of OAuth carry tokens and secrets in their paths and bodies.
func TestCredentialsOfOAuthStayOut(t *testing.T) {
	for path, want := range map[string]string{
		"/oauth/v1/refresh-tokens/s3cret":        "/oauth/v1/refresh-tokens/REDACTED",
		"/oauth/v1/access-tokens/s3cret/s3cret/": "/oauth/v1/access-tokens/REDACTED",
		"/oauth/v1/token":                        "/oauth/v1/token",
		"/oauth/2026-03/token/introspect":        "/oauth/2026-03/token/introspect",
		"/oauth/2026-03/token/s3cret":            "/oauth/2026-03/token/REDACTED",
		"/oauth/2026-03/token/introspect/s3cret": "/oauth/2026-03/token/REDACTED",
		"/oauths/v1/x/y":                         "/oauths/v1/x/y",
	} {
		body := ""
		j, server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			got, _ := io.ReadAll(r.Body)
			body = string(got)
		})
		answer, err := server.Client().Post(server.URL+path, "application/x-www-form-urlencoded", strings.NewReader("client_secret=s3cret"))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		got := only(t, j)
		secret := strings.Contains(got.Body, "s3cret") || strings.Contains(got.Path, "s3cret")
		if got.Path != want || secret == strings.HasPrefix(path, "/oauth/") || body != "client_secret=s3cret" {
			t.Errorf("%s: path %s, body %q; the handler got %q", path, got.Path, got.Body, body)
		}
	}
}

func TestBodyReachesTheHandlerWhole(t *testing.T) {
	for _, size := range []int{0, 1, journal.MaxBody, journal.MaxBody + 1, 3 * journal.MaxBody} {
		var got string
		j, server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got = string(body)
		})
		sent := strings.Repeat("x", size)
		answer, err := server.Client().Post(server.URL, "text/plain", strings.NewReader(sent))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got != sent {
			t.Errorf("%d bytes sent, %d reached the handler", len(sent), len(got))
		}
		entry := only(t, j)
		if len(entry.Body) != min(size, journal.MaxBody) || entry.BodyCut != (size > journal.MaxBody) {
			t.Errorf("%d bytes sent, %d recorded, cut %v", size, len(entry.Body), entry.BodyCut)
		}
	}
}

func TestABrokenBodyStaysBroken(t *testing.T) {
	j := journal.New(1, at(instant))
	var read error
	handler := j.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, read = io.ReadAll(r.Body)
	}))
	wrong := errors.New("line went dead")
	body := io.MultiReader(strings.NewReader("begin"), failing{wrong})
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", body))
	if !errors.Is(read, wrong) || only(t, j).Body != "begin" {
		t.Fatalf("the handler read %v, the journal has %q", read, only(t, j).Body)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestTheStatusIsThereBeforeTheAnswer(t *testing.T) {
	j := journal.New(10, at(instant))
	release := make(chan struct{})
	server := httptest.NewServer(j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if got := j.Find(journal.Filter{Path: "/x"}); len(got) != 1 || got[0].Status != 0 {
			t.Errorf("the handler finds %+v, want its own request without a status", got)
		}
		w.WriteHeader(http.StatusAccepted)
		w.(http.Flusher).Flush()
		<-release
	})))
	defer server.Close()
	answer, err := server.Client().Get(server.URL + "/x")
	if err != nil {
		t.Fatal(err)
	}
	if got := only(t, j); got.Status != http.StatusAccepted || got.DurationMS != 0 || !got.Time.Equal(instant) {
		t.Errorf("while it is under way: %+v", got)
	}
	close(release)
	_, _ = io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	server.Client().CloseIdleConnections()
}

func TestAborts(t *testing.T) {
	tests := map[string]struct {
		handler http.HandlerFunc
		status  int
	}{
		"abort after a part": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "part")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, http.StatusOK},
		"abort at once": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
		"hijack": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j, server := serve(t, tt.handler)
			if answer, err := server.Client().Get(server.URL); err == nil {
				_, err = io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				if err == nil {
					t.Error("the client got a whole answer")
				}
			}
			server.Close() // waits for the handler
			if got := only(t, j); got.Status != tt.status || !got.Aborted {
				t.Errorf("recorded %+v, want status %d and aborted", got, tt.status)
			}
		})
	}
}

// Whatever a client sends, an entry has an end, and keeps nothing of the line that it was cut from.
func TestAnEntryIsBounded(t *testing.T) {
	j := journal.New(10, at(instant))
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("å", journal.MaxPath)+"?a="+strings.Repeat("b", 1<<20), nil)
	r.Method = strings.Repeat("M", 1<<20)
	j.Wrap(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), r)
	entry := only(t, j)
	if !entry.URLCut || len(entry.Method) != 32 || len(entry.Path) > journal.MaxPath || len(entry.Query) != journal.MaxQuery {
		t.Errorf("cut %v; %d bytes of method, %d of path, %d of query", entry.URLCut, len(entry.Method), len(entry.Path), len(entry.Query))
	}
	filter := journal.Filter{Path: r.URL.Path, Query: r.URL.RawQuery, Method: r.Method, Body: strings.Repeat("x", 1<<20)}
	if text := j.Explain(filter); len(text) > 3_000 || !strings.Contains(text, "…") {
		t.Errorf("an explanation of %d bytes", len(text))
	}
}

// Many large calls are fewer in the journal: it has a size.
func TestTheJournalHasASize(t *testing.T) {
	j := journal.New(1_000_000, at(instant))
	handler := j.Wrap(http.NotFoundHandler())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const calls = 5_000
	for range calls {
		r := httptest.NewRequest(http.MethodPost, "/x?"+strings.Repeat("q", journal.MaxQuery), strings.NewReader(strings.Repeat("b", journal.MaxBody)))
		line := strings.Repeat("POST", 10_000) // as net/http cuts the method from the line of the request
		r.Method = line[:4]
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := len(j.Find(journal.Filter{}))
	if kept == 0 || uint64(kept)+j.Dropped() != calls || kept > journal.MaxBytes/(journal.MaxQuery+journal.MaxBody) {
		t.Errorf("%d kept, %d dropped", kept, j.Dropped())
	}
	if grown := int(after.HeapAlloc) - int(before.HeapAlloc); grown > 2*journal.MaxBytes {
		t.Errorf("the journal takes %d MiB", grown>>20)
	}
	if j.Reset(); len(j.Find(journal.Filter{})) != 0 || j.Dropped() != 0 {
		t.Error("something is left after a reset")
	}
}
