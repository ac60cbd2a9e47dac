package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// FaultKind is what a fault does to an answer.
type FaultKind string

// The kinds of fault. In brackets, the parameters that each of them takes.
const (
	// FaultStatus answers as HubSpot does with that status (Status, Variant, RetryAfter).
	FaultStatus FaultKind = "status"
	// FaultHTML answers 200 with an HTML page, as a proxy does.
	FaultHTML FaultKind = "html"
	// FaultDelay waits before it answers (Delay).
	FaultDelay FaultKind = "delay"
	// FaultHang stops answering until the fault is removed (AfterBytes).
	FaultHang FaultKind = "hang"
	// FaultTrickle sends the answer a few bytes at a time (Chunk, Delay).
	FaultTrickle FaultKind = "trickle"
	// FaultCut closes the connection within the body (AfterBytes).
	FaultCut FaultKind = "cut"
	// FaultReset resets the connection within the body (AfterBytes).
	FaultReset FaultKind = "reset"
	// FaultLength sends a wrong Content-Length (Delta).
	FaultLength FaultKind = "length"
	// FaultMalformed ends the body with invalid JSON (AfterBytes).
	FaultMalformed FaultKind = "malformed"
	// FaultRepeatCursor makes a page point back at itself.
	FaultRepeatCursor FaultKind = "repeat-cursor"
	// FaultEmptyPage answers a page without results that says there are more.
	FaultEmptyPage FaultKind = "empty-page"
	// FaultDuplicateRow sends one result of a page twice (Row).
	FaultDuplicateRow FaultKind = "duplicate-row"
	// FaultMissingRow leaves one result of a page out (Row).
	FaultMissingRow FaultKind = "missing-row"
)

// FaultKinds returns all kinds of fault, sorted.
func FaultKinds() []FaultKind {
	names := fault.Kinds()
	kinds := make([]FaultKind, len(names))
	for i, name := range names {
		kinds[i] = FaultKind(name)
	}
	return kinds
}

// Fault breaks the answers to calls that match. Its kind decides which of the parameters, from Status on, it takes; the
// others must be left zero.
type Fault struct {
	// Name identifies the fault; AddFault makes one up if it is empty.
	Name string
	// Kind is what the fault does.
	Kind FaultKind
	// Match selects the calls that the fault may strike.
	Match Match
	// Count is how often the fault strikes before it is spent; 0 means without end.
	Count int
	// Probability, greater than 0 and at most 1, is how likely the fault strikes a call that matches; 0 means 1. The
	// server's seed decides which calls that are.
	Probability float64

	// Status is the HTTP status that FaultStatus answers, 400 to 599.
	Status int
	// Variant chooses among the answers of a status: "expired" for 401, "DAILY" for 429, "html" for 500.
	Variant string
	// RetryAfter is sent as Retry-After, rounded up to whole seconds, if it is positive.
	RetryAfter time.Duration
	// Delay is how long FaultDelay waits, and the pause between the pieces of FaultTrickle (0 means 100 ms).
	Delay time.Duration
	// AfterBytes is how much of the body is sent before the fault shows; -1 means not even the headers.
	AfterBytes int
	// Chunk is the size of the pieces of FaultTrickle in bytes; 0 means 64.
	Chunk int
	// Delta is by how many bytes the Content-Length of FaultLength is off; 0 means 100.
	Delta int
	// Row is the index of the result that is sent twice or left out; a negative one counts from the end.
	Row int
}

// Match selects calls. An empty field matches every call.
type Match struct {
	// Method is compared without regard to case.
	Method string
	// Path matches exactly, or as a prefix if it ends in *.
	Path string
	// Nth makes the fault begin with the nth matching call, counted from 1; 0 means the first.
	Nth int
	// Token is the bearer token of the call.
	Token string
}

// FaultState is a fault and what it has done so far.
type FaultState struct {
	Fault
	// Seen is how many calls matched since the fault was added.
	Seen int
	// Struck is how many of them it struck.
	Struck int
}

// Faults returns all faults, in the order in which they were added.
func (s *Server) Faults() []FaultState {
	states := s.hub.Faults.List()
	all := make([]FaultState, len(states))
	for i, state := range states {
		all[i] = faultStateOf(state)
	}
	return all
}

// Fault returns the fault of that name.
func (s *Server) Fault(name string) (FaultState, error) {
	state, err := s.hub.Faults.Get(name)
	return faultStateOf(state), public(err)
}

// AddFault adds a fault; it strikes from the next call on. Several faults may strike the same call, the one added first
// from the outside.
func (s *Server) AddFault(f Fault) error {
	_, err := s.hub.Faults.Add(f.internal())
	return public(err)
}

// ReplaceFault puts f in the place of the fault of that name and keeps how often it matched and struck. Calls that the
// old one holds up keep waiting.
func (s *Server) ReplaceFault(f Fault) error {
	_, err := s.hub.Faults.Replace(f.internal())
	return public(err)
}

// RemoveFault removes the fault of that name; calls that it holds up go on.
func (s *Server) RemoveFault(name string) error { return public(s.hub.Faults.Remove(name)) }

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.hub.Faults.Clear() }

func faultOf(f fault.Fault) Fault {
	return Fault{
		Name: f.Name, Kind: FaultKind(f.Kind), Match: Match(f.Match), Count: f.Count, Probability: f.Probability,
		Status: f.Status, Variant: f.Variant, RetryAfter: time.Duration(f.RetryAfter), Delay: time.Duration(f.Delay),
		AfterBytes: f.AfterBytes, Chunk: f.Chunk, Delta: f.Delta, Row: f.Row,
	}
}

func (f Fault) internal() fault.Fault {
	return fault.Fault{
		Name: f.Name, Kind: string(f.Kind), Match: match.Match(f.Match), Count: f.Count, Probability: f.Probability,
		Status: f.Status, Variant: f.Variant, RetryAfter: fault.Duration(f.RetryAfter), Delay: fault.Duration(f.Delay),
		AfterBytes: f.AfterBytes, Chunk: f.Chunk, Delta: f.Delta, Row: f.Row,
	}
}

func faultStateOf(s fault.State) FaultState {
	return FaultState{Fault: faultOf(s.Fault), Seen: s.Seen, Struck: s.Struck}
}
