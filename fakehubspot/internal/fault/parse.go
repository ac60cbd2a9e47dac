package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// Parse reads a fault from JSON and checks it. An unknown member is an error, and so is a parameter that the fault's
// kind does not take.
func Parse(text []byte) (Fault, error) {
	return merge(Fault{Probability: 1}, text)
}

// merge reads JSON over a fault: members that the text leaves out keep their values.
func merge(f Fault, text []byte) (Fault, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return Fault{}, fmt.Errorf("a fault must be a JSON object: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Fault{}, errors.New("a fault must be one JSON object: unexpected data after it")
	}
	if f.Probability == 0 {
		return Fault{}, errors.New("probability must be greater than 0 and at most 1, got 0; to stop the fault, remove it")
	}
	return f, f.Check()
}

// Check returns everything that is wrong with the fault. kind.go lists the parameters that each kind takes.
func (f Fault) Check() error {
	kind, known := kinds[f.Kind]
	if !known {
		return fmt.Errorf("kind %q is unknown; use one of %s", f.Kind, strings.Join(Kinds(), ", "))
	}
	var wrong []error
	reject := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	reject(strings.ContainsAny(f.Name, "/?#"), "name %q must not contain / ? or #: it is part of a URL", f.Name)
	reject(f.Count < 0, "count must be 0 or more, got %d", f.Count)
	reject(f.Match.Nth < 0, "match.nth must be 0 or more, got %d", f.Match.Nth)
	reject(!(f.Probability >= 0 && f.Probability <= 1), "probability must be greater than 0 and at most 1, got %v", f.Probability)
	reject(f.Delay < 0, "delay must not be negative, got %v", f.Delay)
	reject(f.RetryAfter < 0, "retryAfter must not be negative, got %v", f.RetryAfter)
	reject(f.AfterBytes < -1, "afterBytes must be 0 or more, or -1 for not even the headers, got %d", f.AfterBytes)
	reject(f.Chunk < 0, "chunk must be 0 or more bytes, got %d", f.Chunk)
	for _, name := range f.parameters() {
		reject(!slices.Contains(kind.parameters, name), "kind %s does not take %s, only %s",
			f.Kind, name, strings.Join(append([]string{"match, count, probability"}, kind.parameters...), ", "))
	}
	if f.Kind == "status" {
		_, err := refusal.ForStatus(refusal.Choice{Status: f.Status, Variant: f.Variant})
		reject(err != nil, "%w", err)
	}
	reject(f.Kind == "delay" && time.Duration(f.Delay) == 0, "kind delay needs a delay, such as \"200ms\"")
	return errors.Join(wrong...)
}

// parameters returns the names of the parameters that the fault sets: those of its fields that JSON may leave out.
func (f Fault) parameters() []string {
	var set []string
	fields := reflect.ValueOf(f)
	for i := range fields.NumField() {
		name, option, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		if option == "omitempty" && !fields.Field(i).IsZero() {
			set = append(set, name)
		}
	}
	return set
}
