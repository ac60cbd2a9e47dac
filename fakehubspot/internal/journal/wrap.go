package journal

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Wrap returns a handler that records each request and passes it to next, body included. The request is in the journal
// before next gets it, and its status before the client does: a client that has an answer finds it there.
func (j *Journal) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := &entry{}
		entry.URLCut = keep(&entry.Method, r.Method, maxMethod) || entry.URLCut
		entry.URLCut = keep(&entry.Path, withoutToken(r.URL.Path), MaxPath) || entry.URLCut
		query := withoutKey(r.URL)
		entry.URLCut = keep(&entry.Query, query, MaxQuery) || entry.URLCut
		entry.Body, entry.BodyCut = takeBody(r)
		_ = keep(&entry.contentType, r.Header.Get("Content-Type"), maxHeader)
		if isOAuth(r.URL.Path) {
			entry.Body = redacted
		}
		entry.secret = isOAuth(r.URL.Path) || query != r.URL.RawQuery // an answer may repeat what the call had
		j.add(entry)
		// Durations are of real time: on the fake's clock an answer would take no time, or an hour if a test moves it.
		began := time.Now()
		recorder := &recorder{ResponseWriter: w, journal: j, entry: entry}
		returned := false
		defer func() {
			j.update(func() {
				entry.DurationMS = float64(time.Since(began).Microseconds()) / 1000
				entry.AnswerBytes = recorder.bytes
				if !returned { // the handler panicked, as http.ErrAbortHandler does
					entry.Aborted = true
				}
			})
		}()
		next.ServeHTTP(recorder, r.WithContext(context.WithValue(r.Context(), entryKey{}, entry)))
		recorder.note(http.StatusOK, nil) // what net/http sends if a handler sets no status
		returned = true
	})
}

// entryKey is where a request carries its entry.
type entryKey struct{}

// Lose notes that a request was a write that was done and whose answer gets lost.
func (j *Journal) Lose(r *http.Request) {
	if entry := entryOf(r); entry != nil {
		j.update(func() { entry.Lost = true })
	}
}

// Strike notes that a fault is about to strike a request.
func (j *Journal) Strike(r *http.Request, fault string) {
	if entry := entryOf(r); entry != nil {
		j.update(func() { entry.Faults = append(slices.Clip(entry.Faults), fault) }) // others may have the old list
	}
}

// Spare takes back a Strike: the fault found nothing to break.
func (j *Journal) Spare(r *http.Request, fault string) {
	if entry := entryOf(r); entry != nil {
		j.update(func() {
			entry.Faults = slices.DeleteFunc(slices.Clone(entry.Faults), func(name string) bool { return name == fault })
		})
	}
}

// entryOf returns the entry of a request, nil if it is not recorded.
func entryOf(r *http.Request) *entry {
	recorded, _ := r.Context().Value(entryKey{}).(*entry)
	return recorded
}

// keep copies a text, or as much of it as is kept, and reports whether that is not all. Only a copy lets go of the line
// of the request that net/http cuts method, path and query from.
func keep(into *string, text string, most int) (cut bool) {
	if cut = len(text) > most; cut {
		text = strings.ToValidUTF8(text[:most], "")
	}
	*into = strings.Clone(text)
	return cut
}

// takeBody reads the first part of r's body and puts it back in front of the rest.
func takeBody(r *http.Request) (body string, cut bool) {
	if r.Body == nil || r.Body == http.NoBody {
		return "", false
	}
	// The next handler gets the same read error, after the same bytes.
	begin, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	rest := io.Reader(r.Body)
	if err != nil {
		rest = broken{err}
	}
	r.Body = restored{Reader: io.MultiReader(bytes.NewReader(begin), rest), Closer: r.Body}
	return string(begin[:min(len(begin), MaxBody)]), len(begin) > MaxBody
}

// restored is a body of which a part has been read.
type restored struct {
	io.Reader
	io.Closer
}

// broken ends a body that could not be read with the error.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// redacted stands where a credential was.
const redacted = "REDACTED"

// isOAuth reports whether a path is one of HubSpot's for OAuth, whose calls carry tokens and secrets.
func isOAuth(path string) bool { return strings.HasPrefix(path, "/oauth/") }

// withoutToken redacts what follows the third segment of a path of OAuth, which can be a token, unless it is the name of an
// endpoint.
func withoutToken(path string) string {
	const named = 4 // the empty text before the first slash, and three segments
	segments := strings.Split(path, "/")
	if !isOAuth(path) || len(segments) <= named {
		return path
	}
	if len(segments) == named+1 && slices.Contains([]string{"introspect", "revoke"}, segments[named]) {
		return path
	}
	return strings.Join(append(segments[:named], redacted), "/")
}

// withoutKey redacts the value of a hapikey in a raw query, and all values in a query of OAuth, and leaves everything else
// unchanged.
func withoutKey(target *url.URL) string {
	if target.RawQuery == "" {
		return ""
	}
	pairs := strings.Split(target.RawQuery, "&")
	for i, pair := range pairs {
		name, _, valued := strings.Cut(pair, "=")
		if isOAuth(target.Path) && !valued {
			name = ""
		}
		if plain, err := url.QueryUnescape(name); isOAuth(target.Path) || err == nil && strings.EqualFold(plain, "hapikey") {
			pairs[i] = name + "=" + redacted
		}
	}
	return strings.Join(pairs, "&")
}

// recorder records the answer as it is sent.
type recorder struct {
	http.ResponseWriter

	journal *Journal
	entry   *entry
	sent    bool // status and headers
	whole   bool // all of the body is recorded that is kept
	bytes   int  // of the body, so far
}

// note records the status and the headers, unless they have been, and a part of the body. It comes before the client can
// have them.
func (w *recorder) note(code int, part []byte) {
	begins := !w.sent && code >= 200 // 1xx answers are not the answer
	if !begins && (w.whole || len(part) == 0) {
		return
	}
	headers := ""
	if begins {
		headers = headersOf(w.Header())
	}
	w.journal.update(func() {
		if begins {
			w.sent, w.entry.Status = true, code
		}
		if w.journal.at(w.entry.Seq) != w.entry { // it made room for newer ones, or somebody emptied the journal
			w.whole = true
			return
		}
		if begins {
			w.journal.answered.begin(w.entry, headers)
		}
		w.whole = !w.journal.answered.add(w.entry, part)
		w.journal.makeRoom()
	})
}

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(code int) {
	w.note(code, nil)
	w.ResponseWriter.WriteHeader(code)
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(p []byte) (int, error) {
	w.note(http.StatusOK, p)
	n, err := w.ResponseWriter.Write(p)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach what it wraps.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher, which gin requires by a type assertion.
func (w *recorder) Flush() {
	w.note(http.StatusOK, nil)
	_ = http.NewResponseController(w.ResponseWriter).Flush() // without support there is nothing to do
}

// Hijack implements http.Hijacker. After it, no status reaches the journal.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.sent = true
		w.journal.update(func() { w.entry.Aborted = true })
	}
	return conn, buffer, err
}
