package extract

import (
	"context"
	"slices"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// AllProperties stands for every property that can be read.
const AllProperties = "*"

// chooseProperties replaces AllProperties by the properties that exist right now. Names that do not exist are an error:
// HubSpot would leave them out without a word.
func (r *Run) chooseProperties(ctx context.Context) error {
	var err error
	r.properties = r.opts.Properties
	switch {
	case len(r.properties) == 0:
	case slices.Equal(r.properties, []string{AllProperties}):
		r.properties, err = r.session.Properties(ctx)
	default:
		err = r.opts.Known.check(ctx, r.session, r.object, r.properties)
	}
	r.showMerged = slices.Contains(r.properties, r.object.Merged)
	return err
}

// searchProperties returns the properties that a search must name: those to show, and for the tombstones the one that
// lists merged IDs.
func (r *Run) searchProperties() []string {
	names := r.properties
	if len(names) == 0 {
		names = r.object.Defaults
	}
	if !r.opts.Tombstones || r.showMerged {
		return names
	}
	return append(slices.Clone(names), r.object.Merged)
}

// hiddenPart returns the part of a record that was read for the tombstones only and is not shown, so that a record looks
// the same in a full read and in a since-read.
func (r *Run) hiddenPart(rec *hubspot.Record) (head, tail int) {
	if r.showMerged {
		return 0, 0
	}
	return rec.MergedHead, rec.MergedTail
}
