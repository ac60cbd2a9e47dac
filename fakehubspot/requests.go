package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// Request is a recorded call to HubSpot's API. It contains no credential: no header but Content-Type is kept, and the value of
// a hapikey parameter is redacted.
type Request struct {
	// Seq numbers the calls in order of arrival, from 1. [Server.ResetRequests] does not begin anew, [Server.Reset] does.
	Seq uint64
	// Time is when the call arrived, by the server's clock.
	Time time.Time
	// Method, Path (decoded) and Query (encoded, without the question mark) are those of the call.
	Method, Path, Query string
	// Status is the HTTP status of the answer; 0 until one is sent, and still 0 if the connection broke before that.
	Status int
	// Body is the body of the call, or its first 8 KiB.
	Body string
	// BodyCut reports whether the body was longer than that.
	BodyCut bool
	// URLCut reports whether Path was longer than 2 KiB, Query than 16 KiB or Method than 32 bytes; the rest is left out.
	URLCut bool
	// Aborted reports whether the answer ended before it was complete.
	Aborted bool
	// Lost reports whether the call was a write that was done and whose answer [FaultLost] lost.
	Lost bool
	// DurationMS is how long the answer took, in milliseconds of real time; 0 until it has ended.
	DurationMS float64
	// AnswerBytes is how long the body of the answer was that was sent; 0 until it has ended.
	AnswerBytes int
	// Faults are the names of the faults that struck the call, the outermost first.
	Faults []string
}

// Exchange is a recorded call with what was answered.
type Exchange struct {
	Request
	// ContentType is the Content-Type of the call.
	ContentType string
	// Answer is what was sent.
	Answer Answer
}

// Answer is what the journal keeps of an answer beside its status. It contains no credential either: what answers a call to
// OAuth's paths, or one with a hapikey, is redacted.
type Answer struct {
	// Headers are those that say something about the call, such as Content-Type, Retry-After and the limits.
	Headers map[string]string
	// Body is the body of the answer, or its first 4 KiB.
	Body string
	// BodyCut reports whether the body was longer than that.
	BodyCut bool
	// Forgotten reports whether headers and body had to make room for newer calls. The answers in the journal have at most
	// 16 MiB together.
	Forgotten bool
}

// Filter selects recorded calls. An empty field matches every call.
type Filter struct {
	// Method is the HTTP method, in any letter case.
	Method string
	// Path is the decoded path without the query; if it ends in *, the rest of it is a prefix. A slash at the end means
	// nothing.
	Path string
	// Query is written as in a URL, such as "limit=100&archived=true". The call must have each of these parameters with
	// that value; it may have others too.
	Query string
	// Body is a text that the recorded body must contain.
	Body string
	// Status is the HTTP status of the answer.
	Status int
	// Class is the first digit of the status: 4 means 400 to 499.
	Class int
	// Text is a text that the path, the query, the recorded body or the recorded answer must contain, in any case.
	Text string
	// Fault is the name of a fault that struck the call.
	Fault string
	// After and Before are numbers of calls: of those after the one, and before the other.
	After, Before uint64
	// Newest puts the newest call first.
	Newest bool
	// Limit is the most calls that are returned, the first in order; 0 means all. It does not limit what is counted.
	Limit int
}

// NearMiss is a recorded call that does not match a filter, but comes close.
type NearMiss struct {
	// Request is the call.
	Request Request
	// Reasons says how it differs from the filter, one reason for each field.
	Reasons []string
}

// Requests returns the recorded calls that match, the oldest first unless the filter says otherwise.
func (s *Server) Requests(f Filter) []Request {
	found := s.hub.Journal().Find(journal.Filter(f))
	all := make([]Request, len(found))
	for i, r := range found {
		all[i] = Request(r)
	}
	return all
}

// Exchange returns the recorded call of that number with what was answered. If the journal does not have it, the error is
// ErrNotFound.
func (s *Server) Exchange(seq uint64) (Exchange, error) {
	one, err := s.hub.Journal().Exchange(seq)
	if err != nil {
		return Exchange{}, public(err)
	}
	return Exchange{Request: Request(one.Request), ContentType: one.ContentType, Answer: Answer(one.Answer)}, nil
}

// CountRequests returns how many recorded calls match.
func (s *Server) CountRequests(f Filter) int { return s.hub.Journal().Count(journal.Filter(f)) }

// DroppedRequests returns how many calls have had to make room for newer ones since the journal was last emptied. As long
// as it is 0, the journal holds every call. The option [Journal] sets how many it can hold; together they have at most
// 64 MiB.
func (s *Server) DroppedRequests() uint64 { return s.hub.Journal().Dropped() }

// NearMisses returns the recorded calls that come closest to matching but do not, at most five, the closest first.
func (s *Server) NearMisses(f Filter) []NearMiss {
	misses := s.hub.Journal().NearMiss(journal.Filter(f))
	all := make([]NearMiss, len(misses))
	for i, miss := range misses {
		all[i] = nearMissOf(miss)
	}
	return all
}

// ExplainRequests says in a few lines, for the message of a failed test, how many calls match, which others come closest,
// and why they do not match.
func (s *Server) ExplainRequests(f Filter) string { return s.hub.Journal().Explain(journal.Filter(f)) }

// ResetRequests empties the journal.
func (s *Server) ResetRequests() { s.hub.Journal().Reset() }

func nearMissOf(m journal.Miss) NearMiss {
	return NearMiss{Request: Request(m.Request), Reasons: m.Reasons}
}
