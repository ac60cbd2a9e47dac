package scenarios

import (
	"context"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// pastSettling is longer than the connector's default settle window, within
// which it delivers a change repeatedly.
const pastSettling = 6 * time.Minute

// After the full run, a run reads what has changed since, and nothing else.
func TestIncrementalSync(t *testing.T) {
	const contacts = 1000
	scenario(t, stack.Options{Contacts: contacts, Seed: 2}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		first := completed(ctx, t, s, "full", contacts, contacts)

		nothing := completed(ctx, t, s, "incremental", 0, 0)
		if nothing.PipeOffset != first.PipeOffset {
			t.Errorf("pipe_offset moved from %q to %q although nothing changed", first.PipeOffset, nothing.PipeOffset)
		}

		changed := change(ctx, t, s, "lastname", "Changed")
		settle(ctx, t, s)
		one := completed(ctx, t, s, "incremental", 1, 1)
		if want := changed.UpdatedAt.UTC().Format(offsetLayout); one.PipeOffset != want {
			t.Errorf("pipe_offset is %q, want the time of the change %q", one.PipeOffset, want)
		}
		if entity := live(ctx, t, s)[changed.ID]; propertiesOf(entity)["lastname"] != "Changed" {
			t.Errorf("the dataset has %v, want the changed lastname", entity)
		}

		completed(ctx, t, s, "incremental", 0, 0)
		sameAsHubSpot(ctx, t, s)
	})
}

// A change younger than the settle window is delivered at once, and again
// until the window has passed; Sesam drops the repetitions.
func TestChangeInsideTheSettleWindow(t *testing.T) {
	const contacts = 120
	scenario(t, stack.Options{Contacts: contacts, Seed: 3}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		before := completed(ctx, t, s, "full", contacts, contacts)
		changed := change(ctx, t, s, "firstname", "Fresh")
		must(t, s.HubSpot.Advance(ctx, time.Minute))

		again := completed(ctx, t, s, "incremental", 1, 1)
		if stamp := changed.UpdatedAt.UTC().Format(offsetLayout); again.PipeOffset >= stamp || again.PipeOffset < before.PipeOffset {
			t.Errorf("pipe_offset is %q, want one from %q on, but before the unsettled change %q", again.PipeOffset, before.PipeOffset, stamp)
		}
		completed(ctx, t, s, "incremental", 1, 0)
		sameAsHubSpot(ctx, t, s)
	})
}

// The dataset follows contacts that are archived, restored or merged away
// without a full run.
func TestDeletesFollowIncrementally(t *testing.T) {
	const contacts = 150
	scenario(t, stack.Options{Contacts: contacts, Seed: 4}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)
		listed, err := s.HubSpot.Contacts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		archived, restored, primary, other := listed[10].ID, listed[20].ID, listed[30].ID, listed[40].ID
		must(t, s.HubSpot.Archive(ctx, archived))
		must(t, s.HubSpot.Archive(ctx, restored))
		merged, err := s.HubSpot.Merge(ctx, primary, other)
		must(t, err)
		settle(ctx, t, s)
		run(ctx, t, s)
		sameAsHubSpot(ctx, t, s)

		entities := live(ctx, t, s)
		for _, id := range []string{archived, restored, primary, other} {
			if _, alive := entities[id]; alive && id != merged.ID {
				t.Errorf("contact %s is live in the dataset after it was archived or merged away", id)
			}
		}
		must(t, s.HubSpot.Restore(ctx, restored))
		settle(ctx, t, s)
		run(ctx, t, s)
		if _, alive := live(ctx, t, s)[restored]; !alive {
			t.Errorf("contact %s is not live in the dataset after it was restored", restored)
		}
		sameAsHubSpot(ctx, t, s)
	})
}

// Ten thousand contacts changed in one millisecond are more than HubSpot's
// search can page through; all of them arrive.
func TestMassUpdateInOneMillisecond(t *testing.T) {
	const contacts = 10_500
	scenario(t, stack.Options{Contacts: contacts, Seed: 5}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)
		touched, err := s.HubSpot.Touch(ctx, 10_200)
		must(t, err)
		settle(ctx, t, s)
		completed(ctx, t, s, "incremental", len(touched), len(touched))
		sameAsHubSpot(ctx, t, s)
	})
}

// change sets a property of a contact in the middle of the list.
func change(ctx context.Context, t *testing.T, s *stack.Stack, property, value string) stack.Record {
	t.Helper()
	contacts, err := s.HubSpot.Contacts(ctx)
	must(t, err)
	changed, err := s.HubSpot.Update(ctx, contacts[len(contacts)/2].ID, map[string]string{property: value})
	must(t, err)
	return changed
}

// settle moves HubSpot's clock past the settle window.
func settle(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	must(t, s.HubSpot.Advance(ctx, pastSettling))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
