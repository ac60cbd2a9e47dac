package store

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// WithValue returns the IDs of live records whose property has a value, the first ones up to most. It looks at all records.
func (s *Store) WithValue(property, value string, most int) []string {
	key, known := s.Schema.Key(property)
	if !known {
		return nil
	}
	get := s.Schema.Getter(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	var ids []string
	s.walk(Start{}, false, func(r *record.Record) bool {
		if got, _ := get(r); got == value {
			ids = append(ids, strconv.FormatInt(r.ID, 10))
		}
		return len(ids) < most
	})
	return ids
}

// Check returns the values of a write as they are stored, or a schema.ValuesError with all that properties do not take. To
// what the schema checks it adds that pipelines and stages are there (see checkStages), and the account's validation rules once
// everything else is right.
func (s *Store) Check(values map[string]string) (map[string]string, error) {
	stored, err := s.Schema.Check(values)
	wrong := s.checkStages(values)
	if err == nil {
		var broken []schema.InvalidValue
		stored, broken = s.Schema.Obey(stored)
		wrong = append(wrong, broken...)
	}
	if wrong == nil {
		return stored, err
	}
	if invalid, ok := errors.AsType[*schema.ValuesError](err); ok {
		wrong = slices.Concat(invalid.Values, wrong)
	}
	slices.SortStableFunc(wrong, func(a, b schema.InvalidValue) int { return cmp.Compare(a.Property, b.Property) })
	return nil, &schema.ValuesError{Values: wrong}
}

// checkStages returns values that name a pipeline or a stage that is not there. A stage must be one of the pipeline that the
// same values name, if they name one. Properties with options of their own are left to the schema, and a type without any
// pipeline takes any name.
func (s *Store) checkStages(values map[string]string) []schema.InvalidValue {
	if s.Pipelines == nil || values[s.Pipelines.Property] == "" && values[s.Pipelines.StageProperty] == "" {
		return nil
	}
	live := s.Pipelines.List(false)
	if len(live) == 0 {
		return nil
	}
	var wrong []schema.InvalidValue
	var stages, options []string
	named := values[s.Pipelines.Property]
	for _, p := range live {
		options = append(options, p.ID)
		if named != "" && named != p.ID {
			continue
		}
		for _, stage := range p.Live() {
			stages = append(stages, stage.ID)
		}
	}
	check := func(property string, options []string) bool {
		value := values[property]
		if value == "" || slices.Contains(options, value) || s.hasOptions(property) {
			return true
		}
		wrong = append(wrong, schema.InvalidValue{Property: property, Value: value, Reason: schema.NotOption, Options: options})
		return false
	}
	if check(s.Pipelines.Property, options) {
		check(s.Pipelines.StageProperty, stages)
	}
	return wrong
}

// hasOptions reports whether a property lists the values that it takes.
func (s *Store) hasOptions(property string) bool {
	p, known := s.Schema.Property(property)
	return known && len(p.Options) > 0
}
