package scenarios

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Deals come with the companies and contacts that each is associated with, all of them, however many pages that takes. An
// association that changes does not change the deal: it arrives when the deal changes, or with the next full run.
func TestDealsWithTheirAssociations(t *testing.T) {
	const deals = 60
	options := stack.Options{
		Contacts: 30, Records: map[string]int{"companies": 12, "deals": deals}, AssociationPage: 3, Seed: 81,
	}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f, hubspot := flow{s, "deals", stack.DealsPipe}, s.HubSpot.Object("deals")
		all, contacts, companies := f.records(ctx, t), contactsFlow(s).records(ctx, t), companiesFlow(s).records(ctx, t)
		busy, quiet := all[0].ID, all[1].ID
		for _, contact := range contacts[:10] {
			must(t, hubspot.Associate(ctx, busy, "contacts", contact.ID))
		}
		must(t, hubspot.Associate(ctx, quiet, "companies", companies[0].ID))
		f.completed(ctx, t, "full", deals, deals)
		f.sameAsHubSpot(ctx, t)
		f.sameAssociations(ctx, t, "companies", "contacts")

		must(t, hubspot.Dissociate(ctx, busy, "contacts", contacts[4].ID))
		must(t, hubspot.Associate(ctx, quiet, "companies", companies[1].ID))
		settle(ctx, t, s)
		f.completed(ctx, t, "incremental", 0, 0)
		_, err := hubspot.Update(ctx, busy, map[string]string{"dealname": "Busy"})
		must(t, err)
		settle(ctx, t, s)
		f.completed(ctx, t, "incremental", 1, 1)
		if got, want := f.live(ctx, t)[busy]["associations"], f.associations(ctx, t, busy, "companies", "contacts"); !reflect.DeepEqual(got, want) {
			t.Errorf("the changed deal has the associations %v in the dataset, want %v", got, want)
		}

		event, err := s.Sesam.Rescan(ctx, f.pipe)
		must(t, err)
		if event.Type != "pump-completed" || event.Metrics.Entities.ChangesLastRun != 1 {
			t.Errorf("the rescan ended with %+v, want one change: the deal whose associations alone have changed", event)
		}
		f.sameAsHubSpot(ctx, t)
		f.sameAssociations(ctx, t, "companies", "contacts")
	})
}

// sameAssociations requires that the entities have the associations of HubSpot's records with these object types.
func (f flow) sameAssociations(ctx context.Context, t *testing.T, others ...string) {
	t.Helper()
	entities := f.live(ctx, t)
	for _, record := range f.records(ctx, t) {
		if got, want := entities[record.ID]["associations"], f.associations(ctx, t, record.ID, others...); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: record %s has the associations %v, want %v", f.pipe, record.ID, got, want)
		}
	}
}

// associations returns those of a record in the form that its entity has.
func (f flow) associations(ctx context.Context, t *testing.T, id string, others ...string) any {
	t.Helper()
	type end struct {
		ID    string                  `json:"id"`
		Types []stack.AssociationType `json:"types"`
	}
	member := map[string][]end{}
	for _, other := range others {
		ends := []end{}
		for _, association := range f.associated(ctx, t, id, other) {
			ends = append(ends, end{association.ID.String(), association.Types})
		}
		member[other] = ends
	}
	text, err := json.Marshal(member)
	must(t, err)
	var decoded any
	must(t, json.Unmarshal(text, &decoded))
	return decoded
}

// associated returns what a record is associated with in HubSpot, in the order of the IDs, and each with its types in theirs.
func (f flow) associated(ctx context.Context, t *testing.T, id, other string) []stack.Association {
	t.Helper()
	all, err := f.HubSpot.Object(f.object).Associations(ctx, id, other)
	must(t, err)
	for _, association := range all {
		slices.SortFunc(association.Types, func(a, b stack.AssociationType) int { return cmp.Compare(a.TypeID, b.TypeID) })
	}
	slices.SortFunc(all, func(a, b stack.Association) int { return cmp.Compare(number(t, a), number(t, b)) })
	return all
}

func number(t *testing.T, a stack.Association) int64 {
	t.Helper()
	n, err := strconv.ParseInt(a.ID.String(), 10, 64)
	must(t, err)
	return n
}
