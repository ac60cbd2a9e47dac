package scenarios

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A flow is what one pipe brings from HubSpot to Sesam: the records of an object
// type, into the dataset that has the pipe's name.
type flow struct {
	*stack.Stack
	object, pipe string
}

func contactsFlow(s *stack.Stack) flow { return flow{s, "contacts", stack.Pipe} }

// path is HubSpot's path of the list of records.
func (f flow) path() string { return "/crm/v3/objects/" + f.object }

// run runs the pipe and returns the event that ended the run.
func (f flow) run(ctx context.Context, t *testing.T) stack.Event {
	t.Helper()
	event, err := f.Sesam.Run(ctx, f.pipe)
	must(t, err)
	return event
}

// completed runs the pipe and requires a pump-completed event with these
// counts.
func (f flow) completed(ctx context.Context, t *testing.T, syncType string, entities, changes int) stack.Event {
	t.Helper()
	event := f.run(ctx, t)
	if event.Type != "pump-completed" {
		t.Fatalf("%s: event is %s (%s: %s), want pump-completed", f.pipe, event.Type, event.ReasonWhyStopped, event.OriginalErrorMessage)
	}
	counts := event.Metrics.Entities
	if event.SyncType != syncType || counts.EntitiesLastRun != entities || counts.ChangesLastRun != changes {
		t.Fatalf("%s: %s run: entities_last_run %d, changes_last_run %d; want a %s run with %d and %d",
			f.pipe, event.SyncType, counts.EntitiesLastRun, counts.ChangesLastRun, syncType, entities, changes)
	}
	if counts.ProcessedLastRun != entities {
		t.Fatalf("%s: processed_last_run is %d, want %d", f.pipe, counts.ProcessedLastRun, entities)
	}
	return event
}

// failed runs the pipe and requires a pump-failed event that says why.
func (f flow) failed(ctx context.Context, t *testing.T, reasons ...string) stack.Event {
	t.Helper()
	event := f.run(ctx, t)
	if event.Type != "pump-failed" {
		t.Fatalf("%s: event is %s, want pump-failed", f.pipe, event.Type)
	}
	said := event.ReasonWhyStopped + " " + event.OriginalErrorMessage
	for _, reason := range reasons {
		if !strings.Contains(said, reason) {
			t.Fatalf("%s: pump-failed says %q, want %q in it", f.pipe, said, reason)
		}
	}
	return event
}

// offset returns the stored pipe_offset.
func (f flow) offset(ctx context.Context, t *testing.T) string {
	t.Helper()
	stored, err := f.Sesam.Offset(ctx, f.pipe)
	must(t, err)
	return stored
}

// live returns the dataset's live entities by _id.
func (f flow) live(ctx context.Context, t *testing.T) map[string]stack.Entity {
	t.Helper()
	entities, err := f.Sesam.Live(ctx, f.pipe)
	must(t, err)
	return entities
}

// records returns HubSpot's live records.
func (f flow) records(ctx context.Context, t *testing.T) []stack.Record {
	t.Helper()
	records, err := f.HubSpot.Object(f.object).All(ctx)
	must(t, err)
	return records
}

// sameAsHubSpot requires that the dataset holds exactly HubSpot's live records
// with their current values.
func (f flow) sameAsHubSpot(ctx context.Context, t *testing.T) {
	t.Helper()
	records := f.records(ctx, t)
	entities := f.live(ctx, t)
	if len(entities) != len(records) {
		t.Errorf("%s: the dataset has %d live entities, HubSpot %d %s", f.pipe, len(entities), len(records), f.object)
	}
	for _, record := range records {
		entity, ok := entities[record.ID]
		if !ok {
			t.Errorf("%s: record %s is missing from the dataset", f.pipe, record.ID)
			continue
		}
		if properties := propertiesOf(entity); !maps.Equal(properties, record.Properties) {
			t.Errorf("%s: record %s: the dataset has %v, HubSpot %v", f.pipe, record.ID, properties, record.Properties)
		}
		delete(entities, record.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(entities)) {
		t.Errorf("%s: entity %s is live in the dataset but not a record in HubSpot", f.pipe, id)
	}
}
