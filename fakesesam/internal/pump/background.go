package pump

import (
	"context"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// Background is the job that runs a pump's due rescans beside its incremental runs.
type Background struct {
	pump *Pump
}

// Background gives the pump's job for background rescans; nil when its configuration does not ask for them.
func (p *Pump) Background() *Background { return p.background }

// Due is when the next background rescan is: at the rescan's time, and after one that failed an interval later. The first
// full run of a pump is not one of them.
func (b *Background) Due() time.Time {
	p := b.pump
	s, err := p.load()
	if err != nil || !p.Runnable() || s.Disabled || s.Next.IsZero() || s.Rescanned.IsZero() || p.rescanning() {
		return time.Time{}
	}
	due := schedule.Rescan(p.Pipe.Pump, s.history())
	if again := s.RescanTried.Add(p.Pipe.Pump.ScheduleInterval); !due.IsZero() && s.RescanTried.After(s.Rescanned) && again.After(due) {
		due = again
	}
	return due
}

// Run runs a rescan.
func (b *Background) Run(ctx context.Context) { b.pump.scheduled(ctx, Request{Kind: Rescan}) }

func (p *Pump) rescanning() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rescan != nil
}
