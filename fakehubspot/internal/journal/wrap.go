package journal

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Wrap returns a handler that records each request and hands it to next, body
// included. The request is in the journal before next sees it and its status
// before the client does, so that whoever has an answer finds it there.
func (j *Journal) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := &Request{Method: r.Method, Path: r.URL.Path, Query: withoutKey(r.URL.RawQuery)}
		entry.Body, entry.BodyCut = takeBody(r)
		j.add(entry)
		// How long an answer took is a matter of the machine: with the fake's
		// clock it would be nothing, or an hour when a test moves it.
		began := time.Now()
		recorder := &recorder{ResponseWriter: w, journal: j, entry: entry}
		returned := false
		defer func() {
			j.update(func() {
				entry.DurationMS = float64(time.Since(began).Microseconds()) / 1000
				if !returned { // the handler panicked, as http.ErrAbortHandler does
					entry.Aborted = true
				}
			})
		}()
		next.ServeHTTP(recorder, r)
		recorder.status(http.StatusOK) // what net/http sends when a handler says nothing
		returned = true
	})
}

// takeBody reads the beginning of r's body and puts it back in front of the
// rest.
func takeBody(r *http.Request) (body string, cut bool) {
	if r.Body == nil || r.Body == http.NoBody {
		return "", false
	}
	// A reading error is met again by the next handler, after the same bytes.
	begin, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	rest := io.Reader(r.Body)
	if err != nil {
		rest = broken{err}
	}
	r.Body = restored{Reader: io.MultiReader(bytes.NewReader(begin), rest), Closer: r.Body}
	return string(begin[:min(len(begin), MaxBody)]), len(begin) > MaxBody
}

// restored is a body of which a part was read already.
type restored struct {
	io.Reader
	io.Closer
}

// broken is the end of a body that could not be read.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// withoutKey strikes the value of a hapikey out of a raw query and leaves all
// else as it came.
func withoutKey(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil && strings.EqualFold(plain, "hapikey") {
			pairs[i] = name + "=REDACTED"
		}
	}
	return strings.Join(pairs, "&")
}

// recorder notes the status on its way out.
type recorder struct {
	http.ResponseWriter

	journal *Journal
	entry   *Request
	sent    bool
}

func (w *recorder) status(code int) {
	if w.sent || code < 200 { // 1xx answers are not the answer
		return
	}
	w.sent = true
	w.journal.update(func() { w.entry.Status = code })
}

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(code int) {
	w.status(code)
	w.ResponseWriter.WriteHeader(code)
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(p []byte) (int, error) {
	w.status(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what it wraps.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher, which gin asks for by type.
func (w *recorder) Flush() {
	w.status(http.StatusOK)
	_ = http.NewResponseController(w.ResponseWriter).Flush() // without support there is nothing to do
}

// Hijack implements http.Hijacker. Who takes the connection away answers no
// more through the journal.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.sent = true
		w.journal.update(func() { w.entry.Aborted = true })
	}
	return conn, buffer, err
}
