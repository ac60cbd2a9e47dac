package push

import "github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"

// labels are those that the associations of records get, and those that they keep, in one round. Some labels a record can have only
// once, such as that of its primary company, and HubSpot takes it away from the association that had it. So none may be kept at one
// association of a record in the same round in which another one gets it: it would return.
type labels struct{ got, kept map[label]bool }

// label is a type of the associations of one record, on either side of them.
type label struct {
	of   uint64
	from bool
	hubspot.LinkType
}

func newLabels() labels { return labels{got: map[label]bool{}, kept: map[label]bool{}} }

// take takes in what a write does, and reports whether it can be made in this round.
func (l *labels) take(w *linkWrite) bool {
	if w.by != byTypes {
		return true
	}
	got, kept := w.labels(w.Types[:w.added]), w.labels(w.Types[w.added:])
	if anyOf(got, l.kept) || anyOf(kept, l.got) {
		return false
	}
	for _, one := range got {
		l.got[one] = true
	}
	for _, one := range kept {
		l.kept[one] = true
	}
	return true
}

// labels returns types as the labels of both records.
func (w *linkWrite) labels(types []hubspot.LinkType) []label {
	var all []label
	for _, t := range types {
		if !isPlainLink(t) {
			all = append(all, label{w.From, true, t}, label{w.To, false, t})
		}
	}
	return all
}

func anyOf(some []label, among map[label]bool) bool {
	for _, one := range some {
		if among[one] {
			return true
		}
	}
	return false
}
