package push

import (
	"context"
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// linkTypes are the types of the associations that there are, by their two records.
type linkTypes map[[2]uint64][]hubspot.LinkType

// reading is what is known of how far the associations of one record have been read.
type reading struct {
	hubspot.Reading

	pages int
}

// mostPages is how many answers about one record are read. Each has up to a thousand associations.
const mostPages = 1000

// present reads the associations that the records now have from which associations lead.
func (r *LinkRun) present(ctx context.Context, links []*link) (linkTypes, error) {
	var all []*reading
	known := map[uint64]bool{}
	for _, l := range links {
		if !known[l.from] {
			known[l.from] = true
			all = append(all, &reading{Reading: hubspot.Reading{ID: l.from}})
		}
	}
	types, most := linkTypes{}, hubspot.AssociationsLimit
	for {
		batch := hubspot.Unread(all, most)
		if len(batch) == 0 {
			return types, nil
		}
		err := r.readLinks(ctx, batch, types)
		if failure, ok := errors.AsType[*hubspot.Error](err); ok && failure.TooLarge() && len(batch) > 1 {
			most, err = len(batch)/2, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// readLinks makes one call.
func (r *LinkRun) readLinks(ctx context.Context, batch []*reading, types linkTypes) error {
	answer, err := r.session.Associations(ctx, r.to, hubspot.Inputs(batch))
	if err != nil {
		return err
	}
	none, err := hubspot.Take(batch, answer, func(one *reading, told *hubspot.Associated) error {
		for _, l := range told.Links {
			ends := [2]uint64{one.ID, l.To}
			types[ends] = append(types[ends], l.Types.List()...)
		}
		if one.Whole = told.Next == ""; !one.Whole && (told.Next == one.Next || one.pages == mostPages) {
			return r.endless(one)
		}
		one.Next = told.Next
		one.pages++
		return nil
	})
	if err != nil || !none {
		return err
	}
	for _, one := range batch {
		if one.Next != "" {
			return r.endless(one)
		}
		one.Whole = true
	}
	return nil
}

// endless is the error of a record whose associations HubSpot does not list to the end.
func (r *LinkRun) endless(of *reading) error {
	return fmt.Errorf("HubSpot associations: those of %s %d with %s do not come to an end", r.session.Object().Singular, of.ID, r.to.Name)
}
