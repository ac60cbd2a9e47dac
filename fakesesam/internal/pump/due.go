package pump

import (
	"context"
	"errors"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

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
