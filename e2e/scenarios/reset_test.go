package scenarios

import (
	"context"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A reset removes the offset: the next run reads everything, and entities that
// are equal are not written again.
func TestReset(t *testing.T) {
	const contacts = 1000
	scenario(t, stack.Options{Contacts: contacts, Seed: 6}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		first := completed(ctx, t, s, "full", contacts, contacts)
		versions := history(ctx, t, s)

		must(t, s.Sesam.Reset(ctx, stack.Pipe))
		if stored := offset(ctx, t, s); stored != "" {
			t.Fatalf("pipe_offset is %q after a reset, want none", stored)
		}
		resetIsLogged(ctx, t, s, first.PipeOffset)

		again := completed(ctx, t, s, "full", contacts, 0)
		if again.PipeOffset != first.PipeOffset {
			t.Errorf("pipe_offset is %q after reading everything again, want %q", again.PipeOffset, first.PipeOffset)
		}
		if now := history(ctx, t, s); now != versions {
			t.Errorf("the dataset has %d versions, want the %d it had before: equal entities are not written", now, versions)
		}
		sameAsHubSpot(ctx, t, s)
	})
}

func resetIsLogged(ctx context.Context, t *testing.T, s *stack.Stack, original string) {
	t.Helper()
	events, err := s.Sesam.Log(ctx, stack.Pipe)
	must(t, err)
	last := events[len(events)-1]
	if last.Type != "pump-offset-set" || !last.IsReset || last.OriginalPipeOffset != original || last.PipeOffset != "" {
		t.Errorf("last event is %+v, want pump-offset-set with is_reset from %q to nothing", last, original)
	}
}

// A full run also removes contacts from the dataset that left no trace in
// HubSpot's API.
func TestRescanDeletesWhatIsGone(t *testing.T) {
	const contacts = 300
	scenario(t, stack.Options{Contacts: contacts, Seed: 7}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)
		listed, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		must(t, s.HubSpot.Erase(ctx, listed[100].ID))
		settle(ctx, t, s)
		completed(ctx, t, s, "incremental", 0, 0)
		if _, alive := live(ctx, t, s)[listed[100].ID]; !alive {
			t.Fatal("an erased contact left the dataset without a full run: HubSpot has no way to tell")
		}

		event, err := s.Sesam.Rescan(ctx, stack.Pipe)
		must(t, err)
		if event.Type != "pump-completed" || event.Metrics.Entities.EntitiesLastRun != contacts-1 {
			t.Fatalf("rescan ended with %+v, want pump-completed with %d entities", event, contacts-1)
		}
		sameAsHubSpot(ctx, t, s)
	})
}

func history(ctx context.Context, t *testing.T, s *stack.Stack) int {
	t.Helper()
	versions, err := s.Sesam.History(ctx, stack.Pipe)
	must(t, err)
	return len(versions)
}
