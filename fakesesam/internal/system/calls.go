package system

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// kept is how many calls of a system are remembered one by one.
const kept = 20

// ErrSilent is the cause with which a request ends that the system does not answer in time. That is a failure of the system;
// any other end of a request's context is the decision of whoever sent it.
var ErrSilent = errors.New("the service was silent")

// Call is one request to a system.
type Call struct {
	At     time.Time
	Method string
	// URL has neither query nor user, which may contain a secret.
	URL string
	// Status is that of the answer, 0 if there was none.
	Status int
	// Error is why there was no answer, or why it broke off.
	Error string
	// Ended means that the request was ended here, before the system answered.
	Ended bool

	// number is that among the calls and checks: a clock that stands still gives several the same time.
	number int64
}

// Failed reports whether the system did not do what it was asked.
func (c *Call) Failed() bool { return c.Error != "" || c.Status >= http.StatusBadRequest }

// Calls counts the requests to one system and remembers the last of them. It is safe for concurrent use; a nil Calls counts
// nothing.
type Calls struct {
	now func() time.Time

	mu     sync.Mutex
	health Health
	number int64
	// waiting are the calls that are not answered yet.
	waiting map[*Call]bool
}

// NewCalls counts from zero; now is the time of the calls.
func NewCalls(now func() time.Time) *Calls { return &Calls{now: now, waiting: map[*Call]bool{}} }

// Health returns what is known of the system.
func (c *Calls) Health() Health {
	if c == nil {
		return Health{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.health
	out.Last = slices.Clone(out.Last)
	out.Waiting = len(c.waiting)
	for call := range c.waiting {
		if out.Since.IsZero() || call.At.Before(out.Since) {
			out.Since = call.At
		}
	}
	return out
}

// asks notes a call that is being sent.
func (c *Calls) asks(call *Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting[call] = true
}

// count adds a call that has been answered or has failed, the newest.
func (c *Calls) count(call *Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, call)
	h := &c.health
	h.Total++
	c.number++
	call.number = c.number
	if call.Failed() {
		h.Failed++
		failure := *call
		h.Failure = &failure
	}
	h.Last = append([]Call{*call}, h.Last[:min(len(h.Last), kept-1)]...)
}

// brokeOff notes that the answer of a call broke off.
func (c *Calls) brokeOff(call *Call, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !call.Failed() {
		c.health.Failed++
	}
	call.Error = why
	failure := *call
	c.health.Failure = &failure
	for i := range c.health.Last {
		if c.health.Last[i].number == call.number {
			c.health.Last[i] = failure
		}
	}
}

// checked remembers the last check.
func (c *Calls) checked(call *Call) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number++
	call.number = c.number
	c.health.Check = call
}
