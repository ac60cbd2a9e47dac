package scenarios

import (
	"context"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// slow makes HubSpot's list of contacts so slow that a run can be interrupted half-way.
var slow = slowly(flow{object: "contacts"})

// slowly is the fault that does so with a flow's list.
func slowly(f flow) stack.Fault {
	return stack.Fault{Name: "slow", Kind: "delay", Delay: "150ms", Match: stack.FaultMatch{Method: http.MethodGet, Path: f.path()}}
}

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

// The same with companies, in one stack: their pipe recovers from a killed connector and from a killed node.
func TestProgramsAreKilledWhileCompaniesAreRead(t *testing.T) {
	const companies = 3000
	options := stack.Options{Records: map[string]int{"companies": companies}, Seed: 43}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f := companiesFlow(s)
		must(t, s.HubSpot.AddFault(ctx, slowly(f)))
		skip := f.inTheMiddle(ctx, t)
		must(t, s.RestartConnector(ctx))
		event, err := s.Sesam.AwaitEnd(ctx, f.pipe, skip)
		must(t, err)
		if event.Type != "pump-failed" {
			t.Fatalf("event is %s after the connector was killed, want pump-failed", event.Type)
		}
		f.inTheMiddle(ctx, t)
		must(t, s.RestartSesam(ctx))
		if stored := f.offset(ctx, t); stored != "" {
			t.Errorf("killed runs stored pipe_offset %q", stored)
		}
		event = f.run(ctx, t) // HubSpot is still slow
		if event.Type != "pump-completed" || event.SyncType != "full" || event.Metrics.Entities.EntitiesLastRun != companies {
			t.Errorf("the run afterwards is %+v, want a completed full run of %d entities", event, companies)
		}
		must(t, s.HubSpot.ClearFaults(ctx))
		f.sameAsHubSpot(ctx, t)
	})
}

// inTheMiddleOfARun does it with the contacts' pipe.
func inTheMiddleOfARun(ctx context.Context, t *testing.T, s *stack.Stack) int {
	t.Helper()
	return contactsFlow(s).inTheMiddle(ctx, t)
}

// inTheMiddle starts the pipe, waits until HubSpot has answered a few pages,
// and returns the length the execution log had before.
func (f flow) inTheMiddle(ctx context.Context, t *testing.T) int {
	t.Helper()
	events, err := f.Sesam.Log(ctx, f.pipe)
	must(t, err)
	must(t, f.HubSpot.ForgetRequests(ctx))
	must(t, f.Sesam.Pump(ctx, f.pipe, "start", nil))
	must(t, f.HubSpot.AwaitRequests(ctx, http.MethodGet, f.path(), 8))
	return len(events)
}
