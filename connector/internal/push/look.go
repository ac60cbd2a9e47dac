package push

import (
	"context"
	"slices"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// look finds out how the records are now.
func (b *batch) look(ctx context.Context, targets []*target) ([]*target, error) {
	var ids, keys []string
	for _, t := range targets {
		if t.id != "" {
			ids = append(ids, t.id)
		} else {
			keys = append(keys, t.keys()...)
		}
	}
	refused := map[string]string{} // IDs, and why
	records, err := b.present(ctx, hubspot.PresentQuery{Keys: ids}, refused)
	if err != nil {
		return nil, err
	}
	refusedKeys := map[string]string{}
	found, err := b.present(ctx, hubspot.PresentQuery{Keys: keys, By: b.run.match, Same: b.sameKey}, refusedKeys)
	if err != nil {
		return nil, err
	}
	var seen []*target
	var missing []string
	for _, t := range targets {
		switch {
		case t.id == "":
			seen = append(seen, b.toldApart(t, found, refusedKeys)...)
			continue
		case refused[t.id] != "":
			settleAll(t.queue, Refused, t.id, refused[t.id])
			continue
		}
		seen = append(seen, t)
		if t.record = b.find(records, t.id, ""); t.record == nil && !t.queue[0].Deleted {
			missing = append(missing, t.id)
		}
	}
	archived, err := b.present(ctx, hubspot.PresentQuery{Keys: missing, Archived: true}, refused)
	if err != nil {
		return nil, err
	}
	for _, t := range seen {
		t.archived = t.record == nil && slices.ContainsFunc(archived, func(r hubspot.Present) bool { return r.ID == t.id })
	}
	return unite(seen), nil
}

// toldApart finds the records of a target that has none yet, and makes several of it if HubSpot does not take its keys, which differ in
// case, for one. Where there are no records, nobody knows.
func (b *batch) toldApart(t *target, found []hubspot.Present, refused map[string]string) []*target {
	var parts []*target
	for n, s := range t.queue {
		if why := refused[s.key]; why != "" {
			s.settle(Refused, "", why)
			continue
		}
		record := b.findSpelt(found, t, s.key)
		at := slices.IndexFunc(parts, func(p *target) bool { return p.record == record })
		if at < 0 {
			part := &target{key: s.key, record: record, alone: t.alone}
			if n == 0 {
				part.tried, part.elsewhere = t.tried, t.elsewhere
			}
			at = len(parts)
			parts = append(parts, part)
		}
		parts[at].queue = append(parts[at].queue, s)
	}
	return parts
}

// findSpelt returns the record that goes by a key of a target: rather one that has it in the form in which it is written, than one that
// has it as one of the entities was sent.
func (b *batch) findSpelt(found []hubspot.Present, t *target, key string) *hubspot.Present {
	record := b.find(found, key, b.run.match)
	for _, s := range t.queue {
		if record == nil && s.key == key && s.spelt != "" {
			record = b.find(found, s.spelt, b.run.match)
		}
	}
	return record
}

// sameKey reports whether a stored value of the match property is that of a key.
func (b *batch) sameKey(stored, key string) bool {
	p := b.definitions[b.run.match]
	return p != nil && same(p, stored, key)
}

// find returns the record that goes by a value of the property by, or by an ID if that is "": rather one with that very value.
func (b *batch) find(records []hubspot.Present, key, by string) *hubspot.Present {
	var found *hubspot.Present
	for i := range records {
		r := &records[i]
		if r.Is(key, by) {
			return r
		}
		if found == nil && r.Goes(key, by, b.run.object) {
			found = r
		}
	}
	return found
}

// present asks for records, if there are any to be asked for. If HubSpot refuses to look for some because of what they are to be found
// by, it notes why, and the others are found all the same.
func (b *batch) present(ctx context.Context, q hubspot.PresentQuery, refused map[string]string) (found []hubspot.Present, _ error) {
	if len(q.Keys) == 0 {
		return nil, nil
	}
	q.Properties, q.Missing = b.reads, map[string]bool{}
	for keys := range slices.Chunk(q.Keys, hubspot.BatchLimit) {
		err := bisect(keys, func(some []string) error {
			part := q
			part.Keys = some
			records, err := b.run.session.Present(ctx, part)
			found = append(found, records...)
			return err
		}, func(key, why string, _ bool) { refused[key] = why }, func(string) {})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
