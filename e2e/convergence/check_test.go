package convergence

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

const pipe = stack.Pipe

// offsetLayout is how the connector writes _updated.
const offsetLayout = "2006-01-02T15:04:05.000Z"

// runAndCheck runs the pipe. After a successful run two things hold, whatever
// happened during it: every change up to the stored offset is in the dataset,
// and what had been archived when the run began is not live there.
func (w *world) runAndCheck(ctx context.Context, during []meanwhile) error {
	binned := w.archivedBefore()
	run, err := w.run(ctx, during)
	if err != nil || run.Outcome != fakesesam.Completed {
		return err
	}
	dataset, err := w.dataset()
	if err != nil {
		return err
	}
	if err := w.deliveredUpTo(run.Offset, dataset); err != nil {
		return fmt.Errorf("after a completed %s run with offset %s: %w", run.SyncType, run.Offset, err)
	}
	for _, id := range binned {
		if contact, ok := w.hub.Contact(id); ok && !contact.Archived {
			continue // restored during the run
		}
		if _, live := dataset[id]; live {
			return fmt.Errorf("contact %s was archived before a completed %s run began and is live after it", id, run.SyncType)
		}
	}
	return nil
}

func (w *world) archivedBefore() []string {
	var ids []string
	for _, contact := range w.hub.ArchivedContacts() {
		ids = append(ids, contact.ID)
	}
	return ids
}

// deliveredUpTo checks what the offset promises.
func (w *world) deliveredUpTo(offset string, dataset map[string]fakesesam.Entity) error {
	if offset == "" {
		return nil
	}
	upTo, err := time.Parse(offsetLayout, offset)
	if err != nil {
		return err
	}
	for _, contact := range w.hub.Contacts() {
		if contact.UpdatedAt.After(upTo) {
			continue
		}
		if err := same(contact, dataset); err != nil {
			return err
		}
	}
	for _, contact := range w.hub.ArchivedContacts() {
		if _, live := dataset[contact.ID]; live && !contact.ArchivedAt.After(upTo) {
			return fmt.Errorf("contact %s, archived %s, is live in the dataset", contact.ID, contact.ArchivedAt.Format(offsetLayout))
		}
	}
	return nil
}

// converged returns an error unless the dataset is exactly HubSpot's contacts.
func (w *world) converged() error {
	dataset, err := w.dataset()
	if err != nil {
		return err
	}
	for _, contact := range w.hub.Contacts() {
		if err := same(contact, dataset); err != nil {
			return err
		}
		delete(dataset, contact.ID)
	}
	if len(dataset) > 0 {
		return fmt.Errorf("live in the dataset but not contacts in HubSpot: %v", slices.Sorted(maps.Keys(dataset)))
	}
	return nil
}

func (w *world) dataset() (map[string]fakesesam.Entity, error) {
	entities, err := w.node.Entities(pipe)
	live := map[string]fakesesam.Entity{}
	for _, entity := range entities {
		live[entity.ID()] = entity
	}
	return live, err
}

// shown are the properties that HubSpot returns by default, which are those in
// the dataset.
var shown = []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"}

func same(contact fakehubspot.Contact, dataset map[string]fakesesam.Entity) error {
	entity, ok := dataset[contact.ID]
	if !ok {
		return fmt.Errorf("contact %s (changed %s) is not in the dataset", contact.ID, contact.UpdatedAt.Format(offsetLayout))
	}
	properties, _ := entity["properties"].(map[string]any)
	for _, name := range shown {
		got, _ := properties[name].(string)
		if want := contact.Properties[name]; got != want {
			return fmt.Errorf("contact %s (changed %s): %s is %q in the dataset, %q in HubSpot",
				contact.ID, contact.UpdatedAt.Format(offsetLayout), name, got, want)
		}
	}
	return nil
}
