package schema

import (
	"fmt"
	"strings"
	"time"
)

// Reason says why a property does not take a value, with HubSpot's code for it.
type Reason string

// The reasons.
const (
	Unknown     Reason = "is not a property of this account (PROPERTY_DOESNT_EXIST)"
	ReadOnly    Reason = "is read-only (READ_ONLY_VALUE)"
	NotNumber   Reason = "is not a number (INVALID_LONG)"
	NotBool     Reason = "is neither true nor false (INVALID_BOOLEAN)"
	NotTime     Reason = "is neither milliseconds since 1970 nor ISO 8601 with a time, in the years 0 to 9999 (INVALID_DATE)"
	NotDay      Reason = "is neither a day such as 2006-01-02 nor midnight UTC in milliseconds (INVALID_DATE)"
	NotMidnight Reason = "is not midnight UTC (INVALID_DATE)"
	NotText     Reason = "is not UTF-8"
	TooLong     Reason = "has more than 65536 characters (INVALID_LENGTH)"
	NotOption   Reason = "is not one of the options (INVALID_OPTION)"
	NotCurrency Reason = "is not one of the account's currencies (INVALID_OPTION)"
	BreaksRule  Reason = "breaks a validation rule of the account"
	NotEmail    Reason = "is not an email address (INVALID_EMAIL)"
)

// InvalidValue is a value that a property does not take.
type InvalidValue struct {
	Property string
	// Value is the part of the value that is wrong.
	Value  string
	Reason Reason
	// At is the instant that the value stands for, for NotMidnight.
	At time.Time
	// Options are the values that would be right, for NotOption.
	Options []string
	// Rule is what the value breaks, for BreaksRule.
	Rule *Rule
}

func (v InvalidValue) String() string {
	if v.Reason == Unknown || v.Reason == ReadOnly {
		return fmt.Sprintf("%q %s", v.Property, v.Reason)
	}
	if v.Reason == TooLong {
		return fmt.Sprintf("%s: the value %s", v.Property, v.Reason)
	}
	text := fmt.Sprintf("%s: %q %s", v.Property, v.Value, v.Reason)
	if v.Rule != nil {
		text += fmt.Sprintf(": %s %q", v.Rule.Type, v.Rule.Arguments)
	}
	if v.Options != nil {
		text += ": " + strings.Join(v.Options, ", ")
	}
	return text
}

// ValuesError is returned for a write with values that properties do not take: all of them, by name.
type ValuesError struct{ Values []InvalidValue }

func (e *ValuesError) Error() string {
	all := make([]string, len(e.Values))
	for i, value := range e.Values {
		all[i] = value.String()
	}
	return "invalid property values: " + strings.Join(all, "; ")
}

// Problem says what is wrong with a change to the definitions.
type Problem string

// The problems of properties and groups.
const (
	PropertyNotFound Problem = "property not found"
	PropertyExists   Problem = "property already exists"
	BadName          Problem = "property name must begin with a lower-case letter and contain only a-z, 0-9 and _"
	NoLabel          Problem = "property has no label"
	UnknownType      Problem = "unknown property type"
	WrongField       Problem = "field type does not fit the property type"
	UnknownGroup     Problem = "unknown property group"
	NoOptions        Problem = "enumeration has no options"
	NoFormula        Problem = "calculated property has no formula"
	WrongMember      Problem = "member has a value that HubSpot does not list"
	BadOption        Problem = "option is empty or duplicated"
	TooMany          Problem = "account has as many properties as it can have"
	UnknownRule      Problem = "validation rule has a type that HubSpot does not have"
	BadRule          Problem = "validation rule does not take these arguments"
	TooManyUnique    Problem = "object type has as many properties with unique values as it can have"
	NoUnique         Problem = "object type cannot have more properties with unique values"
	TooManyGroups    Problem = "account has as many property groups as it can have"
	TooLarge         Problem = "definition has more than 5000 options or 262144 bytes of text"
	NotChangeable    Problem = "property is defined by HubSpot and cannot be changed"
	NotArchivable    Problem = "property is defined by HubSpot and cannot be archived"
	GroupNotFound    Problem = "property group not found"
	GroupExists      Problem = "property group already exists"
	GroupIncomplete  Problem = "property group needs a name and a label"
	GroupInUse       Problem = "property group still contains properties"
)

// DefinitionError is returned for a change to a property or a group that cannot be made.
type DefinitionError struct {
	Problem Problem
	// Name is the name of the property or the group.
	Name string
	// Value is what is wrong about it and Allowed what would be right, where the problem is about a value.
	Value   string
	Allowed []string
	// Type is the type of the property, for WrongField, or of the rule, for BadRule.
	Type string
	// Member is the member of the definition that has the value, for WrongMember.
	Member string
}

func (e *DefinitionError) Error() string {
	text := fmt.Sprintf("%q: %s", e.Name, e.Problem)
	if e.Member != "" {
		text += ": " + e.Member
	}
	if e.Problem == BadRule {
		text += ": " + e.Type
	}
	if e.Value != "" {
		text += fmt.Sprintf(": %q", e.Value)
	}
	if e.Allowed != nil {
		text += ", use one of " + strings.Join(e.Allowed, ", ")
	}
	return text
}
