package push

import (
	"context"
	"slices"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// linkWrite is what HubSpot is asked for, for the sake of an association.
type linkWrite struct {
	hubspot.LinkWrite
	by    linkWay
	as    Status
	of    *link
	added int // how many of Types, the first ones, the association has not had
}

// linkWay is the way in which associations are written, in the order in which a round does: HubSpot limits how many a record may have,
// and one that goes makes room for another.
type linkWay int

const (
	byUnlink  linkWay = iota // all types are taken away
	byUnlabel                // some of them are
	byDefault                // with the type that every association has
	byTypes                  // with all of the types that are named
)

// decideLinks settles the associations that are as they should be, and returns the writes that the others need: those of the same
// two records in the order sent, one a round. What is to go waits for all that is to be made before it: an ID of that may have been
// merged away, and lead to the same two records.
func decideLinks(links []*link, present linkTypes) []linkWrite {
	var writes []linkWrite
	waiting, labels, making := map[[2]uint64]bool{}, newLabels(), false
	for _, l := range links {
		if waiting[l.pair()] || l.deleted && making {
			waiting[l.pair()] = true
			making = making || !l.deleted
			continue
		}
		w := linkWrite{LinkWrite: hubspot.LinkWrite{From: l.from, To: l.to}, of: l}
		decide := l.linked
		if l.deleted {
			decide = l.unlinked
		}
		if !decide(&w, present[[2]uint64{l.from, l.to}]) {
			continue
		}
		waiting[l.pair()] = true
		making = making || !l.deleted && !l.found
		if labels.take(&w) {
			writes = append(writes, w)
		}
	}
	return writes
}

// linked reports whether the association needs w.
func (l *link) linked(w *linkWrite, present []hubspot.LinkType) bool {
	w.by, w.as = byTypes, Updated
	if len(present) == 0 {
		w.as = Created
	}
	missing := without(l.types, present)
	switch {
	case len(l.named) == 0 && slices.ContainsFunc(present, isPlainLink), len(l.named) > 0 && len(missing) == 0:
		l.settle(l.outcome(), "")
		return false
	case len(l.named) == 0:
		w.by = byDefault
	default:
		w.Types, w.added = slices.Concat(missing, present), len(missing) // HubSpot takes away what is not named
	}
	return true
}

// unlinked reports whether the association, which is to go, needs w.
func (l *link) unlinked(w *linkWrite, present []hubspot.LinkType) bool {
	w.as = Archived
	going := without(present, without(present, l.types))
	switch {
	case len(present) == 0, len(l.named) > 0 && len(going) == 0:
		l.settle(l.outcome(), "")
		return false
	case len(l.named) == 0 || len(going) == len(present):
		w.by = byUnlink
	case slices.ContainsFunc(going, isPlainLink):
		l.settle(Refused, "the type without a label cannot be taken away while the association has others: HubSpot would take away all of them")
		return false
	default:
		w.by, w.Types, w.as = byUnlabel, going, Updated
	}
	return true
}

// outcome is what has become of an association that is as it should be: HubSpot may have been asked for it without an answer.
func (l *link) outcome() Status {
	if l.tried != "" {
		return l.tried
	}
	return Unchanged
}

// isPlainLink reports whether it is the type that every association has.
func isPlainLink(t hubspot.LinkType) bool { return t.Label == "" }

// without returns the types of list that are not among others.
func without(list, others []hubspot.LinkType) []hubspot.LinkType {
	return slices.DeleteFunc(slices.Clone(list), func(t hubspot.LinkType) bool {
		return slices.ContainsFunc(others, func(o hubspot.LinkType) bool { return o.ID == t.ID && o.Category == t.Category })
	})
}

// make makes writes, and settles the associations that HubSpot has written. It returns what has failed.
func (r *LinkRun) make(ctx context.Context, writes []linkWrite, in *rounds) (failures []error) {
	for by := byUnlink; by <= byTypes; by++ {
		some := slices.DeleteFunc(slices.Clone(writes), func(w linkWrite) bool { return w.by != by })
		most := hubspot.AssociationsLimit
		if by == byUnlabel || by == byUnlink {
			most = hubspot.DissociateLimit
		}
		for part := range slices.Chunk(some, min(most, in.part(len(some)))) {
			failures = append(failures, r.makePart(ctx, part))
		}
	}
	return failures
}

// makePart makes writes in one call, or in several if HubSpot refuses it.
func (r *LinkRun) makePart(ctx context.Context, writes []linkWrite) error {
	return bisect(writes, func(some []linkWrite) error {
		request := make([]hubspot.LinkWrite, len(some))
		for i, w := range some {
			request[i] = w.LinkWrite
		}
		written, err := r.call(ctx, some[0].by, request)
		if err != nil {
			return err
		}
		for i, w := range some {
			w.take(written[i])
		}
		return nil
	}, func(w linkWrite, why string, _ bool) {
		w.of.refuse(why)
	}, func(w linkWrite) {
		w.of.tried = w.as
	})
}

// call makes one call.
func (r *LinkRun) call(ctx context.Context, by linkWay, writes []hubspot.LinkWrite) ([]hubspot.LinkWritten, error) {
	done := make([]hubspot.LinkWritten, len(writes))
	for i := range done {
		done[i].Done = true
	}
	switch by {
	case byUnlabel:
		return done, r.session.Unlabel(ctx, r.to, writes)
	case byUnlink:
		return done, r.session.Unlink(ctx, r.to, writes)
	default:
		return r.session.Link(ctx, r.to, writes)
	}
}

// take takes what HubSpot says of a write. It may say nothing, or of other records: those that the IDs have been merged into.
func (w *linkWrite) take(told hubspot.LinkWritten) {
	switch {
	case told.Done:
		w.of.settle(w.as, "")
	case told.Refused.String() != "":
		w.of.refuse("HubSpot refuses it: " + told.Refused.String())
	default:
		w.of.tried, w.of.astray = w.as, true
	}
}
