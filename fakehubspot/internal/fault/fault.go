// Package fault breaks a server on purpose: each fault is a small named value that says which requests it strikes, how
// often, and what it does to their answers.
//
// A file holds one kind of fault; kind.go lists them all.
package fault

import (
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// Fault is one fault. The fields that may be left out of its JSON are its parameters: each kind takes some of them, as
// kind.go lists them.
type Fault struct {
	// Name identifies the fault; Add makes one up if it is empty.
	Name string `json:"name"`
	// Kind is one of Kinds.
	Kind string `json:"kind"`
	// Match selects the requests that the fault may strike.
	Match match.Match `json:"match"`
	// Count is how often the fault strikes before it is spent; 0 means without end.
	Count int `json:"count"`
	// Probability, greater than 0 and at most 1, is how likely the fault strikes a request that matches; Add turns 0
	// into 1.
	Probability float64 `json:"probability"`

	// Loss is how the answer to a write gets lost: "reset", "cut" or "status"; empty is "status" if there is a Status, and
	// "reset" otherwise.
	Loss string `json:"loss,omitempty"`
	// Status is the HTTP status that a status fault answers, 400 to 599, and one that loses an answer.
	Status int `json:"status,omitempty"`
	// Variant chooses among the answers of a status: "expired" for 401, "DAILY" for 429, "html" for 500.
	Variant string `json:"variant,omitempty"`
	// RetryAfter is sent as Retry-After, rounded up to whole seconds, if it is positive.
	RetryAfter Duration `json:"retryAfter,omitempty"`
	// Delay is how long a delay lasts, and the pause between the pieces of a trickle.
	Delay Duration `json:"delay,omitempty"`
	// AfterBytes is how much of the body is sent before the fault shows; -1 means not even the headers.
	AfterBytes int `json:"afterBytes,omitempty"`
	// Chunk is the size of a trickle's pieces in bytes.
	Chunk int `json:"chunk,omitempty"`
	// Delta is by how many bytes a wrong Content-Length is off.
	Delta int `json:"delta,omitempty"`
	// Row is the index of the result that is sent twice or left out; a negative one counts from the end.
	Row int `json:"row,omitempty"`
}

// State is a fault and what it has done so far.
type State struct {
	Fault
	// Seen is how many requests matched since it was added.
	Seen int `json:"seen"`
	// Struck is how many of them it struck.
	Struck int `json:"struck"`
}

// Duration is a time.Duration that is a string such as "200ms" in JSON.
type Duration time.Duration

// String returns the duration as time.Duration does.
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// JSONForm implements decode.Form.
func (Duration) JSONForm() string { return `a duration such as "200ms" or "1m30s"` }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration; use one such as \"200ms\" or \"1m30s\"", text)
	}
	*d = Duration(parsed)
	return nil
}
