// Package journal records the requests that a server gets, the newest ones up to its capacity and a number of bytes, and
// finds them again, so that a test can check what was called, how often and with what.
//
// It never contains a credential: no header is kept, and the value of a hapikey query parameter is redacted.
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
}

// What is kept of a request, in bytes. The longest URL that the server accepts by default fits.
const (
	MaxBody   = 8 << 10
	MaxPath   = 2 << 10
	MaxQuery  = 16 << 10
	maxMethod = 32
)

// MaxBytes is how many bytes all recorded requests may have together, each with what it needs beside its texts.
const MaxBytes = 64 << 20

// size is how much memory a request takes, about.
func (r *Request) size() int {
	const itself = 200
	return itself + len(r.Method) + len(r.Path) + len(r.Query) + len(r.Body)
}

// Journal keeps the newest requests. It is safe for concurrent use.
type Journal struct {
	now      func() time.Time
	capacity int

	mu      sync.Mutex
	kept    []*Request // oldest first
	size    int        // of all that are kept, in bytes
	seq     uint64
	dropped uint64
}

// New returns an empty journal for capacity requests, at least one, as far as MaxBytes suffice for them. now is the
// server's clock.
func New(capacity int, now func() time.Time) *Journal {
	return &Journal{now: now, capacity: max(capacity, 1)}
}

// Find returns the recorded requests that match, oldest first.
func (j *Journal) Find(f Filter) []Request {
	wanted := f.criteria()
	j.mu.Lock()
	defer j.mu.Unlock()
	found := []Request{}
	for _, r := range j.kept {
		if wanted.fit(r) {
			found = append(found, *r)
		}
	}
	return found
}

// Count returns how many recorded requests match.
func (j *Journal) Count(f Filter) int {
	wanted := f.criteria()
	j.mu.Lock()
	defer j.mu.Unlock()
	count := 0
	for _, r := range j.kept {
		if wanted.fit(r) {
			count++
		}
	}
	return count
}

// Dropped returns how many requests had to make room for newer ones since the last reset. As long as it is 0, the journal
// has every request.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.dropped
}

// Reset forgets all requests, also those that are still being answered.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.kept, j.size, j.dropped = nil, 0, 0
}

// add records r and numbers it.
func (j *Journal) add(r *Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seq++
	r.Seq, r.Time = j.seq, j.now()
	j.kept = append(j.kept, r)
	j.size += r.size()
	for len(j.kept) > j.capacity || j.size > MaxBytes && len(j.kept) > 1 {
		j.size -= j.kept[0].size()
		j.kept[0] = nil // so that the memory behind the list is free
		j.kept = j.kept[1:]
		j.dropped++
	}
}

// update changes a request that others may be reading.
func (j *Journal) update(change func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change()
}
