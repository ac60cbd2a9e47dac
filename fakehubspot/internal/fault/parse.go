package fault

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/decode"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// Parse reads a fault from JSON and checks it. An unknown member is an error, and so is a parameter that the fault's
// kind does not take.
func Parse(text []byte) (Fault, error) {
	return merge(Fault{Probability: 1}, text)
}

// merge reads JSON over a fault: members that the text leaves out keep their values.
func merge(f Fault, text []byte) (Fault, error) {
	if err := decode.Object(text, &f); err != nil {
		return Fault{}, decode.Named("a fault", err)
	}
	if f.Probability == 0 {
		return Fault{}, errors.New("probability must be greater than 0 and at most 1, got 0; to stop the fault, remove it")
	}
	return f, f.Check()
}

// maxText is the longest text in a match, in bytes: no request that the server accepts has a longer one.
const maxText = 16_384

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
	wrong = append(wrong,
		bound.Name("name", f.Name),
		bound.Text("match.method", f.Match.Method, maxText),
		bound.Text("match.path", f.Match.Path, maxText),
		bound.Text("match.token", f.Match.Token, maxText),
		f.Match.Check(),
		bound.Int("count", f.Count, 0, bound.Most),
		bound.Int("match.nth", f.Match.Nth, 0, bound.Most),
		bound.Duration("delay", time.Duration(f.Delay)),
		bound.Duration("retryAfter", time.Duration(f.RetryAfter)),
		bound.Int("chunk", f.Chunk, 0, bound.Most),
		bound.Int("delta", f.Delta, -bound.Most, bound.Most),
		bound.Int("row", f.Row, -bound.Most, bound.Most),
	)
	reject(!(f.Probability >= 0 && f.Probability <= 1), "probability must be greater than 0 and at most 1, got %v", f.Probability)
	reject(f.AfterBytes < -1 || f.AfterBytes > bound.Most,
		"afterBytes must be between 0 and 1,000,000,000, or -1 for not even the headers, got %d", f.AfterBytes)
	for _, name := range f.parameters() {
		reject(!slices.Contains(kind.parameters, name), "kind %s does not take %s, only %s",
			f.Kind, name, strings.Join(append([]string{"match, count, probability"}, kind.parameters...), ", "))
	}
	if f.Kind == "status" {
		_, err := refusal.ForStatus(refusal.Choice{Status: f.Status, Variant: f.Variant})
		reject(err != nil, "%w", err)
	}
	if f.Kind == "lost" {
		wrong = append(wrong, f.checkLoss())
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
