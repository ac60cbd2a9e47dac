// Package pump runs pipes: it reads a source, transforms, writes a dataset and keeps the offset and the execution log.
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
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// Reasons why a run could not be started.
var (
	// ErrRunning is a pump that is running already.
	ErrRunning = errors.New("the pump is already running")
	// ErrOff is a pump whose mode is "off".
	ErrOff = errors.New(`the pump's mode is "off"`)
	// ErrInvalid is a pipe whose configuration has errors.
	ErrInvalid = errors.New("the pipe's configuration is not valid")
	// ErrRetired is a pump whose pipe has just been changed or removed.
	ErrRetired = errors.New("the pipe's configuration has just changed")
	// ErrNotPumped is a pipe that has nothing to pump: it is fed by a receiver or read through a publisher.
	ErrNotPumped = errors.New("the pipe has no pump: it is fed by a receiver or read through a publisher")
)

// Deps is what a pump works with.
type Deps struct {
	Pipe   *config.Pipe
	Source source.Source
	Store  *dataset.Store
	Clock  clock.Clock
	// Chance gives a number from 0 up to 1, for the schedule's jitter.
	Chance func() float64
	// ID gives a new unique id, for read errors.
	ID func() string
	// Mask takes secrets out of a text.
	Mask func(string) string
	// Retry gives the read retries that the system wants for an HTTP status, when the pump has none of its own.
	Retry func(status int) (retries int, delay time.Duration)
	Log   *slog.Logger
}

// Pump is the pump of one pipe.
type Pump struct {
	Deps
	// perCommit is the most batches that one transaction takes.
	perCommit int

	mu     sync.Mutex
	normal *active
	rescan *active // a background rescan
	// background is nil when rescans run in the foreground.
	background *Background
	// retired tells that the pipe has a new pump, or is gone.
	retired bool
}

// active is a run under way.
type active struct {
	cancel    context.CancelCauseFunc
	processed atomic.Int64
	done      chan struct{}
}

// New makes the pump of a pipe and makes it known in the store.
func New(d Deps) (*Pump, error) {
	p := &Pump{Deps: d, perCommit: batchesPerCommit}
	if d.Pipe.Pump.EnableBackgroundRescan {
		p.background = &Background{p}
	}
	err := p.change(func(tx *dataset.Tx, s *State) error {
		if p.Pipe.Sink.SetInitialOffset == config.PopulatedOnload && p.Pipe.Valid() {
			if err := p.populate(tx); err != nil {
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
		return nil, fmt.Errorf("pump %s: %w", p.Pipe.ID, err)
	}
	return p, nil
}

// firstTime is when the pump wants to run after the node has started or the configuration has changed.
func (p *Pump) firstTime(s *State, now time.Time) time.Time {
	cfg := p.Pipe.Pump
	atStart := cfg.RunAtStartup || cfg.RunAtStartupIfNotPopulated && s.Rescanned.IsZero()
	if atStart && cfg.Mode == config.ModeScheduled && p.Pumped() {
		return now
	}
	return p.nextTime(s.history())
}

// nextTime is when the schedule wants the next run; never of a pipe that is not pumped.
func (p *Pump) nextTime(h schedule.History) time.Time {
	if !p.Pumped() {
		return time.Time{}
	}
	return schedule.Next(p.Pipe.Pump, h, p.Chance())
}

// Kind is what sort of run is asked for.
type Kind int

// Kinds of run.
const (
	// Normal goes on from the offset, unless a rescan is due.
	Normal Kind = iota
	// Rescan reads everything.
	Rescan
)

// User is who asked for something, for the execution log; the zero User is the node itself.
type User struct {
	Email      string `json:"email"`
	RemoteAddr string `json:"remote_addr"`
	UserID     string `json:"user_id"`
}

// Request is one run that is asked for.
type Request struct {
	Kind Kind
	User User
	// Body is read in place of the pipe's source: entities that somebody has sent. No offset moves for them.
	Body source.Source
	// Full tells that Body is the whole: what it does not have is deleted when it has been read to its end. Otherwise
	// it is a part, and nothing is deleted for it.
	Full bool
	// Part says which request of a set in several ones Body is; nil when nothing was said. The whole of a full set is then
	// all its parts.
	Part *Part
}

// Begin takes the pump for a run. The run happens in the function it gives back, which must be called.
func (p *Pump) Begin(ctx context.Context, r Request) (func() Run, error) {
	switch {
	case !p.Pipe.Valid():
		return nil, ErrInvalid
	case r.Body == nil && !p.Pumped():
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
	a := &active{cancel: cancel, done: make(chan struct{})}
	*slot = a
	return func() Run {
		defer cancel(nil)
		out := p.execute(ctx, r, a, background)
		p.mu.Lock()
		*slot = nil
		p.mu.Unlock()
		close(a.done)
		return out
	}, nil
}

// Do runs the pump once, now, and gives the run when it has ended; an error when it could not be started.
func (p *Pump) Do(ctx context.Context, r Request) (Run, error) {
	run, err := p.Begin(ctx, r)
	if err != nil {
		return Run{}, fmt.Errorf("pipe %s: %w", p.Pipe.ID, err)
	}
	return run(), nil
}

// errStopped is why a run ended that was stopped.
var errStopped = errors.New("the pump was stopped")

// Stop ends the runs under way and waits until they have ended.
func (p *Pump) Stop(ctx context.Context) error {
	p.mu.Lock()
	var runs []*active
	for _, a := range []*active{p.normal, p.rescan} {
		if a != nil {
			a.cancel(errStopped)
			runs = append(runs, a)
		}
	}
	p.mu.Unlock()
	for _, a := range runs {
		select {
		case <-a.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Retire ends the pump for good: it stops, and it cannot be started again.
func (p *Pump) Retire(ctx context.Context) error {
	p.mu.Lock()
	p.retired = true
	p.mu.Unlock()
	return p.Stop(ctx)
}

// Due is when the schedule wants the next run; it makes the pump a job of the scheduler.
func (p *Pump) Due() time.Time {
	p.mu.Lock()
	running := p.normal != nil || p.rescan != nil && p.background == nil
	p.mu.Unlock()
	if running || !p.Runnable() {
		return time.Time{}
	}
	s, err := p.load()
	if err != nil || s.Disabled {
		return time.Time{}
	}
	return s.Next
}

// Run is a scheduled run.
func (p *Pump) Run(ctx context.Context) { p.scheduled(ctx, Request{}) }

func (p *Pump) scheduled(ctx context.Context, r Request) {
	if _, err := p.Do(ctx, r); err != nil && !errors.Is(err, ErrRunning) {
		p.Log.WarnContext(ctx, "a scheduled run could not start", "pipe", p.Pipe.ID, "error", p.Mask(err.Error()))
	}
}

// Pumped tells whether the pipe has something to pump: a source that can be read and a dataset to write.
func (p *Pump) Pumped() bool {
	return p.Pipe.Valid() && p.Source != nil && p.Pipe.Sink.Type == config.SinkDataset
}

// Runnable tells whether a run could be started.
func (p *Pump) Runnable() bool { return p.Pumped() && p.Pipe.Pump.Mode != config.ModeOff }

// Running tells whether a run is under way.
func (p *Pump) Running() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.normal != nil || p.rescan != nil
}
