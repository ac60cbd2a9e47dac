package scenarios

import (
	"context"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A pipe that has never run reads all contacts, page by page, and stores the
// newest change it saw as its offset.
func TestFullSync(t *testing.T) {
	const contacts = 1234
	scenario(t, stack.Options{Contacts: contacts, Seed: 1}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		event := completed(ctx, t, s, "full", contacts, contacts)
		sameAsHubSpot(ctx, t, s)

		want := newestChange(ctx, t, s)
		if event.PipeOffset != want {
			t.Errorf("pipe_offset in the execution log is %q, want the newest lastmodifieddate %q", event.PipeOffset, want)
		}
		if stored := offset(ctx, t, s); stored != want {
			t.Errorf("stored pipe_offset is %q, want %q", stored, want)
		}

		events, err := s.Sesam.Log(ctx, stack.Pipe)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) != 2 || events[0].Type != "pump-started" || events[1].Type != "pump-completed" {
			t.Errorf("execution log is %v, want pump-started and pump-completed", events)
		}
	})
}

// newestChange returns the largest lastmodifieddate of HubSpot's contacts.
func newestChange(ctx context.Context, t *testing.T, s *stack.Stack) string {
	t.Helper()
	contacts, err := s.HubSpot.Contacts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	newest := ""
	for _, contact := range contacts {
		newest = max(newest, contact.UpdatedAt.UTC().Format(offsetLayout))
	}
	return newest
}

// offsetLayout gives all offsets the same width, so that their bytes compare
// like their times.
const offsetLayout = "2006-01-02T15:04:05.000Z"
