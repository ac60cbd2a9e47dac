package object

import (
	"cmp"
	"slices"
	"strings"
)

// Settings are what an account decides about an object type of its own, and HubSpot about the others. All names are those
// of properties.
type Settings struct {
	// Singular and Plural are the labels, such as Contact and Contacts.
	Singular    string `json:"singular"`
	Plural      string `json:"plural"`
	Description string `json:"description,omitempty"`
	// Primary and Secondary are the properties by which people tell records apart.
	Primary   string   `json:"primary"`
	Secondary []string `json:"secondary"`
	// Required are the properties that a new record must have, Searchable those that the query of a search looks through.
	Required   []string `json:"required"`
	Searchable []string `json:"searchable"`
	// Sensitive says that properties may hold sensitive data.
	Sensitive bool `json:"sensitive,omitempty"`
}

// Labelled returns the settings with labels made of the names of the object type where they lack some.
func (s Settings) Labelled(n Names) Settings {
	plural := strings.ReplaceAll(n.Plural, "_", " ")
	s.Singular = cmp.Or(s.Singular, n.Title())
	s.Plural = cmp.Or(s.Plural, strings.ToUpper(plural[:1])+plural[1:])
	return s
}

// Named are all properties that the settings name, each once.
func (s Settings) Named() []string {
	all := slices.Concat([]string{s.Primary}, s.Secondary, s.Required, s.Searchable)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(name string) bool { return name == "" })
}
