package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Check brings the values of a write into the form in which they are stored. The error is a *ValuesError with all that
// is wrong. An empty value clears a property.
func (s *Schema) Check(values map[string]string) (map[string]string, error) {
	stored := make(map[string]string, len(values))
	var invalid []InvalidValue
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value, wrong := s.check(name, values[name])
		if wrong != nil {
			wrong.Property = name
			invalid = append(invalid, *wrong)
			continue
		}
		stored[name] = value
	}
	if invalid != nil {
		return nil, &ValuesError{invalid}
	}
	return stored, nil
}

// check returns the stored form of one value, or what is wrong with it.
func (s *Schema) check(name, value string) (string, *InvalidValue) {
	p, ok := s.Property(name)
	switch {
	case !ok || p.Archived:
		return "", &InvalidValue{Value: value, Reason: Unknown}
	case p.Modification.ReadOnlyValue:
		return "", &InvalidValue{Value: value, Reason: ReadOnly}
	case value == "":
		return "", nil
	}
	if format, special := s.definition.Formats[name]; special {
		stored, invalid := format(value)
		if invalid != "" {
			return "", &InvalidValue{Value: value, Reason: invalid}
		}
		return stored, nil
	}
	return p.Convert(value)
}

// Convert returns the stored form of a value that is not empty, or what is wrong with it.
func (p *Property) Convert(value string) (string, *InvalidValue) {
	switch p.Type {
	case Number:
		// Go also reads words such as NaN, and hexadecimal.
		if _, err := strconv.ParseFloat(value, 64); err != nil || strings.ContainsAny(value, "nNiIxX_") {
			return "", &InvalidValue{Value: value, Reason: NotNumber}
		}
	case Bool:
		lower := strings.ToLower(value)
		if lower != "true" && lower != "false" {
			return "", &InvalidValue{Value: value, Reason: NotBool}
		}
		return lower, nil
	case DateTime:
		at, err := ParseInstant(value)
		if err != nil {
			return "", &InvalidValue{Value: value, Reason: NotTime}
		}
		return at.Format(record.StampFormat), nil
	case Date:
		at, err := ParseDay(value)
		if err != nil {
			return "", &InvalidValue{Value: value, Reason: NotDay}
		}
		return at.Format(time.DateOnly), nil
	case Enumeration:
		return p.convertChoice(value)
	}
	return value, nil
}

// convertChoice checks each value of an enumeration; only checkboxes take several, separated by semicolons.
func (p *Property) convertChoice(value string) (string, *InvalidValue) {
	if p.ExternalOptions {
		return value, nil
	}
	chosen := []string{value}
	if p.FieldType == "checkbox" {
		chosen = strings.Split(strings.Trim(value, ";"), ";")
	}
	for _, one := range chosen {
		if !p.has(one) {
			return "", &InvalidValue{Value: one, Reason: NotOption, Options: p.optionValues()}
		}
	}
	return strings.Join(chosen, ";"), nil
}

func (p *Property) optionValues() []string {
	values := make([]string, len(p.Options))
	for i, option := range p.Options {
		values[i] = option.Value
	}
	return values
}

// ParseInstant reads an instant: milliseconds since 1970, or ISO 8601 with a time. Below the millisecond is dropped.
func ParseInstant(value string) (time.Time, error) {
	if ms, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.UnixMilli(ms).UTC(), nil
	}
	at, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is neither milliseconds since 1970 nor an ISO 8601 instant", value)
	}
	return at.UTC().Truncate(time.Millisecond), nil
}

// ParseDay reads a day: 2006-01-02, or an instant that is midnight UTC.
func ParseDay(value string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return day, nil
	}
	at, err := ParseInstant(value)
	if err != nil || !at.Equal(at.Truncate(24*time.Hour)) {
		return time.Time{}, fmt.Errorf("%q is neither a day such as 2006-01-02 nor midnight UTC in milliseconds", value)
	}
	return at, nil
}
