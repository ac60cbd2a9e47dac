package pump

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
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

// active is a run under way.
type active struct {
	cancel    context.CancelCauseFunc
	processed atomic.Int64
	done      chan struct{}
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
