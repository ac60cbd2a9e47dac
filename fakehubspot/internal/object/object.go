// Package object says what the object types of the CRM are and in what they differ: a file for each type with all its
// rules, and a line in Types. Nothing outside this package knows the rules of contacts.
package object

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Types are the object types of which an account keeps records. None of them is ever changed.
var Types = []*Type{Contacts}

// Type is one object type. A rule that a type does not have is left at its zero value.
type Type struct {
	Names
	Scopes Scopes
	Schema schema.Definition

	// Defaults are the properties of an answer to a call that names none, Always those that every answer shows.
	Defaults, Always []string
	// Created are the properties that the answer to a create shows beside the values sent, Updated those that the answer
	// to an update shows, and Merged those that the answer to a merge shows beside those of a create.
	Created, Updated, Merged []string
	// Searched are the properties that the query of a search looks through.
	Searched []string

	// Pipelines are the rules of its pipelines; nil for a type that has none.
	Pipelines *pipeline.Rules

	// Identity is the property by whose values records are known.
	Identity Identity
	// NeedsOneOf are the properties of which a new record must have one.
	NeedsOneOf []string
	// Prepare adds the values that the vendor sets on a new record, created at a millisecond.
	Prepare func(values map[string]string, at int64)
	// Revise adds to the changes of a record those that the vendor makes because of them, at a millisecond.
	Revise func(before Version, changes map[string]string, at int64)
	// Merge returns what a merge at a millisecond sets in the new record, whose values are those of the primary with
	// the other's in the gaps.
	Merge func(primary, other Version, at int64) map[string]string
}

// Scopes are the scopes of a token that allow calls, any of each list.
type Scopes struct {
	Read, Write             []string
	ReadSchema, WriteSchema []string
}

// Version is a record as the rules of its type see it: its ID, and its values by name, empty when unset.
type Version struct {
	ID  int64
	Get func(name string) string
}

// Names are what an object type is called.
type Names struct {
	Plural   string // in paths, such as contacts
	Singular string // in texts and in paths too
	TypeID   string // such as 0-1
}

// Known are the names of the object types that can be associated, those without records of their own included.
var Known = []Names{
	Contacts.Names,
	{Plural: "companies", Singular: "company", TypeID: "0-2"},
	{Plural: "deals", Singular: "deal", TypeID: "0-3"},
	{Plural: "tickets", Singular: "ticket", TypeID: "0-5"},
}

// Plural returns the name in paths of the object type that goes by any of its names.
func Plural(name string) (string, bool) {
	for _, names := range Known {
		if names.Match(name) {
			return names.Plural, true
		}
	}
	return "", false
}

// Match reports whether the object type goes by the name.
func (n Names) Match(name string) bool {
	return name == n.Plural || name == n.Singular || name == n.TypeID
}

// Title is the singular as texts begin with it, such as Contact.
func (n Names) Title() string { return strings.ToUpper(n.Singular[:1]) + n.Singular[1:] }

// Identity is a property whose value only one live record can have. The zero value is none.
type Identity struct {
	Property string
	// Additional is a property with more such values, separated by semicolons.
	Additional string
}

// Values returns the values by which a record is known, for its value of Property and its value of Additional.
func (i Identity) Values(own, additional string) []string {
	var all []string
	if own != "" {
		all = append(all, own)
	}
	for value := range strings.SplitSeq(strings.ToLower(additional), ";") {
		if value != "" {
			all = append(all, value)
		}
	}
	return all
}

// Keys returns what reads the values by which records are known. They are in lower case.
func (t *Type) Keys(s *schema.Schema) func(*record.Record) []string {
	if t.Identity.Property == "" {
		return func(*record.Record) []string { return nil }
	}
	own, additional := s.AnyKey(t.Identity.Property), s.AnyKey(t.Identity.Additional)
	return func(r *record.Record) []string {
		value, _ := r.Values.Get(own)
		more, _ := r.Values.Get(additional)
		return t.Identity.Values(strings.ToLower(value), more)
	}
}
