// Package scenario plays, by name, what happens to real HubSpot accounts: mass updates, late indexes, merges, outages and
// other things that a client must survive.
//
// A scenario does nothing that could not be done one by one with records, index, limits and faults.
package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// ErrNotFound is what Play returns, wrapped, for an unknown name.
var ErrNotFound = errors.New("not found")

// Records are what scenarios need of the store of an object type.
type Records interface {
	Len() int
	// Draw draws up to count live records, in ascending order.
	Draw(count int) []int64
	// TouchDrawn changes up to count records; with sameInstant, all in one millisecond.
	TouchDrawn(count int, sameInstant bool, values func(id int64) map[string]string) ([]int64, error)
	Merge(primary, other int64) (*record.Record, error)
	ArchiveAll(ids []int64) int
	Erase(id int64) bool
}

// Index is what scenarios need of the search index.
type Index interface {
	SetLag(index.Lag) error
}

// Stage is the account that scenarios are played on, and one of its object types.
type Stage struct {
	// Object is the plural of the object type, Records its records, and HasProperty reports whether it has a property.
	Object      string
	Records     Records
	HasProperty func(name string) bool
	Index       Index
	Faults      *fault.Set
	Limits      *limit.Limiter
}

// Scenario is something that can be played.
type Scenario struct {
	Name string `json:"name"`
	// Text says in a sentence what happens.
	Text string `json:"text"`
	// Contacts says how many records it uses by default; empty if it uses none.
	Contacts string `json:"contacts,omitempty"`

	needs string // a property that the object type must have
	play  func(s *Stage, records int) (string, error)
}

// Outcome is what a scenario did.
type Outcome struct {
	Scenario string `json:"scenario"`
	// Done describes it in a sentence, with figures.
	Done string `json:"done"`
}

// List returns all scenarios in the order in which to show them.
func List() []Scenario { return slices.Concat(data(), service(), []Scenario{calm()}) }

// maxRecords is the most records that a scenario can be played on: there are never more.
const maxRecords = 10_000_000

// Play plays the scenario of that name with that many records; 0 leaves the number to the scenario.
func Play(s *Stage, name string, records int) (Outcome, error) {
	scenarios := List()
	i := slices.IndexFunc(scenarios, func(one Scenario) bool { return one.Name == name })
	if i < 0 {
		names := make([]string, len(scenarios))
		for i, one := range scenarios {
			names[i] = one.Name
		}
		return Outcome{}, fmt.Errorf("scenario %.100q: %w; use one of %s", name, ErrNotFound, strings.Join(names, ", "))
	}
	one := scenarios[i]
	if err := bound.Int(s.Object, records, 0, maxRecords); err != nil {
		return Outcome{}, err
	}
	if records > 0 && one.Contacts == "" {
		return Outcome{}, fmt.Errorf("%s must be left out: scenario %s does not use it", s.Object, name)
	}
	if one.needs != "" && !s.HasProperty(one.needs) {
		return Outcome{}, fmt.Errorf("scenario %s changes the property %s, which %s do not have", name, one.needs, s.Object)
	}
	done, err := one.play(s, records)
	if err != nil {
		return Outcome{}, fmt.Errorf("scenario %s: %w", name, err)
	}
	return Outcome{Scenario: name, Done: done}, nil
}

// put adds the fault, in place of one of that name from an earlier play.
func (s *Stage) put(f fault.Fault) error {
	if err := s.Faults.Remove(f.Name); err != nil && !errors.Is(err, fault.ErrNotFound) {
		return err
	}
	_, err := s.Faults.Add(f)
	return err
}

// calm ends what the other scenarios began.
func calm() Scenario {
	return Scenario{
		Name: "calm",
		Text: "Good weather again: no faults, no limits, an index without lag. Records stay as they are.",
		play: func(s *Stage, _ int) (string, error) {
			s.Faults.Clear()
			err := errors.Join(
				s.Limits.Set(limit.Settings{Plan: limit.Off}),
				s.Index.SetLag(index.Lag{Mode: index.Fixed}),
			)
			return "no faults, no limits, no index lag", err
		},
	}
}
