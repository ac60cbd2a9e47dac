package convergence

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// offsetLayout is how the connector writes _updated.
const offsetLayout = "2006-01-02T15:04:05.000Z"

// check is what holds after a completed run of a pipe, whatever happened during it: every change up to the stored offset is
// in the dataset, and what had been archived when the run began, or an archive-interval before, is not live there.
func (w *world) check(p *pipe, run fakesesam.Run, binned map[string]int) error {
	dataset, err := w.dataset(p)
	if err != nil {
		return err
	}
	switch {
	case p.pairs:
		return w.samePairs(p, dataset)
	case p.owners:
		return w.sameOwners(p, dataset)
	}
	if err := w.deliveredUpTo(p, run.Offset, dataset); err != nil {
		return err
	}
	for id, restores := range binned {
		if w.traces.restores(p.object, id) > restores || w.traces.unseen(p, id) {
			continue // restored during the run, and perhaps archived again, or erased
		}
		if _, live := dataset[id]; live {
			return fmt.Errorf("%s %s was archived in time before the run began", p.object.name, id)
		}
	}
	return nil
}

// binned are the archived records that a run must not leave alive if it begins now, each with how often it has been restored.
func (w *world) binned(p *pipe) (map[string]int, error) {
	if !p.records() {
		return nil, nil
	}
	archived, err := w.archived(p.object)
	upTo := w.hub.Now().Add(-w.Interval)
	ids := map[string]int{}
	for _, record := range archived {
		if !record.ArchivedAt.After(upTo) {
			ids[record.ID] = w.traces.restores(p.object, record.ID)
		}
	}
	return ids, err
}

// deliveredUpTo checks what the offset promises.
func (w *world) deliveredUpTo(p *pipe, offset string, dataset map[string]fakesesam.Entity) error {
	if offset == "" {
		return nil
	}
	upTo, err := time.Parse(offsetLayout, offset)
	if err != nil {
		return err
	}
	live, err := w.live(p.object)
	if err != nil {
		return err
	}
	for _, record := range live {
		if record.UpdatedAt.After(upTo) {
			continue
		}
		if err := w.same(p, record, dataset); err != nil {
			return err
		}
	}
	archived, err := w.archived(p.object)
	if err != nil {
		return err
	}
	for _, record := range archived {
		if _, live := dataset[record.ID]; live && !record.ArchivedAt.After(upTo.Add(-w.Interval)) {
			return fmt.Errorf("%s %s, archived %s, is live in the dataset", p.object.name, record.ID, record.ArchivedAt.Format(offsetLayout))
		}
	}
	return nil
}

// converged returns an error unless the dataset of every pipe is exactly what HubSpot has, but for what only a full run sees.
func (w *world) converged() error {
	for _, p := range w.pipes {
		if err := w.convergedIn(p); err != nil {
			return fmt.Errorf("pipe %s: %w", p.id, err)
		}
	}
	return nil
}

func (w *world) convergedIn(p *pipe) error {
	dataset, err := w.dataset(p)
	if err != nil {
		return err
	}
	switch {
	case p.pairs:
		return w.samePairs(p, dataset)
	case p.owners:
		return w.sameOwners(p, dataset)
	}
	live, err := w.live(p.object)
	if err != nil {
		return err
	}
	for _, record := range live {
		if err := w.same(p, record, dataset); err != nil {
			return err
		}
		delete(dataset, record.ID)
	}
	maps.DeleteFunc(dataset, func(id string, _ fakesesam.Entity) bool { return w.traces.unseen(p, id) })
	if len(dataset) > 0 {
		return fmt.Errorf("live in the dataset but not %s in HubSpot: %v", p.object.name, slices.Sorted(maps.Keys(dataset)))
	}
	return nil
}

// dataset is what is live in a pipe's dataset, by ID.
func (w *world) dataset(p *pipe) (map[string]fakesesam.Entity, error) {
	entities, err := w.node.Entities(p.id)
	live := map[string]fakesesam.Entity{}
	for _, entity := range entities {
		live[entity.ID()] = entity
	}
	return live, err
}

// same returns an error unless the dataset has the record as it is in HubSpot.
func (w *world) same(p *pipe, record fakehubspot.Record, dataset map[string]fakesesam.Entity) error {
	entity, ok := dataset[record.ID]
	if !ok {
		return fmt.Errorf("%s %s (changed %s) is not in the dataset", p.object.name, record.ID, record.UpdatedAt.Format(offsetLayout))
	}
	properties, _ := entity["properties"].(map[string]any)
	for _, name := range p.object.shown {
		got, _ := properties[name].(string)
		if want := record.Properties[name]; got != want {
			return fmt.Errorf("%s %s (changed %s): %s is %q in the dataset, %q in HubSpot",
				p.object.name, record.ID, record.UpdatedAt.Format(offsetLayout), name, got, want)
		}
	}
	return w.sameLinks(p, record, entity)
}

// sameLinks returns an error unless the entity has the links that the record had when it last changed or later, and when the
// pipe's last full run read it or later. What has changed since, only the next change of the record or a rescan brings.
func (w *world) sameLinks(p *pipe, record fakehubspot.Record, entity fakesesam.Entity) error {
	after := record.UpdatedAt
	if p.whole.After(after) {
		after = p.whole
	}
	for _, to := range p.linked {
		shown, err := shownLinks(entity, to.name)
		if err != nil {
			return err
		}
		if err := w.between(p.object, to).sameLinks(record.ID, shown, after); err != nil {
			return err
		}
	}
	return nil
}

// samePairs returns an error unless the dataset, in which each entity is a link, has those that there were when the pipe's
// last run read them.
func (w *world) samePairs(p *pipe, dataset map[string]fakesesam.Entity) error {
	t := w.between(p.object, p.linked[0])
	shown := map[link]string{}
	for l := range t.values {
		shown[l] = ""
	}
	for id, entity := range dataset {
		from, to, _ := strings.Cut(id, ":")
		if entity["from"] != from || entity["to"] != to {
			return fmt.Errorf("the link %s is from %v to %v", id, entity["from"], entity["to"])
		}
		shown[link{from, to}] = typesOf(entity["types"])
	}
	for l, types := range shown {
		if !t.held(l, types, p.whole) {
			return fmt.Errorf("the link %v is %q in the dataset, which it was not after %s: %v", l, types, p.whole.Format(offsetLayout), t.values[l])
		}
	}
	return nil
}
