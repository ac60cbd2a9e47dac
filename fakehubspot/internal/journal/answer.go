package journal

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Exchange is a recorded request with what was answered.
type Exchange struct {
	Request
	// ContentType is the Content-Type of the request.
	ContentType string `json:"contentType,omitempty"`
	// Answer is what was sent.
	Answer Answer `json:"answer"`
}

// Answer is what is kept of an answer beside its status.
type Answer struct {
	// Headers are those that say something about the call: its type, its limits, its correlation ID.
	Headers map[string]string `json:"headers"`
	// Body is the beginning of the body, at most MaxAnswer bytes of it.
	Body string `json:"body"`
	// BodyCut reports whether there was more of it.
	BodyCut bool `json:"bodyCut,omitempty"`
	// Forgotten reports whether headers and body had to make room for newer calls.
	Forgotten bool `json:"forgotten,omitempty"`
}

// What is kept of answers, in bytes: of one body, and of all answers together, the newest ones.
const (
	MaxAnswer  = 4 << 10
	MaxAnswers = 16 << 20
	// leastAnswers is what requests leave to them.
	leastAnswers = 4 << 20
)

// answer is what is kept of an answer.
type answer struct {
	headers string // a line each, so that they take one piece of memory
	body    string
	cut     bool
}

// size is how much memory an answer takes, about.
func (a *answer) size() int {
	const itself = 100
	return itself + len(a.headers) + len(a.body)
}

// shownHeaders are the headers that are kept of an answer, as net/http writes them.
var shownHeaders = []string{
	"Content-Type", "Content-Length", "Retry-After", "Allow", "Location", "X-Hubspot-Correlation-Id",
	"X-Hubspot-Ratelimit-Max", "X-Hubspot-Ratelimit-Remaining", "X-Hubspot-Ratelimit-Interval-Milliseconds",
	"X-Hubspot-Ratelimit-Daily", "X-Hubspot-Ratelimit-Daily-Remaining",
}

// maxHeader is how much is kept of a header, in bytes.
const maxHeader = 500

// headersOf returns the headers of an answer that are kept, a line each: "Content-Type: text/plain".
func headersOf(all http.Header) string {
	const common = 200
	lines := make([]byte, 0, common)
	for _, name := range shownHeaders {
		values := all[name]
		if len(values) == 0 {
			continue
		}
		value := values[0]
		if len(value) > maxHeader {
			value = strings.ToValidUTF8(value[:maxHeader], "") + "…"
		}
		lines = append(lines, name...)
		lines = append(lines, ": "...)
		lines = append(lines, value...)
		lines = append(lines, '\n')
	}
	return string(lines)
}

// answers are the entries whose answers are kept, in the order in which these began.
type answers struct {
	order []*entry
	size  int // of all answers, in bytes
}

// begin keeps an answer with these headers from now on.
func (a *answers) begin(e *entry, headers string) {
	e.answer = &answer{headers: headers}
	a.order = append(a.order, e)
	a.size += e.answer.size()
	a.makeRoom()
}

// add appends text to the body of e's answer, as far as it is kept. It returns false if no more of it will be.
func (a *answers) add(e *entry, text []byte) bool {
	if e.answer == nil {
		return false
	}
	if e.secret {
		if len(text) == 0 {
			return true
		}
		text = []byte(redacted)
	}
	room := MaxAnswer - len(e.answer.body)
	e.answer.cut = len(text) > room
	text = text[:min(len(text), room)]
	e.answer.body += string(text)
	a.size += len(text)
	more := !e.answer.cut && !e.secret
	a.makeRoom()
	return more
}

// makeRoom lets go of the oldest answers if all together are too large.
func (a *answers) makeRoom() {
	for a.size > MaxAnswers {
		a.forget()
	}
}

// forget lets go of the oldest answer.
func (a *answers) forget() { a.remove(a.order[0]) }

// remove lets go of the answer of an entry.
func (a *answers) remove(e *entry) {
	if e.answer != nil {
		a.size -= e.answer.size()
		e.answer, e.forgotten = nil, true
	}
	for len(a.order) > 0 && a.order[0].answer == nil {
		a.order[0] = nil // so that the memory behind the list is free
		a.order = a.order[1:]
	}
}

// ErrNotFound is what Exchange returns, wrapped, for a number that the journal does not have.
var ErrNotFound = errors.New("not found")

// Exchange returns the request of that number with what was answered.
func (j *Journal) Exchange(seq uint64) (Exchange, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.at(seq)
	switch {
	case len(j.kept) == 0:
		return Exchange{}, fmt.Errorf("request %d: %w; the journal is empty", seq, ErrNotFound)
	case e == nil:
		return Exchange{}, fmt.Errorf("request %d: %w; the journal has %d to %d", seq, ErrNotFound, j.kept[0].Seq, j.seq)
	}
	one := Exchange{Request: e.Request, ContentType: e.contentType, Answer: Answer{Headers: map[string]string{}, Forgotten: e.forgotten}}
	if e.answer != nil {
		one.Answer.Body, one.Answer.BodyCut = e.answer.body, e.answer.cut
		for line := range strings.Lines(e.answer.headers) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			one.Answer.Headers[name] = value
		}
	}
	return one, nil
}
