package chaos

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// read is the object types that pipes of the project collect.
var read = map[string]string{
	"contacts": stack.Pipe, "companies": stack.CompaniesPipe, "deals": stack.DealsPipe, "tickets": stack.TicketsPipe,
}

// judge watches what the node has.
type judge struct {
	*stage
	*traces

	offsets           map[string]string
	checked, versions int
}

// observe checks the offsets of all pipes. A pipe's offset is read first, then its dataset, then HubSpot: so the dataset is at least
// what the offset vouches for, and a record that HubSpot shows as last changed before the offset has not changed since. Of others
// nothing can be said. What cannot be read, because a program is away, is left for the next time.
func (j *judge) observe(ctx context.Context) {
	for object, pipe := range read {
		offset, err := j.sesam.Offset(ctx, pipe)
		if err != nil || offset == "" {
			continue
		}
		entities, err := j.sesam.Live(ctx, pipe)
		if err != nil {
			continue
		}
		now, err := j.truth(ctx)
		if err != nil {
			continue
		}
		if offset < j.offsets[pipe] { // both have the same form
			j.Errorf("%s: the offset went back from %s to %s", pipe, j.offsets[pipe], offset)
		}
		j.offsets[pipe] = offset
		upTo, err := time.Parse(time.RFC3339, offset)
		if err != nil {
			j.Errorf("%s: offset %q: %v", pipe, offset, err)
			continue
		}
		for id, record := range now.records[object] {
			entity, live := entities[id]
			switch {
			case record.ArchivedAt != nil && !record.ArchivedAt.After(upTo) && live:
				j.Errorf("%s: offset %s, but %s, archived %s, is live in the dataset", pipe, offset, id, record.ArchivedAt)
			case record.ArchivedAt == nil && !record.UpdatedAt.After(upTo):
				if version, _ := entity["updatedAt"].(string); !live || !j.same(version, record.UpdatedAt) {
					j.Errorf("%s: offset %s, but of %s, changed %s, the dataset has %q", pipe, offset, id, record.UpdatedAt, version)
				}
			}
		}
		j.checked++
	}
}

func (*judge) same(text string, at time.Time) bool {
	parsed, err := time.Parse(time.RFC3339, text)
	return err == nil && parsed.Equal(at)
}

// begins are when the runs of a pipe began that have written something.
func (j *judge) begins(ctx context.Context, pipe string) []time.Time {
	var began []time.Time
	events, err := j.sesam.History(ctx, "system:pump:"+pipe)
	j.must(err)
	for _, event := range events {
		text, _ := event["start_time"].(string)
		if at, err := time.Parse(time.RFC3339, text); err == nil && event["event_type"] == "pump-started" {
			began = append(began, at)
		}
	}
	return began
}

// deletions checks every version that says that a record is gone: it may have been at some moment of the run that wrote it.
func (j *judge) deletions(ctx context.Context) (deleted int) {
	for object, pipe := range read {
		began := j.begins(ctx, pipe)
		versions, err := j.sesam.History(ctx, pipe)
		j.must(err)
		for _, version := range versions {
			j.versions++
			if gone, _ := version["_deleted"].(bool); !gone {
				continue
			}
			deleted++
			micros, _ := version["_ts"].(float64)
			written := time.UnixMicro(int64(micros))
			var from time.Time
			for _, at := range began {
				if !at.After(written) && at.After(from) {
					from = at
				}
			}
			if from.IsZero() {
				j.Errorf("%s: no run has begun before %s, when %s was deleted", pipe, written, version.ID())
			}
			if !j.mayBeGone(object, version.ID(), from, written) {
				j.Errorf("%s: %s was deleted at %s, by a run from %s on, but was live in HubSpot all that time", pipe, version.ID(), written, from)
			}
		}
	}
	return deleted
}

// equal checks that the datasets are what HubSpot has.
func (j *judge) equal(ctx context.Context) {
	for object, pipe := range read {
		records, err := j.hubspot.Object(object).All(ctx)
		j.must(err)
		entities, err := j.sesam.Live(ctx, pipe)
		j.must(err)
		for _, record := range records {
			shown := map[string]string{}
			properties, _ := entities[record.ID]["properties"].(map[string]any)
			for name, value := range properties {
				shown[name], _ = value.(string)
			}
			if !maps.Equal(shown, record.Properties) {
				j.Errorf("%s: of %s, the dataset has %v, HubSpot %v", pipe, record.ID, shown, record.Properties)
			}
			delete(entities, record.ID)
		}
		for id := range entities {
			j.Errorf("%s: %s is live in the dataset, but not in HubSpot", pipe, id)
		}
	}
	owners, err := j.sesam.Live(ctx, stack.OwnersPipe)
	j.must(err)
	pipelines, err := j.sesam.Live(ctx, stack.PipelinesPipe)
	j.must(err)
	have, err := j.hubspot.Pipelines(ctx, "deals")
	j.must(err)
	now, err := j.truth(ctx)
	j.must(err)
	if len(owners) != now.owners || len(pipelines) != len(have) || len(have) == 0 {
		j.Errorf("%d owners and %d pipelines in the datasets, %d and %d in HubSpot", len(owners), len(pipelines), now.owners, len(have))
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

// completes runs a pipe until a run of it completes and nothing waits to be sent again.
func (j *judge) completes(ctx context.Context, pipe, operation string) {
	last := ""
	_ = j.patiently(ctx, runLimit, "fakesesam", "a completed run of "+pipe, func(ctx context.Context) error {
		err := stack.Await(ctx, "a run of "+pipe+" to complete", func() bool {
			runs := map[string]func(context.Context, string) (stack.Event, error){"start": j.sesam.Run, "start-rescan": j.sesam.Rescan}
			end, err := runs[operation](ctx, pipe)
			waiting, unknown := j.sesam.Waiting(ctx, pipe)
			if ctx.Err() == nil {
				last = fmt.Sprint(end.Type, " ", end.OriginalErrorMessage, " ", err, ", waiting: ", waiting)
			}
			return err == nil && unknown == nil && end.Type == "pump-completed" && waiting == 0
		})
		if err != nil {
			return fmt.Errorf("%w: %s", err, last)
		}
		return nil
	})
}

// must reports that something of the end could not be found out.
func (j *judge) must(err error) {
	j.Helper()
	if err != nil {
		j.Error(err)
	}
}
