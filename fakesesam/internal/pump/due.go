package pump

import (
	"context"
	"errors"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// Due returns when the next run is scheduled. With Run it makes the pump a job of the scheduler.
func (p *Pump) Due() time.Time {
	p.mu.Lock()
	idle := !p.retired && p.normal == nil && (p.rescan == nil || p.background != nil)
	p.mu.Unlock()
	if !idle || !p.Runnable() {
		return time.Time{}
	}
	s, err := p.load()
	if err != nil || s.Disabled {
		return time.Time{}
	}
	return p.postponed(s.Next)
}

// storePause is how long the schedule waits after the store has failed: a full disk is not emptied by trying again at once.
const storePause = 30 * time.Second

// remember keeps the schedule from starting another run for a while when the store could not take the end of one, and lets
// the pump's status show that run all the same.
func (p *Pump) remember(unstored *Run) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unstored = unstored; unstored != nil {
		p.notBefore = p.Clock.Now().Add(storePause)
	}
}

// postponed returns a time of the schedule, or the later one to which a failure of the store has moved it.
func (p *Pump) postponed(due time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !due.IsZero() && due.Before(p.notBefore) {
		return p.notBefore
	}
	return due
}

// Run executes a scheduled run.
func (p *Pump) Run(ctx context.Context) { p.scheduled(ctx, Request{}) }

func (p *Pump) scheduled(ctx context.Context, r Request) {
	if _, err := p.Do(ctx, r); err != nil && !errors.Is(err, ErrRunning) && !errors.Is(err, ErrRetired) {
		p.Log.WarnContext(ctx, "a scheduled run could not start", "pipe", p.Pipe.ID, "error", p.Mask(err.Error()))
	}
}

// firstTime returns when the pump is due after the node has started or the configuration has changed.
func (p *Pump) firstTime(s *State, now time.Time) time.Time {
	cfg := p.Pipe.Pump
	atStart := cfg.RunAtStartup || cfg.RunAtStartupIfNotPopulated && s.Rescanned.IsZero()
	if atStart && cfg.Mode == config.ModeScheduled && p.pumped() {
		return now
	}
	return p.nextTime(s.history())
}

// nextTime returns when the next run is scheduled; never for a pipe that is not pumped.
func (p *Pump) nextTime(h schedule.History) time.Time {
	if !p.pumped() {
		return time.Time{}
	}
	return schedule.Next(p.Pipe.Pump, h, p.Chance())
}

// Background is the job that runs a pump's due rescans while its incremental runs go on.
type Background struct {
	pump *Pump
}

// Background returns the pump's job for background rescans; nil when they are not configured.
func (p *Pump) Background() *Background { return p.background }

// Due returns when the next background rescan is due: at the time of the rescan and, after a failed one, an interval later.
// The first full run of a pump is not a background rescan.
func (b *Background) Due() time.Time {
	p := b.pump
	s, err := p.load()
	if err != nil || !p.Runnable() || s.Disabled || s.Next.IsZero() || s.Rescanned.IsZero() || p.busyRescanning() {
		return time.Time{}
	}
	due := schedule.Rescan(p.Pipe.Pump, s.history())
	if again := s.RescanTried.Add(p.Pipe.Pump.ScheduleInterval); !due.IsZero() && s.RescanTried.After(s.Rescanned) && again.After(due) {
		due = again
	}
	return p.postponed(due)
}

// Run executes a background rescan.
func (b *Background) Run(ctx context.Context) { b.pump.scheduled(ctx, Request{Kind: Rescan}) }

// busyRescanning reports whether no background rescan can begin.
func (p *Pump) busyRescanning() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rescan != nil || p.retired
}
