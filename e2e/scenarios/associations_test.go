package scenarios

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// The pipe of pairs reads all of them in each run, so the dataset also loses what is no longer associated. A run that fails
// takes nothing away.
func TestPairsOfContactAndCompany(t *testing.T) {
	const contacts = 130
	options := stack.Options{
		Contacts: contacts, Records: map[string]int{"companies": 20}, AssociationPage: 4, Seed: 91, Environment: impatient,
	}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f, hubspot := flow{s, "contacts", stack.AssociationsPipe}, s.HubSpot.Object("contacts")
		all, companies := f.records(ctx, t), companiesFlow(s).records(ctx, t)
		for i := range 40 {
			must(t, hubspot.Associate(ctx, all[i].ID, "companies", companies[i%20].ID))
		}
		for _, company := range companies[:11] {
			must(t, hubspot.Associate(ctx, all[50].ID, "companies", company.ID))
		}
		pairs := f.pairs(ctx, t, "companies")
		f.completed(ctx, t, "full", len(pairs), len(pairs))
		f.samePairs(ctx, t, pairs)
		if stored := f.offset(ctx, t); stored != "" {
			t.Errorf("a pipe that always reads everything has the pipe_offset %q", stored)
		}

		outage := stack.Fault{Kind: "status", Status: http.StatusBadGateway, Match: stack.FaultMatch{Method: http.MethodPost, Path: "/crm/v4/associations/*"}}
		must(t, s.HubSpot.AddFault(ctx, outage))
		f.failed(ctx, t, "502")
		must(t, s.HubSpot.ClearFaults(ctx))
		f.samePairs(ctx, t, pairs)

		must(t, hubspot.Dissociate(ctx, all[0].ID, "companies", companies[0].ID))
		must(t, hubspot.Dissociate(ctx, all[50].ID, "companies", companies[10].ID))
		must(t, hubspot.Associate(ctx, all[60].ID, "companies", companies[3].ID))
		must(t, s.HubSpot.Object("companies").Archive(ctx, companies[7].ID))
		now := f.pairs(ctx, t, "companies")
		if len(now) >= len(pairs) {
			t.Fatalf("HubSpot has %d pairs where it had %d", len(now), len(pairs))
		}
		if event := f.run(ctx, t); event.Type != "pump-completed" || event.Metrics.Entities.EntitiesLastRun != len(now) {
			t.Errorf("the run ended with %+v, want %d pairs", event, len(now))
		}
		f.samePairs(ctx, t, now)

		said, err := stack.Read(ctx, s.ConnectorURL()+"/get_associations?from=contacts&to=companies&since=2026-01-01T00:00:00Z")
		must(t, err)
		if !strings.HasPrefix(said, `{"error"`) || !strings.Contains(said, "since") {
			t.Errorf("a read of associations since an offset is answered with %.200q, want an error that names since", said)
		}
	})
}

// pairs returns the entities that a pipe of pairs must have, by _id.
func (f flow) pairs(ctx context.Context, t *testing.T, to string) map[string]stack.Entity {
	t.Helper()
	pairs := map[string]stack.Entity{}
	for _, record := range f.records(ctx, t) {
		for _, association := range f.associated(ctx, t, record.ID, to) {
			id := record.ID + ":" + association.ID.String()
			text, err := json.Marshal(map[string]any{"_id": id, "from": record.ID, "to": association.ID.String(), "types": association.Types})
			must(t, err)
			var entity stack.Entity
			must(t, json.Unmarshal(text, &entity))
			pairs[id] = entity
		}
	}
	return pairs
}

// samePairs requires that the dataset has exactly these entities.
func (f flow) samePairs(ctx context.Context, t *testing.T, want map[string]stack.Entity) {
	t.Helper()
	got := f.live(ctx, t)
	for _, entity := range got {
		for name := range entity {
			if strings.HasPrefix(name, "_") && name != "_id" {
				delete(entity, name)
			}
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the dataset has %d pairs, HubSpot %d: %v, want %v", len(got), len(want), got, want)
	}
}
