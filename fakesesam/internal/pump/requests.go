package pump

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// requestsKept is how many of the last requests of a pipe are kept, in memory.
const requestsKept = 50

// Sent is a request that a run has sent to a service, be it of a source, a transform or a sink.
type Sent struct {
	service.Exchange
	// Number counts the pipe's requests, this one included.
	Number int
	// At is when it was sent, by the node's clock; Took is by the machine's.
	At   time.Time
	Took time.Duration
	// Pending means that it has not ended.
	Pending bool
	// Run is the number of the run; 0 while the run is in progress.
	Run int

	traffic *traffic
	began   time.Time // by the stopwatch
}

// Traffic counts the requests of a run.
type Traffic struct {
	Requests int `json:"requests"`
	// Entities counts the entities that were sent, those of repeated requests again.
	Entities int `json:"entities"`
	// Statuses counts the answers by their status; "none" stands for no answer.
	Statuses map[string]int `json:"statuses"`
}

// traffic is the Traffic of a run, for those who watch it.
type traffic struct {
	Traffic
	run int
}

// requests are the last requests of a pipe.
type requests struct {
	mu    sync.Mutex
	last  []*Sent
	count int
}

func (r *requests) add(s *Sent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	s.Number = r.count
	if len(r.last) == requestsKept {
		copy(r.last, r.last[1:])
		r.last = r.last[:requestsKept-1]
	}
	r.last = append(r.last, s)
}

// end completes a request, and counts it.
func (r *requests) end(s *Sent, e service.Exchange, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Exchange, s.Took, s.Pending = e, took, false
	t := s.traffic
	if t.Statuses == nil {
		t.Statuses = map[string]int{}
	}
	status := "none"
	if e.Status > 0 {
		status = strconv.Itoa(e.Status)
	}
	t.Requests++
	t.Entities += e.Entities
	t.Statuses[status]++
}

// close gives the requests of a run its number, and returns what they were; nil if there were none.
func (r *requests) close(t *traffic, run int) *Traffic {
	r.mu.Lock()
	defer r.mu.Unlock()
	t.run = run
	if t.Requests == 0 {
		return nil
	}
	return &t.Traffic
}

// Requests returns the last requests of the pipe's runs, the newest first. Those before the node was started, or the pipe's
// configuration changed, are not known.
func (p *Pump) Requests() []Sent {
	out := p.requests.newest(p.Stopwatch)
	for i := range out { // while the runs go on
		out[i].Exchange = out[i].Shown()
	}
	return out
}

// newest returns the requests, the newest first.
func (r *requests) newest(stopwatch func() time.Time) []Sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Sent
	for _, each := range slices.Backward(r.last) {
		s := *each
		s.Run = s.traffic.run
		if s.Pending {
			s.Took = stopwatch().Sub(s.began)
		}
		out = append(out, s)
	}
	return out
}

// Asks registers a request of the run, and that the run waits for its answer.
func (x *execution) Asks(e service.Exchange) service.Exchanging {
	s := &Sent{Exchange: e, At: x.Clock.Now().UTC(), Pending: true, traffic: x.traffic, began: x.Stopwatch()}
	x.requests.add(s)
	step := Step{Doing: Asking, Method: e.Method, URL: e.URL, System: e.System, Entities: e.Entities, began: s.began}
	if x.Receiver != nil && x.delivering {
		step.Batch = x.batches + 1
	}
	return &asked{execution: x, sent: s, step: step, before: x.active.reads(step)}
}

// asked is a request of a run.
type asked struct {
	*execution
	sent         *Sent
	step, before Step
}

// Answers says that the answer begins.
func (a *asked) Answers() {
	a.step.Doing, a.step.began = Receiving, time.Time{}
	a.active.reads(a.step)
}

// Ends returns to what the run did before the request.
func (a *asked) Ends(e service.Exchange) {
	if a.doubt == "" {
		a.doubt = e.Warning
	}
	a.requests.end(a.sent, e, a.Stopwatch().Sub(a.sent.began))
	a.before.began = time.Time{}
	a.active.reads(a.before)
}
