package scenarios

import (
	"context"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// run runs the contacts' pipe and returns the event that ended the run.
func run(ctx context.Context, t *testing.T, s *stack.Stack) stack.Event {
	t.Helper()
	return contactsFlow(s).run(ctx, t)
}

// completed runs the contacts' pipe and requires a pump-completed event with
// these counts.
func completed(ctx context.Context, t *testing.T, s *stack.Stack, syncType string, entities, changes int) stack.Event {
	t.Helper()
	return contactsFlow(s).completed(ctx, t, syncType, entities, changes)
}

// failed runs the contacts' pipe and requires a pump-failed event that says why.
func failed(ctx context.Context, t *testing.T, s *stack.Stack, reason string) stack.Event {
	t.Helper()
	return contactsFlow(s).failed(ctx, t, reason)
}

// offset returns the stored pipe_offset of the contacts' pipe.
func offset(ctx context.Context, t *testing.T, s *stack.Stack) string {
	t.Helper()
	return contactsFlow(s).offset(ctx, t)
}

// live returns the live entities of the contacts' dataset by _id.
func live(ctx context.Context, t *testing.T, s *stack.Stack) map[string]stack.Entity {
	t.Helper()
	return contactsFlow(s).live(ctx, t)
}

// sameAsHubSpot requires that the dataset holds exactly HubSpot's live contacts
// with their current values.
func sameAsHubSpot(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	contactsFlow(s).sameAsHubSpot(ctx, t)
}

func propertiesOf(entity stack.Entity) map[string]string {
	properties := map[string]string{}
	values, _ := entity["properties"].(map[string]any)
	for name, value := range values {
		text, _ := value.(string)
		properties[name] = text
	}
	return properties
}

// noLeak requires that the credential appears nowhere: in no log, no metric, no
// URL that HubSpot was called with, no response of the node.
func noLeak(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	places := s.Logs()
	for _, program := range []string{"connector", "fakesesam"} {
		if places[program] == "" {
			t.Errorf("%s has written no log to search", program)
		}
	}
	shown := []string{
		s.ConnectorURL() + "/metrics",
		s.ConnectorURL() + "/get_contacts?since=nonsense",
		s.HubSpotURL() + "/_fake/requests",
		s.HubSpotURL() + "/",
		s.SesamURL() + "/",
		s.SesamURL() + "/api/pipes",
		s.SesamURL() + "/api/systems",
		s.SesamURL() + "/api/config",
		s.SesamURL() + "/api/pipes/" + stack.Pipe + "/log",
	}
	for _, address := range shown {
		text, err := stack.Read(ctx, address)
		must(t, err)
		if text == "" {
			t.Errorf("%s shows nothing to search", address)
		}
		places[address] = text
	}
	for place, text := range places {
		if strings.Contains(text, s.Token()) {
			t.Errorf("%s shows HubSpot's token", place)
		}
	}
}
