package extract

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// AllProperties stands for every property that can be read.
const AllProperties = "*"

var propertyName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// ParseProperties reads comma-separated names of properties, at least one, or AllProperties.
func ParseProperties(text string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "" || slices.Contains(names, name):
		case name == AllProperties || propertyName.MatchString(name):
			names = append(names, name)
		default:
			return nil, fmt.Errorf("must be comma-separated names such as email,firstname or %s, got %q", AllProperties, name)
		}
	}
	if slices.Contains(names, AllProperties) && len(names) > 1 {
		return nil, fmt.Errorf("%s must be the only entry", AllProperties)
	}
	if len(names) == 0 {
		return nil, errors.New("contains commas but no name; leave it out for HubSpot's defaults")
	}
	return names, nil
}

// chooseProperties replaces AllProperties by the properties that exist right now, and no names by the defaults of the object
// type unless HubSpot's own are certain, so that a record has the same properties in a list and in a search. Names that do not
// exist are an error: HubSpot would leave them out without a word.
func (r *Run) chooseProperties(ctx context.Context) error {
	var err error
	switch {
	case len(r.properties) == 0 && r.object.CertainDefaults:
	case len(r.properties) == 0:
		r.properties = r.object.Defaults
	case slices.Equal(r.properties, []string{AllProperties}):
		r.properties, err = r.session.Properties(ctx)
	default:
		err = r.opts.Known.check(ctx, r.session, r.object, r.properties)
		if unknown, ok := errors.AsType[*UnknownPropertiesError](err); ok {
			unknown.Own = r.own
		}
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
	if !r.deletions || r.showMerged {
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
