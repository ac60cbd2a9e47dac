package fakehubspot

import (
	"fmt"
	"time"
)

// Now returns the server's time, in whole milliseconds. The Date header, all times of records and all rate limits follow
// it.
func (s *Server) Now() time.Time { return s.hub.Clock().Now() }

// ClockFrozen reports whether the clock stands still.
func (s *Server) ClockFrozen() bool { return s.hub.Clock().Frozen() }

// SetTime stops the clock at t, truncated to the millisecond. The clock shows times later than 1970-01-01T00:00:00Z up to
// the end of the year 9999; any other is ErrInvalid and moves nothing.
func (s *Server) SetTime(t time.Time) error { return clockError(s.hub.Clock().Set(t)) }

// Freeze stops the clock at the time that it shows, and returns that time.
func (s *Server) Freeze() time.Time { return s.hub.Clock().Freeze() }

// Advance moves the clock by d, which may be negative, whether it stands still or runs, and returns the new time. It
// panics if the clock cannot show that time: see [Server.SetTime].
func (s *Server) Advance(d time.Duration) time.Time {
	now, err := s.hub.Clock().Advance(d)
	if err != nil {
		panic(fmt.Sprintf("fakehubspot: advancing the clock by %v: the time %v", d, err))
	}
	return now
}

// UseRealTime sets the clock to the machine's time and lets it run.
func (s *Server) UseRealTime() { s.hub.Clock().UseReal() }

// RunFrom sets the clock to t and lets it run. Which times it can show is said at [Server.SetTime].
func (s *Server) RunFrom(t time.Time) error { return clockError(s.hub.Clock().RunFrom(t)) }

func clockError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w time: %w", ErrInvalid, err)
}
