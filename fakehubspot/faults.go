package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
)

// FaultKind is what a fault does to an answer.
type FaultKind string

// The kinds of fault, each with the parameters it takes in parentheses.
const (
	// FaultStatus answers as HubSpot does with that status (Status, Variant, RetryAfter).
	FaultStatus FaultKind = "status"
	// FaultHTML answers 200 with an HTML page, as a proxy does.
	FaultHTML FaultKind = "html"
	// FaultDelay waits before it answers (Delay).
	FaultDelay FaultKind = "delay"
	// FaultHang stops answering until the fault is removed or the client goes away (AfterBytes).
	FaultHang FaultKind = "hang"
	// FaultTrickle sends the answer a few bytes at a time (Chunk, Delay).
	FaultTrickle FaultKind = "trickle"
	// FaultCut closes the connection within the body (AfterBytes).
	FaultCut FaultKind = "cut"
	// FaultReset resets the connection within the body (AfterBytes).
	FaultReset FaultKind = "reset"
	// FaultLost lets a write be done and then loses its answer (Loss, Status, Variant, RetryAfter, AfterBytes). Calls that
	// write nothing, and those that HubSpot refuses, are not struck.
	FaultLost FaultKind = "lost"
	// FaultLength sends a wrong Content-Length (Delta).
	FaultLength FaultKind = "length"
	// FaultMalformed ends the body with invalid JSON (AfterBytes).
	FaultMalformed FaultKind = "malformed"
	// FaultRepeatCursor makes the cursor of a page point back at the page itself.
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

// Operations returns the operations that a [Match] can name.
func Operations() []string { return operation.Names() }

// Fault breaks the answers to calls that match. Which of the parameters, from Status on, it takes depends on its kind; the
// others must be left zero.
type Fault struct {
	// Name identifies the fault; AddFault makes one up if it is empty. It must not contain /, ? or #.
	Name string
	// Kind is what the fault does. It is required.
	Kind FaultKind
	// Match selects the calls that the fault may strike.
	Match Match
	// Count is how often the fault strikes before it is spent; 0 means without limit.
	Count int
	// Probability is the probability, at most 1, that the fault strikes a matching call; 0 means 1. The server's seed
	// decides which calls are struck.
	Probability float64

	// Loss is how FaultLost loses the answer: "reset" resets the connection, "cut" closes it, "status" answers with Status in
	// place of what HubSpot answered. "" is "status" if Status is set, and "reset" otherwise.
	Loss string
	// Status is the HTTP status that FaultStatus, where it is required, or FaultLost answers with, 400 to 599.
	Status int
	// Variant chooses among the answers that HubSpot has for a status, such as "expired" for 401, "DAILY" for 429 or
	// "html" for 500; the README lists all of them. "" chooses the most common one.
	Variant string
	// RetryAfter is sent in the Retry-After header, rounded up to whole seconds, if it is positive.
	RetryAfter time.Duration
	// Delay is how long FaultDelay waits, where it is required, and the pause between the pieces of FaultTrickle, where 0
	// means 100 ms. It passes in real time, even if the server's clock stands still.
	Delay time.Duration
	// AfterBytes is how many bytes of the body are sent before the fault shows. With -1, FaultCut and FaultReset do not
	// even send the headers; FaultHang and FaultLost hold them back with 0 too. For FaultMalformed, 0 means half of the body.
	AfterBytes int
	// Chunk is the size of the pieces of FaultTrickle in bytes; 0 means 64.
	Chunk int
	// Delta is the number of bytes that FaultLength adds to the true Content-Length; 0 means 100, and it may be negative.
	Delta int
	// Row is the index, from 0, of the result that is sent twice or left out; a negative one counts from the end.
	Row int
}

// Match selects the calls that a fault may strike. An empty field matches every call.
type Match struct {
	// Method is the HTTP method, in any letter case.
	Method string
	// Path is the decoded path without the query; if it ends in *, the rest of it is a prefix. A slash at the end means
	// nothing.
	Path string
	// Operation is what the call does, whichever of its paths it takes: "write", "read", or one operation, such as
	// "batch-upsert"; [Operations] has all of them.
	Operation string
	// Nth makes the fault begin with the nth matching call, counted from 1; 0 means the first.
	Nth int
	// Token is the value of the call's bearer token.
	Token string
}

// FaultState is a fault and what it has done so far. [Server.ReplaceFault] keeps the counts.
type FaultState struct {
	Fault
	// Seen is how many calls matched since the fault was added.
	Seen int
	// Struck is how many of them it struck.
	Struck int
}

// Faults returns all faults, in the order in which they were added.
func (s *Server) Faults() []FaultState {
	states := s.hub.Faults().List()
	all := make([]FaultState, len(states))
	for i, state := range states {
		all[i] = faultStateOf(state)
	}
	return all
}

// Fault returns the fault of that name.
func (s *Server) Fault(name string) (FaultState, error) {
	state, err := s.hub.Faults().Get(name)
	return faultStateOf(state), public(err)
}

// AddFault adds a fault, which strikes from the next call on. Several faults may strike the same call; the one added first
// is the outermost.
func (s *Server) AddFault(f Fault) error {
	_, err := s.hub.Faults().Add(f.internal())
	return public(err)
}

// ReplaceFault puts f in the place of the fault with the same name and keeps its counts. Calls that the old fault holds up
// keep waiting.
func (s *Server) ReplaceFault(f Fault) error {
	_, err := s.hub.Faults().Replace(f.internal())
	return public(err)
}

// RemoveFault removes the fault of that name; calls that it holds up continue.
func (s *Server) RemoveFault(name string) error { return public(s.hub.Faults().Remove(name)) }

// ClearFaults removes all faults; calls that they hold up continue.
func (s *Server) ClearFaults() { s.hub.Faults().Clear() }

func faultOf(f fault.Fault) Fault {
	return Fault{
		Name: f.Name, Kind: FaultKind(f.Kind), Match: Match(f.Match), Count: f.Count, Probability: f.Probability,
		Loss: f.Loss, Status: f.Status, Variant: f.Variant, RetryAfter: time.Duration(f.RetryAfter), Delay: time.Duration(f.Delay),
		AfterBytes: f.AfterBytes, Chunk: f.Chunk, Delta: f.Delta, Row: f.Row,
	}
}

func (f Fault) internal() fault.Fault {
	return fault.Fault{
		Name: f.Name, Kind: string(f.Kind), Match: match.Match(f.Match), Count: f.Count, Probability: f.Probability,
		Loss: f.Loss, Status: f.Status, Variant: f.Variant, RetryAfter: fault.Duration(f.RetryAfter), Delay: fault.Duration(f.Delay),
		AfterBytes: f.AfterBytes, Chunk: f.Chunk, Delta: f.Delta, Row: f.Row,
	}
}

func faultStateOf(s fault.State) FaultState {
	return FaultState{Fault: faultOf(s.Fault), Seen: s.Seen, Struck: s.Struck}
}
