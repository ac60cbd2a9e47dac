package scenarios

import (
	"context"
	"reflect"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A node that is killed and restarted continues where it was: dataset, offset
// and execution log are on disk. The connector has no state.
func TestRestart(t *testing.T) {
	const contacts = 400
	scenario(t, stack.Options{Contacts: contacts, Seed: 13}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		first := completed(ctx, t, s, "full", contacts, contacts)
		before := live(ctx, t, s)

		must(t, s.RestartSesam(ctx))
		if stored := offset(ctx, t, s); stored != first.PipeOffset {
			t.Errorf("pipe_offset is %q after a restart, want %q", stored, first.PipeOffset)
		}
		if after := live(ctx, t, s); !reflect.DeepEqual(after, before) {
			t.Errorf("the dataset has %d live entities after a restart, want the same %d", len(after), len(before))
		}
		events, err := s.Sesam.Log(ctx, stack.Pipe)
		must(t, err)
		if len(events) == 0 || events[len(events)-1].Type != "pump-completed" {
			t.Errorf("the execution log after a restart is %v, want it to end with pump-completed", events)
		}

		must(t, s.RestartConnector(ctx))
		change(ctx, t, s, "lastname", "Afterwards")
		settle(ctx, t, s)
		completed(ctx, t, s, "incremental", 1, 1)
		sameAsHubSpot(ctx, t, s)
	})
}
