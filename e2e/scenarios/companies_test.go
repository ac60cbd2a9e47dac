package scenarios

import (
	"context"
	"net/http"
	"reflect"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

func companiesFlow(s *stack.Stack) flow { return flow{s, "companies", stack.CompaniesPipe} }

// Companies take the same road as contacts: a full run, then runs that read what has changed, been archived, restored or
// merged away, and everything again after a reset.
func TestCompanies(t *testing.T) {
	const companies = 340
	options := stack.Options{Contacts: 20, Records: map[string]int{"companies": companies}, Seed: 41}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f := companiesFlow(s)
		f.completed(ctx, t, "full", companies, companies)
		f.sameAsHubSpot(ctx, t)
		before := f.offset(ctx, t)
		f.completed(ctx, t, "incremental", 0, 0)

		all, hubspot := f.records(ctx, t), s.HubSpot.Object("companies")
		changed, err := hubspot.Update(ctx, all[100].ID, map[string]string{"name": "Changed"})
		must(t, err)
		settle(ctx, t, s)
		f.completed(ctx, t, "incremental", 1, 1)
		if stored := f.offset(ctx, t); stored != changed.UpdatedAt.UTC().Format(offsetLayout) || stored <= before {
			t.Errorf("pipe_offset went from %q to %q, want the time of the change %v", before, stored, changed.UpdatedAt)
		}
		if got := propertiesOf(f.live(ctx, t)[changed.ID]); got["name"] != "Changed" {
			t.Errorf("the dataset has %v, want the changed name", got)
		}

		archived, restored, primary, other := all[10].ID, all[20].ID, all[30].ID, all[40].ID
		must(t, hubspot.Archive(ctx, archived))
		must(t, hubspot.Archive(ctx, restored))
		merged, err := hubspot.Merge(ctx, primary, other)
		must(t, err)
		settle(ctx, t, s)
		f.run(ctx, t)
		for _, id := range []string{archived, restored, primary, other} {
			if _, alive := f.live(ctx, t)[id]; alive && id != merged.ID {
				t.Errorf("company %s is live in the dataset after it was archived or merged away", id)
			}
		}
		f.sameAsHubSpot(ctx, t)
		must(t, hubspot.Restore(ctx, restored))
		settle(ctx, t, s)
		f.run(ctx, t)
		f.sameAsHubSpot(ctx, t)

		must(t, s.Sesam.Reset(ctx, f.pipe))
		f.completed(ctx, t, "full", companies-2, 0) // one is archived, and two have become one
		f.sameAsHubSpot(ctx, t)
	})
}

// Whatever goes wrong while companies are read, the pump fails, nothing is stored and nothing is deleted; once HubSpot works
// again, the next run delivers what was missing.
func TestCompaniesInTrouble(t *testing.T) {
	const companies = 2000
	path := companiesFlow(nil).path()
	everything, late := stack.FaultMatch{Path: path + "*"}, stack.FaultMatch{Method: http.MethodGet, Path: path, Nth: middle}
	options := stack.Options{Records: map[string]int{"companies": companies}, Seed: 42, Environment: impatient}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		f := companiesFlow(s)
		f.completed(ctx, t, "full", companies, companies)
		for _, trouble := range []struct {
			name   string
			fault  stack.Fault
			reset  bool
			reason string
		}{
			{"down", stack.Fault{Kind: "status", Status: http.StatusInternalServerError, Match: everything}, false, "500"},
			{"down in a full run", stack.Fault{Kind: "status", Status: http.StatusInternalServerError, Match: everything}, true, "500"},
			{"too many requests", stack.Fault{Kind: "status", Status: http.StatusTooManyRequests, Match: everything}, false, "429"},
			{"cut", stack.Fault{Kind: "cut", AfterBytes: 700, Match: late}, true, ""},
		} {
			if trouble.reset {
				must(t, s.Sesam.Reset(ctx, f.pipe))
			}
			before, stored := f.live(ctx, t), f.offset(ctx, t)
			must(t, s.HubSpot.AddFault(ctx, trouble.fault))
			f.failed(ctx, t, trouble.reason)
			if after := f.live(ctx, t); !reflect.DeepEqual(after, before) {
				t.Errorf("%s: a failed run left %d live entities where there were %d", trouble.name, len(after), len(before))
			}
			if after := f.offset(ctx, t); after != stored {
				t.Errorf("%s: pipe_offset went from %q to %q in a failed run", trouble.name, stored, after)
			}
			must(t, s.HubSpot.ClearFaults(ctx))
			must(t, s.RestartConnector(ctx)) // it forgets the ten seconds that a 429 makes it wait
			touched, err := s.HubSpot.Object("companies").Touch(ctx, 3)
			must(t, err)
			settle(ctx, t, s)
			if event := f.run(ctx, t); event.Type != "pump-completed" || event.Metrics.Entities.ChangesLastRun != len(touched) {
				t.Errorf("%s: the run afterwards is %+v, want the %d changes", trouble.name, event, len(touched))
			}
			f.sameAsHubSpot(ctx, t)
		}
	})
}
