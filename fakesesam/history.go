package fakesesam

import (
	"maps"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// PastRun is one of the last runs of a pipe, as the node remembers it: also one that changed nothing, which the execution log
// does not have by default.
type PastRun struct {
	Run
	// Number counts the pipe's runs, this one included.
	Number int
	// Before is the pipe's offset before the run, "" if it had none.
	Before string
	// Batches counts the batches that were written or sent.
	Batches int
	// Requests counts the requests that the run sent to services, Sent the entities in them, those of repeated requests again.
	Requests, Sent int
	// Statuses counts the answers by their status, such as "200"; "none" stands for no answer.
	Statuses map[string]int
}

// Request is a request that a run of a pipe has sent to a service: that of a json source, a json sink or an http transform.
type Request struct {
	// Number counts the pipe's requests, this one included.
	Number int
	// Run is the Number of the PastRun; 0 while the run is in progress.
	Run int
	// At is when it was sent, by the node's clock; Took is by the machine's.
	At   time.Time
	Took time.Duration
	// Pending means that it has not ended.
	Pending bool
	// System is the ID of the system, "" if the configuration names none.
	System      string
	Method, URL string
	// Entities counts the entities that were sent.
	Entities int
	// Sent and Answer are how the two bodies begin, without secrets; SentBytes and AnswerBytes are their sizes, that of the
	// answer as far as it was read.
	Sent, Answer           string
	SentBytes, AnswerBytes int
	// Status is the status of the answer, 0 if there was none.
	Status int
	// Error is why there was no answer, or no whole one; "" if there was.
	Error string
	// Warning is what a real node might not accept of the answer, "" if it is as documented.
	Warning string
}

// Runs returns the last runs of a pipe, the newest first, at most fifty. They outlive a restart.
func (n *Node) Runs(pipe string) ([]PastRun, error) {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return nil, n.public(err)
	}
	var out []PastRun
	err = n.node.Store().View(func(tx *dataset.Tx) error {
		kept, err := p.History(tx)
		for i := range kept {
			out = append(out, newPastRun(&kept[i]))
		}
		return err
	})
	return out, n.public(err)
}

func newPastRun(p *pump.Past) PastRun {
	out := PastRun{Run: newRun(p.Run), Number: p.Number, Before: p.Before, Batches: p.Batches}
	if p.Requests != nil {
		out.Requests, out.Sent, out.Statuses = p.Requests.Requests, p.Requests.Entities, maps.Clone(p.Requests.Statuses)
	}
	return out
}

// Requests returns the last requests that the runs of a pipe have sent to services, the newest first, at most fifty. They are
// kept until the node is closed, or the pipe's configuration changes.
func (n *Node) Requests(pipe string) ([]Request, error) {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return nil, n.public(err)
	}
	var out []Request
	for _, s := range p.Requests() {
		out = append(out, Request{
			Number: s.Number, Run: s.Run, At: s.At, Took: s.Took, Pending: s.Pending,
			System: s.System, Method: s.Method, URL: s.URL, Entities: s.Entities,
			Sent: s.Sent, Answer: s.Answer, SentBytes: s.SentBytes, AnswerBytes: s.AnswerBytes,
			Status: s.Status, Error: s.Error, Warning: s.Warning,
		})
	}
	return out, nil
}
