package scenarios

import (
	"context"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// The connector is killed when HubSpot has written and has not yet said so: while it creates, updates, archives and upserts. After a
// restart the pipe's next run finds what was written, and writes only the rest. So it is when the node is killed there.
func TestProgramsAreKilledWhileAPipeWrites(t *testing.T) {
	scenario(t, stack.Options{Contacts: 3, Seed: 87, Environment: writing}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		staff := hire(ctx, t, s)
		staff.next(ctx, t)
		for _, kill := range []struct {
			operation string
			there     func() int
		}{
			{"batch-create", func() int { return len(staff.titled(ctx, t)) }},
			{"batch-update", func() int { return len(staff.titled(ctx, t)) - perKind }},
			{"batch-archive", func() int { return staff.archived(ctx, t) }},
		} {
			staff.flow().cutShort(ctx, t, kill.operation, func() bool { return kill.there() == perKind }, s.RestartConnector)
		}
		staff.arrives(ctx, t, "after three kills")
		staff.calls(ctx, t, "after three kills", false)

		staff.next(ctx, t)
		staff.flow().cutShort(ctx, t, "batch-create", func() bool { return len(staff.titled(ctx, t)) == perKind }, s.RestartSesam)
		hire(ctx, t, s) // the node has forgotten its pipes, but not what they have sent, nor how far they were
		staff.arrives(ctx, t, "after the node was killed")
		staff.calls(ctx, t, "after the node was killed", false)

		share, there := stock(ctx, t, s)
		share.cutShort(ctx, t, "batch-upsert", func() bool { return there() == articles }, s.RestartConnector)
		share.written(ctx, t)
		if n := there(); n != articles {
			t.Errorf("HubSpot has %d products after the connector was killed, want %d", n, articles)
		}
	})
}

// cutShort runs the pipe until HubSpot has done what an operation asks for, but has not answered, and then kills a program and restarts it.
// The run fails, or completes if the connector is back in time to be asked again, or is gone with the node.
func (f flow) cutShort(ctx context.Context, t *testing.T, operation string, done func() bool, restart func(context.Context) error) {
	t.Helper()
	before, err := f.Sesam.Log(ctx, f.pipe)
	must(t, err)
	must(t, f.HubSpot.AddFault(ctx, stack.Fault{Kind: "hang", AfterBytes: 1, Match: stack.FaultMatch{Operation: operation}}))
	must(t, f.Sesam.Pump(ctx, f.pipe, "start", nil))
	must(t, stack.Await(ctx, "HubSpot to "+operation, done))
	if runtime, err := f.Sesam.Runtime(ctx, f.pipe); err != nil || !runtime.IsRunning {
		t.Fatalf("the run has ended before anything was killed: %+v, %v", runtime, err)
	}
	must(t, restart(ctx))
	must(t, f.HubSpot.ClearFaults(ctx))
	if _, err := f.Sesam.Runtime(ctx, f.pipe); err != nil {
		return // the node was killed, and has forgotten the pipe
	}
	_, err = f.Sesam.AwaitEnd(ctx, f.pipe, len(before))
	must(t, err)
}
