package schema

import (
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// Stamp is the format of every instant the vendor sends: UTC, whole milliseconds.
const Stamp = "2006-01-02T15:04:05.000Z"

// PortalID is the account's number, the same in every fake.
const PortalID = 62515

// Check brings the values of a write into the form in which they are stored. All faults are reported at once, as a
// refusal. An empty value clears a property.
func (s *Schema) Check(values map[string]string) (map[string]string, error) {
	stored := make(map[string]string, len(values))
	var faults []refusal.PropertyFault
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value, code, message := s.check(name, values[name])
		if code != "" {
			faults = append(faults, refusal.PropertyFault{
				Message: message, Error: code, Name: name, Localized: message, PortalID: PortalID,
			})
			continue
		}
		stored[name] = value
	}
	if faults != nil {
		return nil, refusal.InvalidProperties(faults)
	}
	return stored, nil
}

// check gives the stored form of one value, or the code and the text of what is wrong with it.
func (s *Schema) check(name, value string) (stored, code, message string) {
	p, ok := s.Property(name)
	switch {
	case !ok || p.Archived:
		return "", "PROPERTY_DOESNT_EXIST", fmt.Sprintf("Property %q does not exist", name)
	case p.Modification.ReadOnlyValue:
		return "", "READ_ONLY_VALUE", fmt.Sprintf("%q is a read only property; its value cannot be set.", name)
	case value == "":
		return "", "", ""
	case name == "email":
		return checkEmail(value)
	}
	return p.Convert(value)
}

// Convert gives the stored form of a value that is not empty, or the code and the text of what is wrong with it.
func (p *Property) Convert(value string) (stored, code, message string) {
	switch p.Type {
	case Number:
		// Go also reads words such as NaN, and hexadecimal.
		if _, err := strconv.ParseFloat(value, 64); err != nil || strings.ContainsAny(value, "nNiIxX_") {
			return "", "INVALID_LONG", value + " was not a valid long."
		}
	case Bool:
		lower := strings.ToLower(value)
		if lower != "true" && lower != "false" {
			return "", "INVALID_BOOLEAN", value + " was not a valid boolean."
		}
		return lower, "", ""
	case DateTime:
		at, err := ParseInstant(value)
		if err != nil {
			return "", "INVALID_DATE", value + " was not a valid date time."
		}
		return at.Format(Stamp), "", ""
	case Date:
		at, err := ParseDay(value)
		if err != nil {
			return "", "INVALID_DATE", value + " was not a valid date."
		}
		return at.Format(time.DateOnly), "", ""
	case Enumeration:
		return p.convertChoice(value)
	}
	return value, "", ""
}

// convertChoice checks each value of an enumeration; only checkboxes take several, parted by semicolons.
func (p *Property) convertChoice(value string) (stored, code, message string) {
	if p.ExternalOptions {
		return value, "", ""
	}
	chosen := []string{value}
	if p.FieldType == "checkbox" {
		chosen = strings.Split(strings.Trim(value, ";"), ";")
	}
	for _, one := range chosen {
		if !p.has(one) {
			return "", "INVALID_OPTION", one + " was not one of the allowed options: [" + p.optionList() + "]"
		}
	}
	return strings.Join(chosen, ";"), "", ""
}

func (p *Property) optionList() string {
	labels := make([]string, len(p.Options))
	for i, option := range p.Options {
		labels[i] = option.Value
	}
	return strings.Join(labels, ", ")
}

// checkEmail stores addresses in lower case, as the vendor does.
func checkEmail(value string) (stored, code, message string) {
	address, err := mail.ParseAddress(value)
	if err != nil || address.Address != strings.TrimSpace(value) || !strings.Contains(value[strings.LastIndexByte(value, '@')+1:], ".") {
		return "", "INVALID_EMAIL", "Email address " + value + " is invalid"
	}
	return strings.ToLower(address.Address), "", ""
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
