package scenarios

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A clock that was moved forward and back leaves an offset that lies ahead of
// HubSpot's own time. A little ahead, the pipe still sees every change; far
// ahead, its run fails and says what to do, and a reset mends it.
func TestOffsetAheadOfHubSpotsClock(t *testing.T) {
	const contacts = 300
	scenario(t, stack.Options{Contacts: contacts, Seed: 17}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)

		setOffset(ctx, t, s, 30*time.Minute)
		changed := change(ctx, t, s, "lastname", "Meanwhile")
		if event := run(ctx, t, s); event.Type != "pump-completed" {
			t.Fatalf("with an offset half an hour ahead, the run ended with %s (%s)", event.Type, event.OriginalErrorMessage)
		}
		if got := propertiesOf(live(ctx, t, s)[changed.ID]); got["lastname"] != "Meanwhile" {
			t.Errorf("a change made while the offset was ahead is missing: the dataset has %v", got)
		}

		setOffset(ctx, t, s, 3*time.Hour)
		failed(ctx, t, s, "ahead of HubSpot's clock")
		must(t, s.Sesam.Reset(ctx, stack.Pipe))
		if event := run(ctx, t, s); event.Type != "pump-completed" || event.SyncType != "full" {
			t.Errorf("after the reset, the run ended with %s, sync_type %s", event.Type, event.SyncType)
		}
		sameAsHubSpot(ctx, t, s)
	})
}

// setOffset stores a pipe_offset that lies ahead of HubSpot's clock.
func setOffset(ctx context.Context, t *testing.T, s *stack.Stack, ahead time.Duration) {
	t.Helper()
	now, err := s.HubSpot.Now(ctx)
	must(t, err)
	stamp := now.Add(ahead).UTC().Format("2006-01-02T15:04:05.000Z")
	must(t, s.Sesam.Pump(ctx, stack.Pipe, "update-last-seen", url.Values{"last-seen": {stamp}}))
}
