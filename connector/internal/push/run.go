// Package push writes what a pipe sends to HubSpot: each entity once, whatever fails, and nothing that HubSpot has already.
//
// A run (run.go) reads the body in batches and lets them be written side by side, but for those that share a record (claims.go). A
// batch (batch.go) is settled in rounds (rounds.go). In each, the records that its entities are about (target.go) are read (look.go), what
// they need is decided (decide.go), and the calls are made (make.go): there, one that HubSpot refuses as a whole is bisected, and what its
// answer says is accounted for. entity.go, text.go and kind.go say what an entity means; define.go and known.go, what properties there are.
//
// Associations go the same way, one batch after the other: linkrun.go, linkpresent.go, linkwrite.go. link.go and linktype.go say what
// an entity means; linkfollow.go looks up records that are elsewhere.
package push

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// Options are the same for all requests.
type Options struct {
	Known    *Known
	Room     *Room
	Parallel int // most batches of one request that are written at a time
	Clock    clock.Clock
}

// Request is what a pipe asks for.
type Request struct {
	Object *hubspot.Object
	Match  string // the unique property by which records without an ID are found; "" for that of the object type
	Body   io.Reader
}

// Run writes the entities of one request.
type Run struct {
	opts    Options
	object  *hubspot.Object
	match   string
	session *hubspot.Session
	body    *sesam.Elements
	claims  *claims
	own     *own
	share   share
	began   time.Time

	failing
	mu        sync.Mutex
	refreshed map[string]bool // properties whose definitions have been asked for since the request began
}

const (
	// largestEntity is how large an entity may be: no record is that large.
	largestEntity = 1 << 20

	// largestBatch is how large the entities are together that are written at a time, unless a single one is larger.
	largestBatch = 512 << 10
)

// Start returns a run. It does nothing yet.
func Start(client *hubspot.Client, opts Options, req Request) *Run {
	r := &Run{
		opts: opts, object: req.Object, match: req.Match, session: client.WriteSession(req.Object),
		body: sesam.NewElements(req.Body, largestEntity), claims: newClaims(), own: newOwn(opts.Room), share: share{room: opts.Room}, began: opts.Clock.Now(), refreshed: map[string]bool{},
	}
	if r.match == "" {
		r.match = req.Object.Key
	}
	return r
}

// Verdicts reads the body to its end, writes its entities, and tells in the order sent what has become of each. An error, a
// *sesam.SyntaxError or that of the body, comes last and is about what was not read; ctx ends everything.
func (r *Run) Verdicts(ctx context.Context) iter.Seq2[Verdict, error] {
	return func(yield func(Verdict, error) bool) {
		defer r.own.forget()
		defer r.share.giveAll()
		var working sync.WaitGroup
		defer working.Wait()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		batches := make(chan *batch, r.opts.Parallel)
		var unread error
		working.Go(func() {
			defer close(batches)
			unread = r.dispatch(ctx, batches, &working)
		})
		for b := range batches {
			<-b.done
			for _, s := range b.sent {
				if !yield(s.verdict, nil) {
					return
				}
			}
			r.share.give(b)
		}
		if unread != nil {
			yield(Verdict{}, unread)
		}
	}
}

// dispatch reads the body, and lets its batches be written side by side.
func (r *Run) dispatch(ctx context.Context, batches chan<- *batch, working *sync.WaitGroup) error {
	places := make(chan struct{}, r.opts.Parallel)
	turn := make(chan struct{})
	close(turn)
	for {
		b, err := r.read(turn)
		if len(b.sent) > 0 {
			turn = b.claimed
			if err := r.share.take(ctx, b); err != nil {
				return err
			}
			select {
			case places <- struct{}{}:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			r.claims.begin(b)
			working.Go(func() {
				defer func() { <-places }()
				b.write(ctx)
			})
			select {
			case batches <- b:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// read reads the next batch. Its error is that of what follows the batch.
func (r *Run) read(turn <-chan struct{}) (*batch, error) {
	b := &batch{run: r, turn: turn, claimed: make(chan struct{}), done: make(chan struct{})}
	for len(b.sent) < hubspot.BatchLimit && b.size < largestBatch {
		element, err := r.body.Next()
		if err != nil {
			return b, err
		}
		b.sent = append(b.sent, receive(element))
		b.size += int64(len(element.Text))
	}
	return b, nil
}

// Stats is what the run has cost so far.
func (r *Run) Stats() hubspot.Stats { return r.session.Stats() }
