package search

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// objectID is the property that holds a contact's number.
const objectID = "hs_object_id"

// Habits are what sources report of the vendor's search and disagree about; the zero value has none of them.
type Habits struct {
	// IDsAsText filters and sorts hs_object_id as text: 9 comes after 10.
	IDsAsText bool
	// EpochFails answers 500 when a filter names the instant 0 of 1970.
	EpochFails bool
	// PageLimit is the most rows a page holds, whatever was asked for; 0 keeps the vendor's own limits.
	PageLimit int
}

// Page is how many rows a page holds of which so many were asked for.
func (h Habits) Page(asked int) int {
	if h.PageLimit > 0 {
		return min(asked, h.PageLimit)
	}
	return asked
}

// property finds a live property as it compares.
func (h Habits) property(s *schema.Schema, name string) (*schema.Property, error) {
	property, ok := s.Property(name)
	if !ok || property.Archived {
		return nil, refusal.Problem()
	}
	if name == objectID && h.IDsAsText {
		asText := *property
		asText.Type = schema.String
		return &asText, nil
	}
	return property, nil
}

// accept refuses a filter that the vendor stumbles over.
func (h Habits) accept(p *schema.Property, f Filter) error {
	if !h.EpochFails || p.Type != schema.DateTime {
		return nil
	}
	for _, value := range []*Text{f.Value, f.High} {
		if value == nil {
			continue
		}
		if at, err := instant(strings.TrimSpace(string(*value))); err == nil && at.number == 0 {
			return refusal.InternalError()
		}
	}
	return nil
}
