package fakehubspot

import "time"

// Now returns the server's time, in whole milliseconds. The Date header, all times of contacts and all rate limits follow
// it.
func (s *Server) Now() time.Time { return s.hub.Clock.Now() }

// ClockFrozen reports whether the clock stands still.
func (s *Server) ClockFrozen() bool { return s.hub.Clock.Frozen() }

// SetTime stops the clock at t, truncated to the millisecond.
func (s *Server) SetTime(t time.Time) { s.hub.Clock.Set(t) }

// Freeze stops the clock at the time that it shows, and returns that time.
func (s *Server) Freeze() time.Time { return s.hub.Clock.Freeze() }

// Advance moves the clock by d, which may be negative, whether it stands still or runs, and returns the new time.
func (s *Server) Advance(d time.Duration) time.Time { return s.hub.Clock.Advance(d) }

// UseRealTime sets the clock to the machine's time and lets it run.
func (s *Server) UseRealTime() { s.hub.Clock.UseReal() }

// RunFrom sets the clock to t and lets it run.
func (s *Server) RunFrom(t time.Time) { s.hub.Clock.RunFrom(t) }
