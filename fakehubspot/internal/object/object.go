// Package object says what the object types of the CRM are and in what they differ: a file for each type with all its
// rules, and an entry in Types. Nothing outside this package knows the rules of contacts.
package object

import (
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Type is one object type. A rule that a type does not have is left at its zero value.
type Type struct {
	Names
	Scopes Scopes
	Schema schema.Definition
	// Operations are those that HubSpot has for the type; zero means Eleven. In the versions of the API that Dated names, they
	// are those there.
	Operations Operations
	Dated      map[string]Operations

	// Defaults are the properties of an answer to a call that names none, Always those that every answer shows.
	Defaults, Always []string
	// Created are the properties that the answer to a create shows beside the values sent, Updated those that the answer
	// to an update shows, and Merged those that the answer to a merge shows beside those of a create.
	Created, Updated, Merged []string
	// Library says that an account must switch the type on before it can have records of it.
	Library bool
	// Settings are what accounts can decide about object types of their own.
	Settings Settings

	// Pipelines are the rules of its pipelines; nil for a type that has none.
	Pipelines *pipeline.Rules

	// Identity is the property by whose values records are known.
	Identity Identity
	// Needs are the properties that a new record must have beside those in Settings.Required, which the type's schema shows.
	Needs []string
	// NeedsOneOf are the properties of which a new record must have one.
	NeedsOneOf []string
	// NeedsPrimary says that a record is archived when it loses its last primary association.
	NeedsPrimary bool
	// Takes are the IDs of the object types whose records are archived with a record that they are associated with.
	Takes []string
	// Stage is the property that says how far a record has come, and may only go forward; "" if there is none.
	Stage string
	// Prepare adds the values that HubSpot sets on a new record, created at a millisecond.
	Prepare func(values map[string]string, at int64)
	// Revise adds to the changes of a record those that HubSpot makes because of them, at a millisecond.
	Revise func(before Version, changes map[string]string, at int64)
	// Merge returns what a merge at a millisecond sets in the new record, whose values are those of the primary with
	// the other's in the gaps.
	Merge func(primary, other Version, at int64) map[string]string
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
	Old      string // in paths of former times, if it was another name
	Own      string // what an account calls an object type of its own; paths do not have it
}

// Match reports whether the object type goes by the name. HubSpot's own do in any case: its clients have called Communications.
func (n Names) Match(name string) bool {
	return name != "" && slices.ContainsFunc([]string{n.Plural, n.Singular, n.TypeID, n.Old}, func(own string) bool {
		return name == own || n.Own == "" && strings.EqualFold(name, own)
	})
}

// Shares returns a name that both object types go by.
func (n Names) Shares(other Names) (name string, shared bool) {
	for _, name := range []string{n.Plural, n.Singular, n.TypeID, n.Old} {
		if other.Match(name) {
			return name, true
		}
	}
	return "", false
}

// Word is what errors call a record, such as LINE_ITEM. Object types of an account's own go by the name that it gave them.
func (n Names) Word() string {
	if n.Own != "" {
		return n.Own
	}
	return strings.ToUpper(n.Singular)
}

// Title is the singular as texts begin with it, such as Contact or Line item.
func (n Names) Title() string {
	text := strings.ReplaceAll(n.Singular, "_", " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// Identity is a property whose value only one live record can have. The zero value is none.
type Identity struct {
	Property string
	// Additional is a property with more such values, separated by semicolons.
	Additional string
	// Exists says that a second record with a value is refused because the first exists, not because of the property.
	Exists bool
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
