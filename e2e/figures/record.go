// Package figures holds the figures that documents quote to the results of the last whole bench, which are in docs/bench.json.
package figures

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/bench"
)

// Record is a file that the bench has written.
type Record struct {
	Origin  bench.Origin
	Results []Result
}

// Result is a line of it.
type Result struct {
	Name   string
	Value  *float64 // nil: not measured
	Unit   string
	Budget *string
	Holds  *bool // nil: not judged
	Note   string
	Quick  bool
}

// Parse reads what the bench has written.
func Parse(text []byte) (*Record, error) {
	var record Record
	number := 0
	for line := range bytes.Lines(text) {
		number++
		var into any = &record.Origin
		if number > 1 {
			record.Results = append(record.Results, Result{})
			into = &record.Results[len(record.Results)-1]
		}
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(into); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return &record, nil
}

var committed = regexp.MustCompile(`^[0-9a-f]{40}$`)

// mostBusy is the part of the processors that may be busy while reads wait side by side. Beyond it, they wait for each other.
const mostBusy = 0.95

// Check reports why the record cannot be quoted: it must be of a commit, and of a bench in which everything was measured. Budgets that
// do not hold are no reason: the page of all results says which they are.
func (r *Record) Check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if !committed.MatchString(r.Origin.Commit) {
		fault("the results are of %q, want a commit without changes", r.Origin.Commit)
	}
	if r.Origin.Date == "" || r.Origin.Go == "" || r.Origin.Processors == 0 {
		fault("the first line must say the commit, the date, the version of Go and the number of processors, got %+v", r.Origin)
	}
	named := map[string]bool{}
	measured := map[string]bool{}
	for _, result := range r.Results {
		measurement, _, _ := strings.Cut(result.Name, ".")
		measured[measurement] = true
		switch {
		case named[result.Name]:
			fault("%s: there are two results", result.Name)
		case result.Quick:
			fault("%s: a quick measurement", result.Name)
		case result.Value == nil:
			fault("%s: %s", result.Name, result.Note)
		case strings.HasSuffix(result.Name, ".machine") && *result.Value >= mostBusy:
			fault("%s: the processors were busy all the time; measure again on a quiet machine", result.Name)
		case result.Budget != nil && (result.Holds == nil || *result.Holds != holds(*result.Value, *result.Budget)):
			fault("%s: %v is not what was judged by %s", result.Name, *result.Value, *result.Budget)
		}
		named[result.Name] = true
	}
	for _, measurement := range bench.Measurements() {
		if !measured[measurement.Name] {
			fault("%s: not measured", measurement.Name)
		}
	}
	return errors.Join(faults...)
}

// holds judges again, by a budget such as "<= 40".
func holds(value float64, budget string) bool {
	var sign string
	var bound float64
	if _, err := fmt.Sscan(budget, &sign, &bound); err != nil {
		return false
	}
	return sign == "<=" && value <= bound || sign == ">=" && value >= bound
}

// result returns the result of this name.
func (r *Record) result(name string) (*Result, error) {
	for i := range r.Results {
		if r.Results[i].Name == name && r.Results[i].Value != nil {
			return &r.Results[i], nil
		}
	}
	return nil, fmt.Errorf("the bench has no result %s", name)
}
