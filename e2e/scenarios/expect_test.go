package scenarios

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// run runs the collect pipe and returns the event that ended the run.
func run(ctx context.Context, t *testing.T, s *stack.Stack) stack.Event {
	t.Helper()
	event, err := s.Sesam.Run(ctx, stack.Pipe)
	if err != nil {
		t.Fatal(err)
	}
	return event
}

// completed runs the pipe and requires a pump-completed event with these
// counts.
func completed(ctx context.Context, t *testing.T, s *stack.Stack, syncType string, entities, changes int) stack.Event {
	t.Helper()
	event := run(ctx, t, s)
	if event.Type != "pump-completed" {
		t.Fatalf("event is %s (%s: %s), want pump-completed", event.Type, event.ReasonWhyStopped, event.OriginalErrorMessage)
	}
	counts := event.Metrics.Entities
	if event.SyncType != syncType || counts.EntitiesLastRun != entities || counts.ChangesLastRun != changes {
		t.Fatalf("%s run: entities_last_run %d, changes_last_run %d; want a %s run with %d and %d",
			event.SyncType, counts.EntitiesLastRun, counts.ChangesLastRun, syncType, entities, changes)
	}
	if counts.ProcessedLastRun != entities {
		t.Fatalf("processed_last_run is %d, want %d", counts.ProcessedLastRun, entities)
	}
	return event
}

// failed runs the pipe and requires a pump-failed event that says why.
func failed(ctx context.Context, t *testing.T, s *stack.Stack, reason string) stack.Event {
	t.Helper()
	event := run(ctx, t, s)
	if event.Type != "pump-failed" {
		t.Fatalf("event is %s, want pump-failed", event.Type)
	}
	if said := event.ReasonWhyStopped + " " + event.OriginalErrorMessage; !strings.Contains(said, reason) {
		t.Fatalf("pump-failed says %q, want %q in it", said, reason)
	}
	return event
}

// offset returns the stored pipe_offset.
func offset(ctx context.Context, t *testing.T, s *stack.Stack) string {
	t.Helper()
	stored, err := s.Sesam.Offset(ctx, stack.Pipe)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// live returns the dataset's live entities by _id.
func live(ctx context.Context, t *testing.T, s *stack.Stack) map[string]stack.Entity {
	t.Helper()
	entities, err := s.Sesam.Live(ctx, stack.Pipe)
	if err != nil {
		t.Fatal(err)
	}
	return entities
}

// sameAsHubSpot requires that the dataset holds exactly HubSpot's live contacts
// with their current values.
func sameAsHubSpot(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	contacts, err := s.HubSpot.Contacts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	entities := live(ctx, t, s)
	if len(entities) != len(contacts) {
		t.Errorf("the dataset has %d live entities, HubSpot %d contacts", len(entities), len(contacts))
	}
	for _, contact := range contacts {
		entity, ok := entities[contact.ID]
		if !ok {
			t.Errorf("contact %s is missing from the dataset", contact.ID)
			continue
		}
		if properties := propertiesOf(entity); !maps.Equal(properties, contact.Properties) {
			t.Errorf("contact %s: the dataset has %v, HubSpot %v", contact.ID, properties, contact.Properties)
		}
		delete(entities, contact.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(entities)) {
		t.Errorf("entity %s is live in the dataset but not a contact in HubSpot", id)
	}
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
