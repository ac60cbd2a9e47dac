package scenarios

import (
	"context"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// slow makes HubSpot's list so slow that a run can be interrupted half-way.
var slow = stack.Fault{Name: "slow", Kind: "delay", Delay: "150ms", Match: stack.FaultMatch{Method: http.MethodGet, Path: contactsPath}}

// The connector is killed while it delivers a full read: the pump fails, and
// the dataset keeps what it had. The restarted connector continues from there.
func TestConnectorIsKilledInTheMiddleOfARun(t *testing.T) {
	const contacts = 3000
	scenario(t, stack.Options{Contacts: contacts, Seed: 14}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)
		must(t, s.Sesam.Reset(ctx, stack.Pipe))
		before := len(live(ctx, t, s))

		must(t, s.HubSpot.AddFault(ctx, slow))
		skip := inTheMiddleOfARun(ctx, t, s)
		must(t, s.RestartConnector(ctx))
		event, err := s.Sesam.AwaitEnd(ctx, stack.Pipe, skip)
		must(t, err)
		if event.Type != "pump-failed" {
			t.Fatalf("event is %s after the connector was killed, want pump-failed", event.Type)
		}
		if after := len(live(ctx, t, s)); after != before {
			t.Errorf("the dataset has %d live entities, want the %d it had before", after, before)
		}
		if stored := offset(ctx, t, s); stored != "" {
			t.Errorf("an interrupted run stored pipe_offset %q", stored)
		}
		completed(ctx, t, s, "full", contacts, 0) // HubSpot is still slow
		wantCursors(ctx, t, s, "full", true)
		must(t, s.HubSpot.ClearFaults(ctx))
		sameAsHubSpot(ctx, t, s)
	})
}

// The node is killed while it reads: the offset is not ahead of the dataset,
// and the next run delivers what is missing.
func TestNodeIsKilledInTheMiddleOfARun(t *testing.T) {
	const contacts = 3000
	scenario(t, stack.Options{Contacts: contacts, Seed: 15}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.HubSpot.AddFault(ctx, slow))
		inTheMiddleOfARun(ctx, t, s)
		must(t, s.RestartSesam(ctx))
		if stored := offset(ctx, t, s); stored != "" {
			t.Errorf("a killed run stored pipe_offset %q", stored)
		}
		must(t, s.HubSpot.ClearFaults(ctx))
		event := run(ctx, t, s)
		if event.Type != "pump-completed" || event.SyncType != "full" || event.Metrics.Entities.EntitiesLastRun != contacts {
			t.Errorf("the run after the restart is %+v, want a completed full run of %d entities", event, contacts)
		}
		sameAsHubSpot(ctx, t, s)
	})
}

// inTheMiddleOfARun starts the pipe, waits until HubSpot has answered a few
// pages, and returns the length the execution log had before.
func inTheMiddleOfARun(ctx context.Context, t *testing.T, s *stack.Stack) int {
	t.Helper()
	events, err := s.Sesam.Log(ctx, stack.Pipe)
	must(t, err)
	must(t, s.HubSpot.ForgetRequests(ctx))
	must(t, s.Sesam.Pump(ctx, stack.Pipe, "start", nil))
	must(t, s.HubSpot.AwaitRequests(ctx, http.MethodGet, contactsPath, 8))
	return len(events)
}
