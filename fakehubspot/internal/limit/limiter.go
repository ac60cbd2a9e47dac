// Package limit refuses what is beyond the calls an account has bought, as
// HubSpot does: so many in any ten seconds per token, so many a day per
// account, so many searches in any second per account.
//
// All of it runs on the fake's clock. A refused call does not count.
package limit

import (
	"sync"
	"time"
)

// Interval is the length of the rolling window that each token has.
const Interval = 10 * time.Second

// Limiter holds the counters of one account. It is safe for concurrent use.
type Limiter struct {
	now   func() time.Time
	zone  *time.Location
	known func(token string) bool

	mu       sync.Mutex
	settings Settings
	plan     Plan
	tokens   map[string]*window // calls without searches, by token
	searches window
	day      string // the account's date that today counts
	today    int
}

// New returns a limiter that limits nothing yet. now is the fake's clock, zone
// the account's time zone, whose midnight begins a new day's calls. known tells
// the account's tokens: a call with any other is none of the account's, and will
// be refused for that.
func New(now func() time.Time, zone *time.Location, known func(token string) bool) *Limiter {
	return &Limiter{
		now: now, zone: zone, known: known,
		settings: Settings{Plan: Off}, plan: plans[0],
		tokens: map[string]*window{},
	}
}

// Set lets other limits hold from now on. What was counted stays counted.
func (l *Limiter) Set(s Settings) error {
	plan, err := s.resolve()
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.settings, l.plan = s, plan
	return nil
}

// Reset forgets all that was counted. The limits stay.
func (l *Limiter) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.tokens)
	l.searches, l.day, l.today = window{}, "", 0
}

// Usage is what limits hold and how much of them is used.
type Usage struct {
	Settings
	// Limits are the numbers in force, all 0 when the plan is off.
	Limits Plan `json:"limits"`
	// Busiest is the number of calls that the busiest token made within the last
	// ten seconds.
	Busiest int `json:"busiest"`
	// Searches is the number of searches within the last second.
	Searches int `json:"searches"`
	// Today is the number of calls since midnight.
	Today int `json:"today"`
	// ResetsAt is the coming midnight of the account, in UTC.
	ResetsAt time.Time `json:"resetsAt"`
}

// Usage tells how far the limits are used at this moment.
func (l *Limiter) Usage() Usage {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.turnDay(now)
	usage := Usage{
		Settings: l.settings, Limits: l.plan, Today: l.today,
		Searches: l.searches.count(now, time.Second), ResetsAt: l.midnight(now),
	}
	for _, calls := range l.tokens {
		usage.Busiest = max(usage.Busiest, calls.count(now, Interval))
	}
	return usage
}

// turnDay begins a new day's count when the account's date is another one, in
// whichever direction the clock was moved.
func (l *Limiter) turnDay(now time.Time) {
	if day := now.In(l.zone).Format(time.DateOnly); day != l.day {
		l.day, l.today = day, 0
	}
}

// midnight is when the account's next day begins.
func (l *Limiter) midnight(now time.Time) time.Time {
	year, month, day := now.In(l.zone).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, l.zone).UTC()
}
