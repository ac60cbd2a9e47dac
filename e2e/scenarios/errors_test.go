package scenarios

import (
	"context"
	"net/http"
	"reflect"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// impatient is an environment in which the connector gives up on HubSpot soon,
// so that a scenario sees the failure without waiting for the retries.
var impatient = map[string]string{"retry-for": "1s"}

const contactsPath = "/crm/v3/objects/contacts"

// middle is a page so late that the connector has begun its response by then:
// it buffers the first 256 KiB so that it can still fail with a status.
const middle = 12

// HubSpot rejects the key: the pump fails and says so, and recovers with a valid key.
func TestHubSpotRefusesTheKey(t *testing.T) {
	refusal := stack.Fault{Kind: "status", Status: http.StatusUnauthorized, Match: stack.FaultMatch{Path: contactsPath + "*"}}
	brokenRun(t, 8, refusal, "401")
}

// HubSpot fails before it has returned any contact.
func TestHubSpotFailsAtTheFirstByte(t *testing.T) {
	outage := stack.Fault{Kind: "status", Status: http.StatusInternalServerError, Match: stack.FaultMatch{Path: contactsPath + "*"}}
	brokenRun(t, 9, outage, "500")
}

// HubSpot fails in the middle of a full read, after hundreds of contacts have
// been delivered: they may stay, but the run does not succeed.
func TestHubSpotFailsInTheMiddleOfAFullRead(t *testing.T) {
	outage := stack.Fault{
		Kind: "status", Status: http.StatusBadGateway,
		Match: stack.FaultMatch{Method: http.MethodGet, Path: contactsPath, Nth: middle},
	}
	brokenRun(t, 10, outage, "")
}

// HubSpot's responses are cut in the middle of a page, again and again.
func TestHubSpotCutsItsAnswers(t *testing.T) {
	cut := stack.Fault{Kind: "cut", AfterBytes: 700, Match: stack.FaultMatch{Method: http.MethodGet, Path: contactsPath, Nth: middle}}
	brokenRun(t, 11, cut, "")
}

// brokenRun is the same scenario for every failure: after a successful full run
// contacts change, the pipe is reset, and HubSpot fails. The pump fails, no
// offset is stored and nothing is deleted; once HubSpot works again, the next
// run delivers everything.
func brokenRun(t *testing.T, seed uint64, fault stack.Fault, reason string) {
	t.Helper()
	const contacts = 2000
	scenario(t, stack.Options{Contacts: contacts, Seed: seed, Environment: impatient}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		good := completed(ctx, t, s, "full", contacts, contacts)
		before := live(ctx, t, s)

		must(t, s.HubSpot.AddFault(ctx, fault))
		if fault.Match.Nth == 0 {
			failed(ctx, t, s, reason)
			if stored := offset(ctx, t, s); stored != good.PipeOffset {
				t.Errorf("pipe_offset is %q after a failed incremental run, want the %q it had before", stored, good.PipeOffset)
			}
		}
		must(t, s.Sesam.Reset(ctx, stack.Pipe))
		event := failed(ctx, t, s, reason)
		if read := event.Metrics.Entities.EntitiesLastRun; (read > 0) != (fault.Match.Nth == middle) {
			t.Errorf("%d entities were read before the failure, want some only if it happens in the middle", read)
		}
		if stored := offset(ctx, t, s); stored != "" {
			t.Errorf("a failed full run stored pipe_offset %q", stored)
		}
		if after := live(ctx, t, s); !reflect.DeepEqual(after, before) {
			t.Errorf("a failed run left %d live entities where there were %d", len(after), len(before))
		}

		must(t, s.HubSpot.ClearFaults(ctx))
		changed := change(ctx, t, s, "lastname", "Healed")
		completed(ctx, t, s, "full", contacts, 1)
		if got := propertiesOf(live(ctx, t, s)[changed.ID]); got["lastname"] != "Healed" {
			t.Errorf("after recovery the dataset has %v", got)
		}
		sameAsHubSpot(ctx, t, s)
	})
}

// HubSpot fails in the middle of an incremental run, after hundreds of changes
// have been delivered. The pipe keeps its offset: changes of the same millisecond
// are still to be delivered, and a later offset would lose them.
func TestHubSpotFailsInTheMiddleOfASinceRun(t *testing.T) {
	const contacts = 2000
	scenario(t, stack.Options{Contacts: contacts, Seed: 16, Environment: impatient}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		good := completed(ctx, t, s, "full", contacts, contacts)
		touched, err := s.HubSpot.Touch(ctx, contacts)
		must(t, err)
		settle(ctx, t, s)

		must(t, s.HubSpot.AddFault(ctx, stack.Fault{
			Kind: "status", Status: http.StatusBadGateway,
			Match: stack.FaultMatch{Method: http.MethodPost, Path: contactsPath + "/search", Nth: 7},
		}))
		event := failed(ctx, t, s, "")
		if read := event.Metrics.Entities.EntitiesLastRun; read == 0 || read >= len(touched) {
			t.Errorf("%d of %d changes were read before the failure, want some but not all", read, len(touched))
		}
		if stored := offset(ctx, t, s); stored != good.PipeOffset {
			t.Errorf("pipe_offset is %q after a run that failed in the middle, want the %q it had before", stored, good.PipeOffset)
		}

		must(t, s.HubSpot.ClearFaults(ctx))
		healed := run(ctx, t, s)
		if read := healed.Metrics.Entities.EntitiesLastRun; healed.Type != "pump-completed" || read != len(touched) {
			t.Errorf("the run after the failure is %s with %d entities, want pump-completed with all %d changes", healed.Type, read, len(touched))
		}
		sameAsHubSpot(ctx, t, s)
	})
}

// The pipe does not notice a failure that passes: the connector retries within
// the run.
func TestPassingTroubleIsWaitedOut(t *testing.T) {
	const contacts = 500
	scenario(t, stack.Options{Contacts: contacts, Seed: 12}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.HubSpot.AddFault(ctx, stack.Fault{
			Kind: "status", Status: http.StatusServiceUnavailable, Count: 2,
			Match: stack.FaultMatch{Method: http.MethodGet, Path: contactsPath, Nth: 3},
		}))
		completed(ctx, t, s, "full", contacts, contacts)
		failures, err := s.HubSpot.CountRequests(ctx, http.MethodGet, contactsPath, http.StatusServiceUnavailable)
		must(t, err)
		if failures != 2 {
			t.Errorf("HubSpot answered 503 %d times, want 2: the fault was not applied as configured", failures)
		}
		sameAsHubSpot(ctx, t, s)
	})
}
