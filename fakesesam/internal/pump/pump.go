// Package pump runs pipes: it reads a source, transforms, writes a dataset or posts to a service, and keeps the offset and the
// execution log.
//
// A run takes this way: Begin (pump.go) → plan.go decides what to read → execution.go prepares and transfers: produce.go
// reads and transforms (chain.go with the help of services), write.go writes, or deliver.go posts → sweep.go deletes what was
// not seen → finish.go stores the outcome.
package pump

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// Reasons why a run cannot start.
var (
	// ErrRunning means that the pump is already running.
	ErrRunning = errors.New("the pump is already running")
	// ErrOff means that the pump's mode is "off".
	ErrOff = errors.New(`the pump's mode is "off"`)
	// ErrInvalid means that the pipe's configuration has errors.
	ErrInvalid = errors.New("the pipe's configuration is invalid")
	// ErrNotHere means that only a real node runs the pipe.
	ErrNotHere = errors.New("the pipe does not run on this node")
	// ErrRetired means that the pipe has just been changed or removed.
	ErrRetired = errors.New("the pipe's configuration has just changed")
	// ErrNotPumped means that the pipe is fed by a receiver or read through a publisher.
	ErrNotPumped = errors.New("the pipe has no pump: it is fed by a receiver or read through a publisher")
	// ErrNoReceiver means that entities cannot be sent to the pipe.
	ErrNoReceiver = errors.New("does not receive entities")
)

// Why a run ended that did not fail by itself.
var (
	// ErrStopped means that someone has stopped the pump.
	ErrStopped = errors.New("the pump was stopped")
	// ErrStopping means that the node is stopping.
	ErrStopping = errors.New("the node is stopping")
)

// Deps is what a pump works with.
type Deps struct {
	Pipe   *config.Pipe
	Source source.Source
	Store  *dataset.Store
	Clock  clock.Clock
	// Chance returns a number in [0, 1), for the jitter of the schedule.
	Chance func() float64
	// ID returns a new unique ID, for read errors and sequences.
	ID func() string
	// Mask removes secrets from a text.
	Mask func(string) string
	// Retry returns the read retries that the system configures for an HTTP status. They apply when the pump configures none.
	Retry func(status int) (retries int, delay time.Duration)
	// Calls are the pipe's http transforms.
	Calls []Call
	// Receiver is where a json sink posts; nil for any other sink.
	Receiver *service.Service
	// WriteRetry returns the write retries that the system of a json sink configures for an HTTP status, 0 for no answer; nil
	// if there is no such system.
	WriteRetry func(status int) config.Retry
	// Stopwatch tells the time by which the duration of requests and of runs in progress is measured; nil means the machine's.
	Stopwatch func() time.Time
	Log       *slog.Logger
}

// Pump is the pump of one pipe.
type Pump struct {
	Deps
	// perCommit is the maximum number of batches in one transaction.
	perCommit int

	mu     sync.Mutex
	normal *active
	rescan *active // a background rescan
	// background is nil when rescans run in the foreground.
	background *Background
	// retired means that the pipe has a new pump, or no longer exists.
	retired bool
	// notBefore keeps the schedule from starting a run; the zero time does not. It is set when the store could not take the
	// end of a run, and with it the time of the next one.
	notBefore time.Time
	// unstored is the last run if the store could not take its end; nil if it could.
	unstored *Run

	requests requests
}

// active is a run in progress, for those who watch or stop it.
type active struct {
	watch
	cancel context.CancelCauseFunc
	// abandoned means that nobody waits for the run any more: it must write nothing.
	abandoned atomic.Bool
	done      chan struct{}
}

// New returns the pump of a pipe. Enter must follow.
func New(d Deps) *Pump {
	p := &Pump{Deps: d, perCommit: batchesPerCommit}
	if p.Stopwatch == nil {
		p.Stopwatch = clock.Stopwatch
	}
	if d.Pipe.Pump.EnableBackgroundRescan {
		p.background = &Background{p}
	}
	return p
}

// Enter puts the pump's state into the store, or continues with the state that is there.
func (p *Pump) Enter(tx *dataset.Tx) error {
	err := p.changeIn(tx, func(tx *dataset.Tx, s *State) error {
		if p.Pipe.Sink.SetInitialOffset == config.PopulatedOnload && p.Refusal() == nil {
			if err := populate(tx, p.Pipe.Sink.Dataset); err != nil {
				return err
			}
		}
		if letters := p.Pipe.Pump.WriteRetries.DeadLetters; letters != "" && p.Refusal() == nil {
			if err := populate(tx, letters); err != nil {
				return err
			}
		}
		now := p.Clock.Now().UTC()
		if s.Known.IsZero() {
			s.Known = now
		}
		s.Next = p.firstTime(s, now)
		return nil
	})
	if err != nil {
		return fmt.Errorf("pump %s: %w", p.Pipe.ID, err)
	}
	return nil
}

// pumped reports whether the pipe has a source that can be read and a sink that is written.
func (p *Pump) pumped() bool {
	return p.Refusal() == nil && p.Source != nil && (p.Pipe.Sink.Type == config.SinkDataset || p.Receiver != nil)
}

// Refusal returns why the pipe's configuration does not let it run: an error that matches ErrInvalid or ErrNotHere; nil if it
// does.
func (p *Pump) Refusal() error { return refused(p.Pipe.Refusal()) }

func refused(err error) error {
	reason, ok := errors.AsType[*config.RefusalError](err)
	switch {
	case !ok:
		return err
	case reason.Kind == config.NotHere:
		return fmt.Errorf("%w: %w", ErrNotHere, err)
	default:
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
}

// Receives returns why entities cannot be sent to the pipe, an error that matches ErrNoReceiver; nil if they can.
func (p *Pump) Receives() error {
	if kind := p.Pipe.Source.Type; kind != config.SourceHTTPEndpoint {
		return fmt.Errorf("pipe %s %w: the type of its source must be %s, got %s", p.Pipe.ID, ErrNoReceiver, config.SourceHTTPEndpoint, kind)
	}
	return nil
}

// Runnable reports whether a run could start.
func (p *Pump) Runnable() bool { return p.pumped() && p.Pipe.Pump.Mode != config.ModeOff }

// Running reports whether a run is in progress.
func (p *Pump) Running() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.normal != nil || p.rescan != nil
}

// Begin reserves the pump for a run. The run takes place in the returned function, which must be called.
func (p *Pump) Begin(ctx context.Context, r Request) (func() Run, error) {
	if err := p.Refusal(); err != nil {
		return nil, err
	}
	switch {
	case r.Body == nil && !p.pumped():
		return nil, ErrNotPumped
	case p.Pipe.Pump.Mode == config.ModeOff:
		return nil, ErrOff
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.retired {
		return nil, ErrRetired
	}
	slot := &p.normal
	background := r.Kind == Rescan && p.background != nil
	if background {
		slot = &p.rescan
	}
	if *slot != nil {
		return nil, ErrRunning
	}
	if r.Part != nil {
		s, err := p.load()
		if err == nil {
			err = s.Sequence.follows(r)
		}
		if err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	a := &active{cancel: cancel, done: make(chan struct{}), watch: watch{
		stopwatch: p.Stopwatch, began: p.Clock.Now().UTC(), begin: p.Stopwatch(), background: background,
	}}
	a.reads(Step{Doing: Preparing})
	*slot = a
	return func() Run {
		defer cancel(nil)
		x := &execution{Pump: p, request: r, active: a, background: background, began: a.began, traffic: &traffic{}}
		out := x.execute(ctx)
		p.mu.Lock()
		*slot = nil
		p.mu.Unlock()
		close(a.done)
		return out
	}, nil
}

// Do runs the pump once and returns the run when it has ended. The error is for a run that could not start.
func (p *Pump) Do(ctx context.Context, r Request) (Run, error) {
	run, err := p.Begin(ctx, r)
	if err != nil {
		return Run{}, fmt.Errorf("pipe %s: %w", p.Pipe.ID, err)
	}
	return run(), nil
}
