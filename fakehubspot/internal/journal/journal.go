// Package journal records the requests that a server gets, the newest ones up to its capacity and a number of bytes, and
// finds them again, so that a test can check what was called, how often and with what, and a person can read what was
// answered.
//
// It never contains a credential: of a request no header but its Content-Type is kept, the value of a hapikey query parameter
// is redacted, and so is what could hold a token in calls to OAuth's paths and their answers.
package journal

import (
	"sync"
	"time"
)

// Request is one recorded request.
type Request struct {
	// Seq numbers the requests in the order of their arrival, from 1. It goes on after a reset of the journal.
	Seq uint64 `json:"seq"`
	// Time is when the request arrived, on the server's clock.
	Time time.Time `json:"time"`
	// Method, Path (decoded) and Query (raw, without ?) are those of the request.
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"`
	// Status is the status of the answer; 0 until one is sent, and for good if the connection broke before.
	Status int `json:"status"`
	// Body is the request's body, at most MaxBody bytes of it.
	Body string `json:"body"`
	// BodyCut reports whether there was more of it.
	BodyCut bool `json:"bodyCut,omitempty"`
	// URLCut reports whether Method, Path or Query was longer than what is kept of it.
	URLCut bool `json:"urlCut,omitempty"`
	// Aborted reports whether the answer did not reach its end.
	Aborted bool `json:"aborted,omitempty"`
	// Lost reports whether the request was a write that was done and whose answer got lost.
	Lost bool `json:"lost,omitempty"`
	// DurationMS is how long the answer took in milliseconds of real time; 0 until it ends.
	DurationMS float64 `json:"durationMs"`
	// AnswerBytes is how long the body of the answer was that was sent; 0 until it ends.
	AnswerBytes int `json:"answerBytes"`
	// Faults are the names of the faults that struck the request, the outermost first.
	Faults []string `json:"faults,omitempty"`
}

// What is kept of a request, in bytes. The longest URL that the server accepts by default fits.
const (
	MaxBody   = 8 << 10
	MaxPath   = 2 << 10
	MaxQuery  = 16 << 10
	maxMethod = 32
)

// MaxBytes is how many bytes all recorded requests and answers may have together, each with what it needs beside its texts.
const MaxBytes = 64 << 20

// entry is a request in the journal, and what was answered.
type entry struct {
	Request

	contentType string
	secret      bool    // the answer can hold a credential
	answer      *answer // nil before it begins, and after it made room for newer calls
	forgotten   bool    // it made room
}

// size is how much memory a request takes, about, without its answer.
func (e *entry) size() int {
	const itself = 250
	return itself + len(e.Method) + len(e.Path) + len(e.Query) + len(e.Body) + len(e.contentType)
}

// Journal keeps the newest requests. It is safe for concurrent use.
type Journal struct {
	now      func() time.Time
	capacity int

	mu       sync.Mutex
	kept     []*entry // oldest first, numbered without gaps
	size     int      // of all that are kept, in bytes, without the answers
	answered answers
	seq      uint64
	dropped  uint64
}

// New returns an empty journal for capacity requests, at least one, as far as MaxBytes suffice for them. now is the
// server's clock.
func New(capacity int, now func() time.Time) *Journal {
	return &Journal{now: now, capacity: max(capacity, 1)}
}

// Dropped returns how many requests had to make room for newer ones since the last reset. As long as it is 0, the journal
// has every request.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.dropped
}

// Len returns how many requests are recorded.
func (j *Journal) Len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.kept)
}

// Reset forgets all requests, also those that are still being answered.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.kept, j.size, j.dropped, j.answered = nil, 0, 0, answers{}
}

// add records e and numbers it.
func (j *Journal) add(e *entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seq++
	e.Seq, e.Time = j.seq, j.now()
	j.kept = append(j.kept, e)
	j.size += e.size()
	j.makeRoom()
}

// makeRoom keeps the journal within its bounds. Answers go first, but for the newest: those are what a person looks at.
func (j *Journal) makeRoom() {
	for len(j.kept) > j.capacity {
		j.drop()
	}
	for j.size+j.answered.size > MaxBytes && len(j.kept) > 1 {
		if j.answered.size > leastAnswers {
			j.answered.forget()
		} else {
			j.drop()
		}
	}
}

// drop forgets the oldest request.
func (j *Journal) drop() {
	j.size -= j.kept[0].size()
	j.answered.remove(j.kept[0])
	j.kept[0] = nil // so that the memory behind the list is free
	j.kept = j.kept[1:]
	j.dropped++
}

// at returns the entry of that number, nil if the journal does not have it.
func (j *Journal) at(seq uint64) *entry {
	if len(j.kept) == 0 || seq < j.kept[0].Seq || seq > j.seq {
		return nil
	}
	return j.kept[seq-j.kept[0].Seq]
}

// update changes an entry that others may be reading.
func (j *Journal) update(change func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change()
}
