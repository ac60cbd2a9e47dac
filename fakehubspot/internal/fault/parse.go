package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// Parse reads a fault from JSON and checks it. A name it does not know is an
// error, as is a parameter that the fault's kind does not take.
func Parse(text []byte) (Fault, error) {
	return merge(Fault{}, text)
}

// merge reads JSON over a fault: what the text does not name stays.
func merge(f Fault, text []byte) (Fault, error) {
	w := f.wire()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&w); err != nil {
		return Fault{}, fmt.Errorf("a fault is a JSON object: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Fault{}, errors.New("a fault is one JSON object, there is more behind it")
	}
	if w.Probability == 0 { // what the text said: wire never writes it
		return Fault{}, errors.New("probability 0 never strikes, want over 0 up to 1; remove the fault to stop it")
	}
	merged := w.fault()
	return merged, merged.check()
}

// check says all that is wrong with the fault.
func (f Fault) check() error {
	kind, known := kinds[f.Kind]
	if !known {
		return fmt.Errorf("kind %q is unknown, want one of %s", f.Kind, strings.Join(Kinds(), ", "))
	}
	var wrong []error
	reject := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	reject(strings.ContainsAny(f.Name, "/?#"), "name %q cannot stand in a path, want it without / ? #", f.Name)
	reject(f.Count < 0, "count %d is negative, want how often to strike, or 0 for ever", f.Count)
	reject(f.Match.Nth < 0, "match.nth %d is negative, want 1 for the first request", f.Match.Nth)
	reject(!(f.Probability >= 0 && f.Probability <= 1), "probability %v is not between 0 and 1", f.Probability)
	reject(f.Delay < 0, "delay %v is negative", f.Delay)
	reject(f.RetryAfter < 0, "retryAfter %v is negative", f.RetryAfter)
	reject(f.AfterBytes < -1, "afterBytes %d: want a number of bytes, or -1 for not even the headers", f.AfterBytes)
	reject(f.Chunk < 0, "chunk %d is negative, want a number of bytes", f.Chunk)
	for _, name := range f.parameters() {
		reject(!slices.Contains(kind.parameters, name), "kind %s takes no %s, only %s",
			f.Kind, name, strings.Join(append([]string{"match, count, probability"}, kind.parameters...), ", "))
	}
	if f.Kind == "status" {
		_, err := refusal.ForStatus(refusal.Choice{Status: f.Status, Variant: f.Variant})
		reject(err != nil, "%w", err)
	}
	reject(f.Kind == "delay" && f.Delay == 0, "kind delay wants a delay, such as \"200ms\"")
	return errors.Join(wrong...)
}

// parameters names those that the fault sets.
func (f Fault) parameters() []string {
	var set []string
	for _, parameter := range []struct {
		name string
		set  bool
	}{
		{"status", f.Status != 0},
		{"variant", f.Variant != ""},
		{"retryAfter", f.RetryAfter != 0},
		{"delay", f.Delay != 0},
		{"afterBytes", f.AfterBytes != 0},
		{"chunk", f.Chunk != 0},
		{"delta", f.Delta != 0},
		{"row", f.Row != 0},
	} {
		if parameter.set {
			set = append(set, parameter.name)
		}
	}
	return set
}
