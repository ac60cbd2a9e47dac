// Package schedule decides when pumps run, by interval or by cron expression in UTC, and runs them.
package schedule

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// History is what a pump's next time depends on, besides its configuration.
type History struct {
	// Known is when the node first saw the pump.
	Known time.Time
	// Ended is when its last run ended; the zero time if it never ran.
	Ended time.Time
	// Rescanned is when its last complete full run began; the zero time if there was none.
	Rescanned time.Time
}

// Next returns the time of a pump's next scheduled run; the zero time if there is none. chance is a number in [0, 1).
//
// A pump with an interval that never ran is due as soon as the node knows it; one with a cron expression waits for its first
// time.
func Next(p config.Pump, h History, chance float64) time.Time {
	switch {
	case p.Mode != config.ModeScheduled:
		return time.Time{}
	case p.Cron != nil && h.Ended.IsZero():
		return p.Cron.Next(h.Known)
	case p.Cron != nil:
		return p.Cron.Next(h.Ended)
	case h.Ended.IsZero():
		return h.Known
	default:
		return h.Ended.Add(p.ScheduleInterval + time.Duration((2*chance-1)*float64(p.ScheduleJitter)))
	}
}

// RescanDue reports whether a time of the rescan cron expression has passed since the last complete full run began, or since
// the pump became known. A rescan that failed therefore stays due.
func RescanDue(p config.Pump, h History, now time.Time) bool {
	next := Rescan(p, h)
	return !next.IsZero() && !next.After(now)
}

// Rescan returns the first time of the rescan cron expression after the last complete full run began, or after the pump
// became known; the zero time if there is none.
func Rescan(p config.Pump, h History) time.Time {
	if p.RescanCron == nil {
		return time.Time{}
	}
	since := h.Known
	if h.Rescanned.After(since) {
		since = h.Rescanned
	}
	return p.RescanCron.Next(since)
}
