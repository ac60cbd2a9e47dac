package fakehubspot

import (
	"io"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// Now is the server's time, in whole milliseconds. The Date header, all times of contacts and all limits follow it.
func (s *Server) Now() time.Time { return s.hub.Clock.Now() }

// SetTime lets the clock stand still at t, cut to the millisecond.
func (s *Server) SetTime(t time.Time) { s.hub.Clock.Set(t) }

// Advance moves the clock, standing or running, and returns the new time.
func (s *Server) Advance(d time.Duration) time.Time { return s.hub.Clock.Advance(d) }

// UseRealTime lets the clock run with the machine's.
func (s *Server) UseRealTime() { s.hub.Clock.UseReal() }

// SetIndexLag is how late the search index learns of each write from now on, also of those that it does not know yet.
// How the lag applies stays as it is. A lag below zero or above 30 days is an error.
func (s *Server) SetIndexLag(d time.Duration) error {
	lag, _ := s.hub.Index.Lag()
	lag.Delay = d
	return s.hub.Index.SetLag(lag)
}

// SetPlan chooses whose rate limits apply from now on: off, free, professional, enterprise, oauth and others.
func (s *Server) SetPlan(name string) error { return s.hub.Limits.Set(limit.Settings{Plan: name}) }

// Fault breaks answers to calls that match; see the fields.
type Fault = fault.Fault

// Match says which calls a Fault is for.
type Match = match.Match

// AddFault adds a fault; it strikes from the next call on.
func (s *Server) AddFault(f Fault) error {
	_, err := s.hub.Faults.Add(f)
	return err
}

// RemoveFault takes a fault away; one that does not exist is an error.
func (s *Server) RemoveFault(name string) error { return s.hub.Faults.Remove(name) }

// ClearFaults takes all faults away.
func (s *Server) ClearFaults() { s.hub.Faults.Clear() }

// Request is a call that the server got from its clients.
type Request = journal.Request

// Filter says which requests are meant; empty fields fit all.
type Filter = journal.Filter

// Requests are the calls that fit, oldest first.
func (s *Server) Requests(f Filter) []Request { return s.hub.Journal.Find(f) }

// CountRequests is how many calls fit.
func (s *Server) CountRequests(f Filter) int { return s.hub.Journal.Count(f) }

// ExplainRequests says which calls came closest to fitting, and why they do not: for the message of a test that missed
// one.
func (s *Server) ExplainRequests(f Filter) string { return s.hub.Journal.Explain(f) }

// ResetRequests forgets all calls.
func (s *Server) ResetRequests() { s.hub.Journal.Reset() }

// Play plays a scenario by its name and says in a sentence what it did; contacts 0 leaves their number to it.
func (s *Server) Play(name string, contacts int) (string, error) {
	outcome, err := scenario.Play(s.hub.Stage(), name, contacts)
	return outcome.Done, err
}

// Export writes contacts, properties and clock as JSON lines.
func (s *Server) Export(w io.Writer) error { return s.hub.Export(w) }

// Import replaces contacts, properties and clock by those of an export; an error leaves everything as it was.
func (s *Server) Import(r io.Reader) error { return s.hub.Import(r) }

// Reset goes back to everything as it was at the start.
func (s *Server) Reset() error { return s.hub.Reset() }
