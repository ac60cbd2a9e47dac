package search

import (
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// Quirks are behaviours of HubSpot's search on which sources disagree; the zero value has none of them.
type Quirks struct {
	// IDsAsText filters and sorts hs_object_id as text: 9 comes after 10.
	IDsAsText bool
	// EpochFails answers 500 when a filter names the instant 0 of 1970.
	EpochFails bool
	// PageLimit is the most records that a page holds, whatever limit the request has; 0 keeps HubSpot's own limits.
	PageLimit int
}

// Page returns the number of records on a page for a request with the given limit.
func (h Quirks) Page(limit int) int {
	if h.PageLimit > 0 {
		return min(limit, h.PageLimit)
	}
	return limit
}

// accept refuses a filter that names the epoch, if that fails. It fails with every operator that takes a value, whether
// or not the operator would parse it as an instant.
func (h Quirks) accept(p property, f Filter) error {
	if !h.EpochFails || p.kind != value.Instant {
		return nil
	}
	for _, operand := range []*Text{f.Value, f.High} {
		if operand == nil {
			continue
		}
		if at, err := p.kind.Parse(strings.TrimSpace(string(*operand))); err == nil && at.Compare(value.Whole(0)) == 0 {
			return &Error{Reason: EpochValue, Property: f.Property}
		}
	}
	return nil
}
