package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// HubSpot is away while a pipe writes: its run fails and says why, the offset stays where it was, and the next run writes what is
// missing, once. What only the answers of HubSpot's are lost of is not written again, and the pipe does not notice.
func TestHubSpotIsAwayWhileAPipeWrites(t *testing.T) {
	environment := map[string]string{"write": "on", "retry-for": "1s"}
	scenario(t, stack.Options{Contacts: 3, Seed: 86, Environment: environment}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		staff := hire(ctx, t, s)
		transformsNothing(ctx, t, staff)
		for _, away := range []struct {
			fault stack.Fault
			says  string
			all   bool // HubSpot answers nothing else about contacts
		}{
			{stack.Fault{Kind: "status", Status: 500, Match: stack.FaultMatch{Path: contactsPath + "/*"}}, "500", true},
			{stack.Fault{Kind: "reset", AfterBytes: -1, Match: stack.FaultMatch{Path: contactsPath + "/*"}}, "503 Service Unavailable", true},
			{stack.Fault{Kind: "status", Status: 503, Match: stack.FaultMatch{Operation: "batch-update"}}, "503", false},
		} {
			staff.next(ctx, t)
			before := staff.flow().offset(ctx, t)
			must(t, s.HubSpot.AddFault(ctx, away.fault))
			staff.flow().failed(ctx, t, away.says)
			if stored := staff.flow().offset(ctx, t); stored != before && away.all {
				t.Errorf("%s: pipe_offset is %q after a failed run, want the %q it had before", away.says, stored, before)
			}
			must(t, s.HubSpot.ClearFaults(ctx))
			staff.arrives(ctx, t, "after "+away.says)
			staff.calls(ctx, t, "after "+away.says, true)
		}

		for _, fault := range []stack.Fault{
			{Kind: "lost", Match: stack.FaultMatch{Operation: "write"}},
			{Kind: "lost", Loss: "cut", AfterBytes: 10, Match: stack.FaultMatch{Operation: "write"}},
			{Kind: "lost", Status: http.StatusBadGateway, Match: stack.FaultMatch{Operation: "write"}},
		} {
			staff.next(ctx, t)
			must(t, s.HubSpot.AddFault(ctx, fault))
			staff.flow().written(ctx, t)
			must(t, s.HubSpot.ClearFaults(ctx))
			what := fmt.Sprintf("with every answer lost, by %q %d", fault.Loss, fault.Status)
			if wrong := staff.missing(ctx, t); wrong != "" {
				t.Errorf("%s: %s", what, wrong)
			}
			staff.calls(ctx, t, what, false)
		}
		upsertsWithoutAnswers(ctx, t, s)
		limited(ctx, t, staff)
	})
}

// transformsNothing is a pipe that sends entities through a transform while HubSpot is away: its run fails, and its dataset has none of
// them, whatever could be decided. The next run brings all of them home, and leaves nothing to write to a pipe with a sink.
func transformsNothing(ctx context.Context, t *testing.T, staff *staff) {
	t.Helper()
	home := flow{staff.Stack, "contacts", "hubspot-staff-home"}
	must(t, home.Sesam.AddTransform(ctx, home.pipe, staffPipe, "transform_contacts"))
	staff.next(ctx, t)
	must(t, home.HubSpot.AddFault(ctx, stack.Fault{Kind: "status", Status: 503, Match: stack.FaultMatch{Operation: "batch-update"}}))
	home.failed(ctx, t, "503")
	if there, err := home.Sesam.Live(ctx, home.pipe); err == nil && len(there) > 0 { // else there is no dataset yet
		t.Errorf("the dataset has %d entities although the run has failed", len(there))
	}
	must(t, home.HubSpot.ClearFaults(ctx))
	home.written(ctx, t)
	staff.arrives(ctx, t, "through a transform, and then through a sink")
	staff.calls(ctx, t, "through a transform", true)
	statuses := map[any]int{}
	for _, entity := range home.live(ctx, t) {
		outcome, _ := entity["$hubspot"].(map[string]any)
		statuses[outcome["status"]]++
	}
	if statuses["updated"] != perKind || statuses["unchanged"] != perKind {
		t.Errorf("the dataset says %v, want %d contacts that were created before and %d that are updated", statuses, perKind, perKind)
	}
}

// upsertsWithoutAnswers is the same with products, which HubSpot is asked to upsert.
func upsertsWithoutAnswers(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	share, there := stock(ctx, t, s)
	must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "lost", Match: stack.FaultMatch{Operation: "batch-upsert"}}))
	share.written(ctx, t)
	must(t, s.HubSpot.ClearFaults(ctx))
	n, err := s.HubSpot.CountRequests(ctx, http.MethodPost, share.path()+"/batch/upsert", 0)
	must(t, err)
	if there() != articles || n != 1 {
		t.Errorf("with the answer lost, HubSpot has %d products after %d upserts, want %d after 1", there(), n, articles)
	}
}

// limited is a HubSpot whose rate limits are used up, by others too: the connector waits, and never asks again and again.
func limited(ctx context.Context, t *testing.T, staff *staff) {
	t.Helper()
	staff.next(ctx, t)
	must(t, staff.HubSpot.AddFault(ctx, stack.Fault{
		Kind: "status", Status: http.StatusTooManyRequests, Variant: "SECONDLY", Count: 1, Match: stack.FaultMatch{Operation: "batch-create"},
	}))
	staff.arrives(ctx, t, "beyond the limit of a second")
	must(t, staff.HubSpot.ClearFaults(ctx))
	staff.refused(ctx, t, "beyond the limit of a second", 1)

	const many = 600
	var list []map[string]any
	for n := range many {
		list = append(list, map[string]any{"_id": fmt.Sprintf("erp:many-%d", n), "email": fmt.Sprintf("many%d@example.com", n)})
	}
	must(t, staff.Sesam.Send(ctx, staffPipe, list...))
	must(t, staff.HubSpot.ForgetRequests(ctx))
	must(t, staff.HubSpot.SetLimits(ctx, stack.Limits{Plan: "professional", TenSecondly: 10}))
	staff.flow().written(ctx, t)
	must(t, staff.HubSpot.Limit(ctx, "off"))
	staff.refused(ctx, t, "with few calls in ten seconds", 0)
	if n, err := staff.HubSpot.CountRequests(ctx, http.MethodPost, contactsPath+"/batch/create", http.StatusCreated); err != nil || n != many/100 {
		t.Errorf("%d new contacts took %d calls, want %d, %v", many, n, many/100, err)
	}

	staff.next(ctx, t)
	must(t, staff.HubSpot.SetLimits(ctx, stack.Limits{Plan: "professional", Daily: 1}))
	staff.flow().failed(ctx, t, "daily limit")
	must(t, staff.HubSpot.Limit(ctx, "off"))
	staff.refused(ctx, t, "after the last call of the day", 5)
	staff.arrives(ctx, t, "on the next day")
	staff.calls(ctx, t, "on the next day", true)
}

// refused requires that HubSpot has answered so many requests at most with 429 since the round was sent, and one if not none.
func (s *staff) refused(ctx context.Context, t *testing.T, what string, most int) {
	t.Helper()
	n, err := s.HubSpot.CountRequests(ctx, "", "", http.StatusTooManyRequests)
	if err != nil || n > most || most > 0 && n == 0 {
		t.Errorf("%s: HubSpot has answered 429 %d times, want at most %d, %v", what, n, most, err)
	}
}
