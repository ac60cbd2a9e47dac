package scenarios

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// All pipes of the project run at once on one account with limits: nothing is refused, and every dataset is filled. So it is
// with the changes that follow.
func TestEveryPipeAtOnce(t *testing.T) {
	const contacts = 4500
	records := map[string]int{"companies": 3000, "deals": 2500, "tickets": 1500}
	scenario(t, stack.Options{Contacts: contacts, Records: records, Seed: 95}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.HubSpot.Limit(ctx, "professional"))
		pipes, err := stack.ReadingPipes()
		must(t, err)
		flows := []flow{contactsFlow(s), companiesFlow(s), {s, "deals", stack.DealsPipe}, {s, "tickets", stack.TicketsPipe}}

		for pipe, event := range atOnce(ctx, t, s, pipes) {
			if event.Type != "pump-completed" || event.SyncType != "full" || event.Metrics.Entities.EntitiesLastRun == 0 {
				t.Errorf("%s: the first run ended with %+v, want a completed full run that read something", pipe, event)
			}
		}
		for _, f := range flows {
			_, err := s.HubSpot.Object(f.object).Touch(ctx, 30)
			must(t, err)
		}
		settle(ctx, t, s)
		for pipe, event := range atOnce(ctx, t, s, pipes) {
			if event.Type != "pump-completed" {
				t.Errorf("%s: the second run ended with %+v, want pump-completed", pipe, event)
			}
		}
		refused, err := s.HubSpot.CountRequests(ctx, "", "", http.StatusTooManyRequests)
		must(t, err)
		calls, err := s.HubSpot.CountRequests(ctx, "", "", 0)
		must(t, err)
		if refused > 0 || calls < 200 {
			t.Errorf("%d of %d requests were answered with 429, want none of at least 200, more than the account is allowed in ten seconds", refused, calls)
		}
		must(t, s.HubSpot.Limit(ctx, "off"))
		for _, f := range flows {
			f.sameAsHubSpot(ctx, t)
		}
	})
}

// atOnce runs the pipes side by side and returns the events that ended their runs.
func atOnce(ctx context.Context, t *testing.T, s *stack.Stack, pipes []string) map[string]stack.Event {
	t.Helper()
	events, errs := make([]stack.Event, len(pipes)), make([]error, len(pipes))
	var running sync.WaitGroup
	for i, pipe := range pipes {
		running.Go(func() { events[i], errs[i] = s.Sesam.Run(ctx, pipe) })
	}
	running.Wait()
	must(t, errors.Join(errs...))
	byPipe := map[string]stack.Event{}
	for i, pipe := range pipes {
		byPipe[pipe] = events[i]
	}
	return byPipe
}

// On a node that runs its pipes on schedule, every pipe of the project that reads HubSpot fills its dataset by itself, and what the ERP
// sends is in HubSpot as soon as it has arrived.
func TestEveryPipeOnSchedule(t *testing.T) {
	options := stack.Options{Contacts: 60, Records: map[string]int{"companies": 20, "deals": 30, "tickets": 10}, Seed: 96, Schedule: true}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		pipes, err := stack.ReadingPipes()
		must(t, err)
		for _, pipe := range pipes {
			event, err := s.Sesam.AwaitEnd(ctx, pipe, 0)
			must(t, err)
			if event.Type != "pump-completed" || event.SyncType != "full" || event.Metrics.Entities.EntitiesLastRun == 0 {
				t.Errorf("%s: the first run ended with %+v, want a completed full run that read something", pipe, event)
			}
		}
		contactsFlow(s).sameAsHubSpot(ctx, t)
		companiesFlow(s).sameAsHubSpot(ctx, t)
		flow{s, "deals", stack.DealsPipe}.sameAssociations(ctx, t, "companies", "contacts")

		must(t, s.Sesam.Send(ctx, stack.PersonsPipe, map[string]any{"_id": "erp:1", "email": "kari.nordmann@example.com"}))
		must(t, s.Sesam.Send(ctx, stack.ProductsPipe, map[string]any{"_id": "erp:1", "hs_sku": "CH-1", "name": "Chair"}))
		must(t, s.HubSpot.AwaitRequests(ctx, http.MethodPost, "/crm/v3/objects/contacts/batch/create", 1))
		must(t, s.HubSpot.AwaitRequests(ctx, http.MethodPost, "/crm/v3/objects/products/batch/upsert", 1))
	})
}
