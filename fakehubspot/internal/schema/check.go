package schema

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// maxValueRunes is the length of the longest value. HubSpot documents it for what people enter in the CRM; that a write
// through the API is refused beyond it is a choice.
const maxValueRunes = 65_536

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
		p, _ := s.Property(name)
		stored[name] = s.Normal(p, value)
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
	case !utf8.ValidString(value):
		return "", &InvalidValue{Value: value, Reason: NotText}
	case utf8.RuneCountInString(value) > maxValueRunes:
		return "", &InvalidValue{Value: value, Reason: TooLong}
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
			return "", notDay(value)
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
	chosen, sign := []string{value}, ""
	if p.FieldType == checkbox {
		chosen = strings.Split(strings.Trim(value, ";"), ";")
	}
	if p.Adds(value) {
		sign = ";"
		chosen = choices(value)
	}
	for _, one := range chosen {
		if !p.has(one) {
			return "", &InvalidValue{Value: one, Reason: NotOption, Options: p.optionValues()}
		}
	}
	return sign + strings.Join(chosen, ";"), nil
}

// checkbox is the field type of enumerations that take several choices.
const checkbox = "checkbox"

// Adds reports whether a value of a write adds choices to those that a record has instead of replacing them: that of a
// checkbox does when it begins with a semicolon.
func (p *Property) Adds(value string) bool {
	return p.Type == Enumeration && p.FieldType == checkbox && strings.HasPrefix(value, ";")
}

// Join returns the choices of a record together with those that a write adds, each once.
func Join(before, added string) string {
	all := choices(before)
	for _, choice := range choices(added) {
		if !slices.Contains(all, choice) {
			all = append(all, choice)
		}
	}
	return strings.Join(all, ";")
}

func choices(value string) []string {
	return slices.DeleteFunc(strings.Split(value, ";"), func(choice string) bool { return choice == "" })
}

func (p *Property) optionValues() []string {
	values := make([]string, len(p.Options))
	for i, option := range p.Options {
		values[i] = option.Value
	}
	return values
}
