package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

func pushFlow(s *stack.Stack) flow { return flow{s, "contacts", stack.PushPipe} }

// wrote requires that HubSpot has been asked this many times to write records of the flow's object since the journal was emptied.
func (f flow) wrote(ctx context.Context, t *testing.T, want int) {
	t.Helper()
	got, err := f.HubSpot.Object(f.object).Writes(ctx)
	must(t, err)
	if got != want {
		t.Errorf("%s: %d calls have written %s, want %d", f.pipe, got, f.object, want)
	}
}

// The pipes of the project take persons to HubSpot, and each change comes back once: neither what was written, nor what was read,
// causes another write, however often everything is sent or read again.
func TestPersonsGoRoundOnce(t *testing.T) {
	const contacts = 60
	scenario(t, stack.Options{Contacts: contacts, Seed: 84}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		collect, push := contactsFlow(s), pushFlow(s)
		collect.completed(ctx, t, "full", contacts, contacts)
		known := collect.records(ctx, t)[7].Properties["email"]
		must(t, s.HubSpot.ForgetRequests(ctx))

		must(t, s.Sesam.Send(ctx, stack.PersonsPipe,
			map[string]any{"_id": "erp:new", "email": "kari.nordmann@example.com", "firstname": "Kari"},
			map[string]any{"_id": "erp:known", "email": known, "firstname": "Known"}))
		push.completed(ctx, t, "full", 2, 2)
		push.wrote(ctx, t, 2) // one creates, one updates
		settle(ctx, t, s)
		collect.completed(ctx, t, "incremental", 2, 2)
		collect.completed(ctx, t, "incremental", 0, 0)
		collect.sameAsHubSpot(ctx, t)
		push.completed(ctx, t, "incremental", 0, 0)
		for range 3 {
			must(t, s.Sesam.Reset(ctx, push.pipe))
			push.completed(ctx, t, "full", 2, 2)
		}
		push.wrote(ctx, t, 2)
		must(t, s.Sesam.Reset(ctx, collect.pipe))
		collect.completed(ctx, t, "full", contacts+1, 0)

		must(t, s.Sesam.Send(ctx, stack.PersonsPipe, map[string]any{"_id": "erp:new", "email": "kari.nordmann@example.com", "_deleted": true}))
		push.completed(ctx, t, "incremental", 1, 1)
		settle(ctx, t, s)
		collect.completed(ctx, t, "incremental", 1, 1)
		collect.sameAsHubSpot(ctx, t)
		must(t, s.Sesam.Reset(ctx, push.pipe))
		push.run(ctx, t)
		push.wrote(ctx, t, 3)
		if found := withAddress(ctx, t, s, "kari.nordmann@example.com"); len(found) != 0 {
			t.Errorf("HubSpot still has %v, whom the ERP has deleted", found)
		}
	})
}

// A bad row of many waits, is given up and goes through once it is corrected, while all others go through at once. That HubSpot is
// away makes nothing wait and nothing be given up.
func TestABadRowStopsNobody(t *testing.T) {
	const rows, bad, badRow = 250, 100, "erp:100"
	scenario(t, stack.Options{Contacts: 5, Seed: 85, Environment: impatient}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		push := pushFlow(s)
		must(t, s.Sesam.Send(ctx, stack.PersonsPipe, personsWithOneBad(rows, bad)...))
		push.completed(ctx, t, "full", rows, rows-1)
		failed := push.failureOf(ctx, t, badRow)
		if !failed.Retryable || !strings.Contains(failed.Message, "frstname") || !strings.Contains(failed.Message, "firstname") {
			t.Errorf("the log says %+v, want the bad row, why it is bad, and that it will be retried", failed)
		}
		if records := push.records(ctx, t); len(records) != 5+rows-1 {
			t.Errorf("HubSpot has %d contacts, want %d: all but the bad one", len(records), 5+rows-1)
		}

		for range 4 {
			push.completed(ctx, t, "incremental", 0, 0)
		}
		must(t, s.Sesam.Send(ctx, stack.PersonsPipe, map[string]any{"_id": "erp:late", "email": "late@example.com"}))
		must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "status", Status: http.StatusBadGateway, Match: stack.FaultMatch{Path: "/crm/*"}}))
		push.failed(ctx, t, "503")
		if failed := push.failureOf(ctx, t, badRow); failed.Dead {
			t.Errorf("the log says %+v, but that HubSpot is away says nothing about a row", failed)
		}
		push.waiting(ctx, t, 1)
		must(t, s.HubSpot.ClearFaults(ctx))
		must(t, s.RestartConnector(ctx)) // it forgets the pause that it makes after a failure

		push.completed(ctx, t, "incremental", 1, 1)
		if failed := push.failureOf(ctx, t, badRow); !failed.Dead {
			t.Errorf("the log says %+v, want that the row was given up", failed)
		}
		push.waiting(ctx, t, 0)
		push.deadLetters(ctx, t, badRow)

		good := personsWithOneBad(rows, -1)[bad]
		must(t, s.Sesam.Send(ctx, stack.PersonsPipe, good))
		push.completed(ctx, t, "incremental", 1, 1)
		if failed := push.failureOf(ctx, t, badRow); !failed.Resolved {
			t.Errorf("the log says %+v, want that it is resolved", failed)
		}
		push.deadLetters(ctx, t)
		if records := push.records(ctx, t); len(records) != 5+rows+1 {
			t.Errorf("HubSpot has %d contacts, want %d", len(records), 5+rows+1)
		}
	})
}

// personsWithOneBad are persons of whom one has a property that HubSpot has not.
func personsWithOneBad(n, bad int) []map[string]any {
	persons := make([]map[string]any, n)
	for i := range persons {
		persons[i] = map[string]any{"_id": fmt.Sprintf("erp:%d", i), "email": fmt.Sprintf("person%d@example.com", i), "firstname": "P"}
		if i == bad {
			persons[i]["frstname"] = "misspelt"
		}
	}
	return persons
}

// failureOf returns the latest that the log says about an entity that could not be written.
func (f flow) failureOf(ctx context.Context, t *testing.T, id string) stack.WriteError {
	t.Helper()
	failures, err := f.Sesam.WriteErrors(ctx, f.pipe)
	must(t, err)
	for _, failure := range failures {
		if failure.Entity.ID() == id {
			return failure
		}
	}
	t.Fatalf("the log has %+v, want something about %s", failures, id)
	return stack.WriteError{}
}

// waiting requires that so many entities wait for a retry.
func (f flow) waiting(ctx context.Context, t *testing.T, want int) {
	t.Helper()
	got, err := f.Sesam.Waiting(ctx, f.pipe)
	must(t, err)
	if got != want {
		t.Errorf("%s: %d entities wait for a retry, want %d", f.pipe, got, want)
	}
}

// deadLetters requires that these entities, and no others, have been given up and not been written since.
func (f flow) deadLetters(ctx context.Context, t *testing.T, want ...string) {
	t.Helper()
	letters, err := f.Sesam.Live(ctx, stack.DeadLetters)
	must(t, err)
	for _, id := range want {
		if _, there := letters[id]; !there {
			t.Errorf("%s is not among the dead letters", id)
		}
	}
	if len(letters) != len(want) {
		t.Errorf("%d dead letters, want %d", len(letters), len(want))
	}
}
