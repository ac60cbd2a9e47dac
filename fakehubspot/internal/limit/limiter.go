// Package limit enforces HubSpot's rate limits: a number of calls in any ten seconds per token, a number a day per
// account, and a number of searches in any second per account.
//
// All limits follow the fake's clock. A refused call does not count.
package limit

import (
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
)

// Interval is the length of the rolling window that each token has.
const Interval = 10 * time.Second

// Limiter has the limits and counters of one account. It is safe for concurrent use.
type Limiter struct {
	now   func() time.Time
	zone  *time.Location
	known func(token string) bool

	mu       sync.Mutex
	settings Settings
	plan     Plan
	tokens   map[string]*window // calls other than searches, by token
	searches window
	locks    map[string]*lock // by the ID of the object type
	day      string           // the date, in the account's time zone, of the calls in today
	today    int
}

// New returns a limiter without limits. now is the fake's clock and zone the account's time zone, in which a new day
// begins at midnight. known reports whether a token is one of the account's: other calls do not count.
func New(now func() time.Time, zone *time.Location, known func(token string) bool) *Limiter {
	return &Limiter{
		now: now, zone: zone, known: known,
		settings: Settings{Plan: Off}, plan: plans[0],
		tokens: map[string]*window{}, locks: map[string]*lock{},
	}
}

// Set puts other limits in force. Calls that were counted stay counted.
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

// Usage is which limits are in force and how much of them is used.
type Usage struct {
	Settings
	// Limits are the limits that result; all are 0 if the plan is off.
	Limits Plan `json:"limits"`
	// Busiest is the number of calls that the busiest token made within the last ten seconds.
	Busiest int `json:"busiest"`
	// Searches is the number of searches within the last second.
	Searches int `json:"searches"`
	// Today is the number of calls since midnight.
	Today int `json:"today"`
	// ResetsAt is the next midnight in the account's time zone.
	ResetsAt time.Time `json:"resetsAt"`
}

// Usage returns the limits in force and how much of them is used.
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

// turnDay resets the day's count if the account's date has changed, in whichever direction the clock was moved.
func (l *Limiter) turnDay(now time.Time) {
	if day := now.In(l.zone).Format(time.DateOnly); day != l.day {
		l.day, l.today = day, 0
	}
}

// midnight returns when the account's next day begins, or the end of all times that can be written.
func (l *Limiter) midnight(now time.Time) time.Time {
	year, month, day := now.In(l.zone).Date()
	next := time.Date(year, month, day+1, 0, 0, 0, 0, l.zone).UTC()
	if next.After(clock.Latest) {
		return clock.Latest
	}
	return next
}
