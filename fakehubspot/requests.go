package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// Request is a call that the server got from its clients. It contains no credential: no header is kept, and the value of a
// hapikey parameter is redacted.
type Request struct {
	// Seq numbers the calls in the order of their arrival, from 1. It goes on after a reset.
	Seq uint64
	// Time is when the call arrived, on the server's clock.
	Time time.Time
	// Method, Path (decoded) and Query (raw, without ?) are those of the call.
	Method, Path, Query string
	// Status is the status of the answer; 0 until one is sent, and for good if the connection broke before.
	Status int
	// Body is the body of the call, at most 8 KiB of it.
	Body string
	// BodyCut reports whether there was more of it.
	BodyCut bool
	// Aborted reports whether the answer did not reach its end.
	Aborted bool
	// DurationMS is how long the answer took in milliseconds of real time; 0 until it ends.
	DurationMS float64
}

// Filter selects recorded calls. An empty field matches every call.
type Filter struct {
	// Method is compared without regard to case.
	Method string
	// Path matches exactly, or as a prefix if it ends in *.
	Path string
	// Query is written as in a URL, such as "limit=100&archived=true". Each of its parameters must be there with that
	// value; others may be there too.
	Query string
	// Body is a part of the body.
	Body string
	// Status is the status of the answer.
	Status int
}

// NearMiss is a recorded call that nearly matches a filter.
type NearMiss struct {
	Request Request
	// Reasons says in what it differs.
	Reasons []string
}

// Requests returns the recorded calls that match, oldest first.
func (s *Server) Requests(f Filter) []Request {
	found := s.hub.Journal.Find(journal.Filter(f))
	all := make([]Request, len(found))
	for i, r := range found {
		all[i] = Request(r)
	}
	return all
}

// CountRequests returns how many recorded calls match.
func (s *Server) CountRequests(f Filter) int { return s.hub.Journal.Count(journal.Filter(f)) }

// DroppedRequests returns how many calls had to make room for newer ones since the last reset. As long as it is 0,
// the journal holds every call; the option Journal sets how many it holds.
func (s *Server) DroppedRequests() uint64 { return s.hub.Journal.Dropped() }

// NearMisses returns the recorded calls that come closest to matching, at most five.
func (s *Server) NearMisses(f Filter) []NearMiss {
	misses := s.hub.Journal.NearMiss(journal.Filter(f))
	all := make([]NearMiss, len(misses))
	for i, miss := range misses {
		all[i] = nearMissOf(miss)
	}
	return all
}

// ExplainRequests says in a few lines which calls came closest to matching, and why they do not match: for the message
// of a failed test.
func (s *Server) ExplainRequests(f Filter) string { return s.hub.Journal.Explain(journal.Filter(f)) }

// ResetRequests forgets all recorded calls.
func (s *Server) ResetRequests() { s.hub.Journal.Reset() }

func nearMissOf(m journal.Miss) NearMiss {
	return NearMiss{Request: Request(m.Request), Reasons: m.Reasons}
}
