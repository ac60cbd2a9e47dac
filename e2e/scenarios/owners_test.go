package scenarios

import (
	"context"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Owners come with every run, archived ones too: that somebody is archived is data, and nobody leaves the dataset for it.
func TestOwners(t *testing.T) {
	scenario(t, stack.Options{Seed: 61}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f := flow{s, "owners", stack.OwnersPipe}
		if event := f.run(ctx, t); event.Type != "pump-completed" || event.SyncType != "full" {
			t.Fatalf("the run ended with %+v, want a completed full run", event)
		}
		f.sameOwners(ctx, t)
		if event := f.run(ctx, t); event.SyncType != "full" || event.Metrics.Entities.ChangesLastRun != 0 {
			t.Errorf("the second run is %+v, want a full one without changes", event)
		}

		added, err := s.HubSpot.AddOwner(ctx, "kim@example.com")
		must(t, err)
		f.run(ctx, t)
		f.sameOwners(ctx, t)
		must(t, s.HubSpot.ArchiveOwner(ctx, added.ID))
		if event := f.run(ctx, t); event.Metrics.Entities.ChangesLastRun != 1 {
			t.Errorf("the run after an owner was archived is %+v, want one change", event)
		}
		f.sameOwners(ctx, t)
		if owner := f.live(ctx, t)[added.ID]; owner["archived"] != true {
			t.Errorf("the archived owner is %v in the dataset", owner)
		}
	})
}

// sameOwners requires that the dataset has exactly HubSpot's owners.
func (f flow) sameOwners(ctx context.Context, t *testing.T) {
	t.Helper()
	entities, count := f.live(ctx, t), 0
	for _, archived := range []bool{false, true} {
		owners, err := f.HubSpot.Owners(ctx, archived)
		must(t, err)
		if len(owners) == 0 {
			t.Errorf("HubSpot has no owners with archived=%t", archived)
		}
		for _, owner := range owners {
			entity := entities[owner.ID]
			if email, _ := entity["email"].(string); email != owner.Email || entity["archived"] != archived {
				t.Errorf("owner %s: the dataset has %v, HubSpot %+v", owner.ID, entity, owner)
			}
			count++
		}
	}
	if len(entities) != count {
		t.Errorf("the dataset has %d owners, HubSpot %d", len(entities), count)
	}
}
