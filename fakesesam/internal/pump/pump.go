// Package pump runs pipes: it reads a source, transforms, writes a dataset and keeps the offset and the execution log.
package pump

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
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
