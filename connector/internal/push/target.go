package push

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// target is a record that entities of a batch are about.
type target struct {
	id  string // "" if it is found by the match property
	key string // value of that of the first in the queue; the others differ in case only

	queue    []*sent // not settled, in the order sent
	record   *hubspot.Present
	archived bool // there is no live record with the ID, but an archived one

	tried     Status // what HubSpot has been asked for without an answer, "" for nothing
	elsewhere int    // how often HubSpot has found other records than expected
	alone     bool   // entities are written one by one
	united    bool   // entities lead to the record in different ways
}

// is is the ID of the record, "" if it is not known.
func (t *target) is() string {
	if t.record != nil {
		return t.record.ID
	}
	return t.id
}

// names are what the record goes by.
func (t *target) names(match string) []string {
	var names []string
	if t.id != "" {
		names = append(names, "id "+t.id)
	}
	if t.record != nil {
		names = append(names, "id "+t.record.ID)
	}
	if t.key != "" {
		names = append(names, "key "+strings.ToLower(t.key))
	}
	for _, s := range t.queue {
		if value := s.values[match]; value != "" {
			names = append(names, "key "+strings.ToLower(value))
		}
	}
	return names
}

// head is what is done to the record next: entities that are alike, one if they are written one by one. What is found by a value
// of the match property that those before it change may be another record then, and so may be what differs in case while there is none.
func (t *target) head(match string, of definitions) []*sent {
	n, key, moved := 0, "", false
	for n < len(t.queue) {
		s := t.queue[n]
		if n > 0 && (t.alone || s.Deleted != t.queue[0].Deleted || t.record == nil && s.key != t.queue[0].key || moved && s.ID == "" && !same(of[match], s.key, key)) {
			break
		}
		if value, writes := s.values[match]; writes && s.ID != "" && t.record != nil {
			key, moved = value, !same(of[match], t.record.Values[match], value)
		}
		n++
	}
	return t.queue[:n]
}

// prune takes those out of the queue that are settled. It reports whether some are left.
func (t *target) prune() bool {
	before := len(t.queue)
	t.queue = slices.DeleteFunc(t.queue, func(s *sent) bool { return s.settled })
	if len(t.queue) < before {
		t.tried, t.elsewhere = "", 0
	}
	return len(t.queue) > 0
}

// keys are the different values of the match property in the queue, in all forms in which records may have them.
func (t *target) keys() []string {
	var keys []string
	for _, s := range t.queue {
		for _, key := range []string{s.key, s.spelt} {
			if key != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// unite makes one target of those that turn out to be about the same record.
func unite(targets []*target) []*target {
	of := map[string]*target{}
	united := targets[:0]
	for _, t := range targets {
		if t.record == nil {
			united = append(united, t)
			continue
		}
		first := of[t.record.ID]
		if first == nil {
			of[t.record.ID] = t
			united = append(united, t)
			continue
		}
		first.united = true
		first.queue = append(first.queue, t.queue...)
		slices.SortFunc(first.queue, func(a, b *sent) int { return cmp.Compare(a.Index, b.Index) })
		first.alone = first.alone || t.alone
	}
	return united
}
