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
	id     uint64
	next   string // cursor of the rest, "" if HubSpot has not been asked yet
	pages  int
	absent bool // the last answer has left the record out
	whole  bool
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
			all = append(all, &reading{id: l.from})
		}
	}
	types, most := linkTypes{}, hubspot.AssociationsLimit
	for {
		batch := unread(all, most)
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

// unread returns those of which the next call asks for associations: first those that no answer has left out, then only such.
func unread(all []*reading, most int) []*reading {
	var batch, absent []*reading
	for _, one := range all {
		switch {
		case one.whole:
		case one.absent:
			absent = append(absent, one)
		default:
			batch = append(batch, one)
		}
	}
	if len(batch) == 0 {
		batch = absent
	}
	return batch[:min(len(batch), most)]
}

// readLinks makes one call. Records that an answer has left out have no associations if another one, to a call for nothing but
// such records, tells of none of them: an answer that is cut short tells of the first.
func (r *LinkRun) readLinks(ctx context.Context, batch []*reading, types linkTypes) error {
	inputs := make([]hubspot.AssociationsInput, len(batch))
	for i, one := range batch {
		inputs[i] = hubspot.AssociationsInput{ID: one.id, After: one.next}
	}
	answer, err := r.session.Associations(ctx, r.to, inputs)
	if err != nil {
		return err
	}
	again, told := batch[0].absent, false
	for i, of := range answer {
		one := batch[i]
		if one.absent = of.Absent; of.Absent {
			continue
		}
		told = true
		for _, l := range of.Links {
			ends := [2]uint64{one.id, l.To}
			types[ends] = append(types[ends], l.Types.List()...)
		}
		if one.whole = of.Next == ""; !one.whole && (of.Next == one.next || one.pages == mostPages) {
			return r.endless(one)
		}
		one.next = of.Next
		one.pages++
	}
	for _, one := range batch {
		if again && !told {
			if one.next != "" {
				return r.endless(one)
			}
			one.whole = true
		}
	}
	return nil
}

// endless is the error of a record whose associations HubSpot does not list to the end.
func (r *LinkRun) endless(of *reading) error {
	return fmt.Errorf("HubSpot associations: those of %s %d with %s do not come to an end", r.session.Object().Singular, of.id, r.to.Name)
}
