package convergence

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// owner renames an owner, or archives one, or brings one back.
func (s step) owner(w *world) error {
	all := w.hub.Owners()
	o := all[s.A%len(all)]
	if s.B%2 == 1 {
		o.Archived = !o.Archived
	} else {
		o.LastName = fmt.Sprintf("Changed %d", w.hub.Now().UnixMilli())
	}
	_, err := w.hub.ChangeOwner(o)
	return err
}

// sameOwners returns an error unless the dataset has every owner as it was when the pipe's last run began, but for those that
// have changed since.
func (w *world) sameOwners(p *pipe, dataset map[string]fakesesam.Entity) error {
	owners := w.hub.Owners()
	if len(dataset) != len(owners) {
		return fmt.Errorf("%d owners in the dataset, want %d", len(dataset), len(owners))
	}
	for _, o := range owners {
		if o.UpdatedAt.After(p.whole) {
			continue
		}
		entity := dataset[o.ID]
		if entity["lastName"] != o.LastName || entity["archived"] != o.Archived {
			return fmt.Errorf("owner %s (changed %s) is %v in the dataset, %+v in HubSpot", o.ID, o.UpdatedAt.Format(offsetLayout), entity, o)
		}
	}
	return nil
}
