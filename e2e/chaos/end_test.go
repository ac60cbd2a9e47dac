package chaos

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// equal checks that the datasets are what HubSpot has.
func (j *judge) equal(ctx context.Context) {
	for object, pipe := range read {
		records, err := j.hubspot.Object(object).All(ctx)
		j.must(err)
		entities, err := j.sesam.Live(ctx, pipe)
		j.must(err)
		for _, record := range records {
			if shown := values(entities[record.ID]); !maps.Equal(shown, record.Properties) {
				j.Errorf("%s: of %s, the dataset has %v, HubSpot %v", pipe, record.ID, shown, record.Properties)
			}
			delete(entities, record.ID)
		}
		for id := range entities {
			j.Errorf("%s: %s is live in the dataset, but not in HubSpot", pipe, id)
		}
	}
	working, err := j.hubspot.Owners(ctx, false)
	j.must(err)
	left, err := j.hubspot.Owners(ctx, true)
	j.must(err)
	owners := map[string]stack.Owner{}
	for _, owner := range append(working, left...) {
		owners[owner.ID] = owner
	}
	same(ctx, j, stack.OwnersPipe, owners)
	have, err := j.hubspot.Pipelines(ctx, "deals")
	j.must(err)
	pipelines := map[string]stack.Pipeline{}
	for _, pipeline := range have {
		pipelines[pipeline.ID] = pipeline
	}
	same(ctx, j, stack.PipelinesPipe, pipelines)
}

// same checks that a dataset has these entities and no others, by their IDs.
func same[T any](ctx context.Context, j *judge, pipe string, want map[string]T) {
	entities, err := j.sesam.Live(ctx, pipe)
	j.must(err)
	if len(want) == 0 {
		j.Errorf("%s: HubSpot has nothing", pipe)
	}
	for id, one := range want {
		text, err := json.Marshal(entities[id])
		j.must(err)
		var shown T
		j.must(json.Unmarshal(text, &shown))
		if !reflect.DeepEqual(shown, one) {
			j.Errorf("%s: of %s, the dataset has %+v, HubSpot %+v", pipe, id, shown, one)
		}
		delete(entities, id)
	}
	for id := range entities {
		j.Errorf("%s: %s is live in the dataset, but not in HubSpot", pipe, id)
	}
}

// once checks that what users have made is in HubSpot once, and that no two records of theirs have the same mark.
func (j *judge) once(ctx context.Context) (marks int) {
	now, err := j.truth(ctx)
	j.must(err)
	twice, marks := j.doubled(now)
	for _, one := range twice {
		j.Errorf("users have made a record, and there are several: %s", one)
	}
	return marks
}

// calm checks that no program has panicked.
func (j *judge) calm(ctx context.Context) {
	for _, program := range programs {
		log, err := j.log(ctx, program, "all")
		j.must(err)
		for line := range strings.Lines(log) {
			if strings.Contains(line, "panic") || strings.Contains(line, "fatal error:") {
				j.Errorf("%s: %s", program, line)
			}
		}
	}
}

// tied checks the associations in the datasets, after rescans.
func (j *judge) tied(ctx context.Context) {
	now, err := j.truth(ctx)
	j.must(err)
	deals, err := j.sesam.Live(ctx, stack.DealsPipe)
	j.must(err)
	for id, deal := range deals {
		for _, other := range []string{"companies", "contacts"} {
			shown := map[string]bool{}
			for _, far := range deal.Associated(other) {
				shown[far] = true
			}
			if want := now.tied("deals", id, other); !maps.Equal(shown, want) {
				j.Errorf("deal %s: associated with %s %v in the dataset, %v in HubSpot", id, other, shown, want)
			}
		}
	}
	pairs, err := j.sesam.Live(ctx, stack.AssociationsPipe)
	j.must(err)
	want := 0
	for id, contact := range now.records["contacts"] {
		if contact.ArchivedAt != nil {
			continue
		}
		for company := range now.tied("contacts", id, "companies") {
			if want++; pairs[id+":"+company] == nil {
				j.Errorf("the association of contact %s with company %s is not in the dataset", id, company)
			}
		}
	}
	if len(pairs) != want || want == 0 {
		j.Errorf("%d associations of contacts with companies in the dataset, %d in HubSpot", len(pairs), want)
	}
}

// arrived checks that HubSpot has everything of the ERP once, as it was last sent.
func (j *judge) arrived(ctx context.Context, e *erp) {
	for _, one := range []struct {
		object, key, named string
		sent               map[string]string
	}{{"contacts", "email", "firstname", e.persons}, {"products", "hs_sku", "name", e.products}} {
		records, err := j.hubspot.Object(one.object).Showing(ctx, false, one.key, one.named)
		j.must(err)
		times := map[string]int{}
		for _, record := range records {
			key := record.Properties[one.key]
			if name, known := one.sent[key]; known {
				if times[key]++; record.Properties[one.named] != name {
					j.Errorf("%s %s is called %q in HubSpot, and was last sent as %q", one.object, key, record.Properties[one.named], name)
				}
			}
		}
		for key := range one.sent {
			if times[key] != 1 {
				j.Errorf("%s %s is in HubSpot %d times, want once", one.object, key, times[key])
			}
		}
	}
}
