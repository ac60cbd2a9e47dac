// Package fault breaks a server on purpose: each fault is a small named value
// that says which requests it strikes, how often, and what it does to their
// answers.
//
// A file holds one kind of fault; kind.go lists them all.
package fault

import (
	"encoding/json"
	"fmt"
	"time"
)

// Fault is one fault. Which of the parameters have a meaning depends on Kind.
type Fault struct {
	// Name addresses the fault; one is made up when it is empty.
	Name string
	// Kind is one of Kinds.
	Kind string
	// Match says which requests the fault may strike.
	Match Match
	// Count is how often it strikes before it is spent; 0 is for ever.
	Count int
	// Probability, over 0 and up to 1, is how likely it strikes a request that
	// matches; 0 stands for 1.
	Probability float64

	// Status is the HTTP status that a status fault answers, 400 to 599.
	Status int
	// Variant chooses among a status's answers, as in the error catalogue:
	// "expired" for 401, "DAILY" for 429, "html" for 500.
	Variant string
	// RetryAfter is sent as Retry-After, in whole seconds rounded up, when positive.
	RetryAfter time.Duration
	// Delay is how long a delay lasts, and the pause between a trickle's pieces.
	Delay time.Duration
	// AfterBytes is how much of the body goes out before the fault shows; -1:
	// not even the headers.
	AfterBytes int
	// Chunk is the size of a trickle's pieces in bytes.
	Chunk int
	// Delta is by how many bytes a wrong Content-Length is off.
	Delta int
	// Row is the index of the row that is doubled or left out; negative ones
	// count from the end.
	Row int
}

// Match says which requests a fault is for. Empty fields match all.
type Match struct {
	// Method is compared without regard to case.
	Method string `json:"method,omitempty"`
	// Path is exact, or a prefix when it ends in *.
	Path string `json:"path,omitempty"`
	// Nth lets the fault begin with the nth request that matches, counted from 1
	// since the fault was added; 0 is the first.
	Nth int `json:"nth,omitempty"`
	// Token is the bearer token of the request.
	Token string `json:"token,omitempty"`
}

// State is a fault and what became of it.
type State struct {
	Fault
	// Seen is how many requests matched since it was added.
	Seen int
	// Struck is how many of them it struck.
	Struck int
}

// wire is a fault as JSON: durations are strings such as "200ms".
type wire struct {
	Name        string   `json:"name"`
	Kind        string   `json:"kind"`
	Match       Match    `json:"match"`
	Count       int      `json:"count"`
	Probability float64  `json:"probability"`
	Status      int      `json:"status,omitempty"`
	Variant     string   `json:"variant,omitempty"`
	RetryAfter  duration `json:"retryAfter,omitempty"`
	Delay       duration `json:"delay,omitempty"`
	AfterBytes  int      `json:"afterBytes,omitempty"`
	Chunk       int      `json:"chunk,omitempty"`
	Delta       int      `json:"delta,omitempty"`
	Row         int      `json:"row,omitempty"`
}

func (f Fault) wire() wire {
	probability := f.Probability
	if probability == 0 { // what a Go caller leaves unset
		probability = 1
	}
	return wire{
		Name: f.Name, Kind: f.Kind, Match: f.Match, Count: f.Count, Probability: probability,
		Status: f.Status, Variant: f.Variant, RetryAfter: duration(f.RetryAfter), Delay: duration(f.Delay),
		AfterBytes: f.AfterBytes, Chunk: f.Chunk, Delta: f.Delta, Row: f.Row,
	}
}

func (w wire) fault() Fault {
	return Fault{
		Name: w.Name, Kind: w.Kind, Match: w.Match, Count: w.Count, Probability: w.Probability,
		Status: w.Status, Variant: w.Variant, RetryAfter: time.Duration(w.RetryAfter), Delay: time.Duration(w.Delay),
		AfterBytes: w.AfterBytes, Chunk: w.Chunk, Delta: w.Delta, Row: w.Row,
	}
}

// MarshalJSON writes the fault as the HTTP side has it.
func (f Fault) MarshalJSON() ([]byte, error) { return json.Marshal(f.wire()) }

// MarshalJSON writes the fault with its two counters.
func (s State) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		wire
		Seen   int `json:"seen"`
		Struck int `json:"struck"`
	}{s.wire(), s.Seen, s.Struck})
}

// duration is a time.Duration that JSON writes as a string.
type duration time.Duration

// MarshalText implements encoding.TextMarshaler.
func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration, want one like \"200ms\" or \"1m30s\"", text)
	}
	*d = duration(parsed)
	return nil
}
