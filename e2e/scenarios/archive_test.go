package scenarios

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Two pipes read the same companies, with an archive that is read at most once in ten minutes: each hears of every deletion,
// whichever of them has caused HubSpot's archive to be read.
func TestTwoPipesHearOfEveryDeletion(t *testing.T) {
	const companies = 120
	options := stack.Options{Records: map[string]int{"companies": companies}, Seed: 54, Environment: map[string]string{"archive-interval": "10m"}}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		one, other := companiesFlow(s), flow{s, "companies", "companies-again"}
		must(t, s.Sesam.AddPipe(ctx, other.pipe, stack.Source{URL: "get_companies", SupportsSince: true}))
		for _, f := range []flow{one, other} {
			f.completed(ctx, t, "full", companies, companies)
		}
		all, hubspot := one.records(ctx, t), s.HubSpot.Object("companies")
		must(t, hubspot.Archive(ctx, all[3].ID))
		must(t, hubspot.Archive(ctx, all[5].ID))
		settle(ctx, t, s)
		must(t, s.HubSpot.ForgetRequests(ctx))
		one.completed(ctx, t, "incremental", 2, 2)
		read := archiveReads(ctx, t, one)
		if read == 0 {
			t.Error("HubSpot's archive was not read")
		}
		other.completed(ctx, t, "incremental", 2, 2)
		if again := archiveReads(ctx, t, one); again != read {
			t.Errorf("HubSpot's archive was read with %d calls for the first pipe and %d more for the second, want none more within the interval", read, again-read)
		}
		for _, f := range []flow{one, other} {
			f.sameAsHubSpot(ctx, t)
		}
	})
}

// A deletion that falls between two readings of the archive is heard of by both pipes after the next one, although their
// offsets have passed it by then.
func TestADeletionBetweenTwoReadingsOfTheArchive(t *testing.T) {
	const companies = 60
	options := stack.Options{
		Records: map[string]int{"companies": companies}, Seed: 55,
		Environment: map[string]string{"archive-interval": "2s", "settle-window": "0"},
	}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		one, other := companiesFlow(s), flow{s, "companies", "companies-again"}
		must(t, s.Sesam.AddPipe(ctx, other.pipe, stack.Source{URL: "get_companies", SupportsSince: true}))
		pipes := []flow{one, other}
		for _, f := range pipes {
			f.completed(ctx, t, "full", companies, companies)
		}
		all, hubspot := one.records(ctx, t), s.HubSpot.Object("companies")
		one.run(ctx, t) // reads the archive
		must(t, hubspot.Archive(ctx, all[8].ID))
		changed, err := hubspot.Update(ctx, all[9].ID, map[string]string{"name": "Later"})
		must(t, err)
		must(t, s.HubSpot.Advance(ctx, 2*time.Second)) // the connector knows the time only to the second
		for _, f := range pipes {
			f.run(ctx, t)
			if stored := f.offset(ctx, t); stored != changed.UpdatedAt.UTC().Format(offsetLayout) {
				t.Errorf("%s: pipe_offset is %q, want the time of the change after the deletion, %v", f.pipe, stored, changed.UpdatedAt)
			}
		}
		for _, f := range pipes {
			f.runUntilGone(ctx, t, all[8].ID)
			f.sameAsHubSpot(ctx, t)
		}
	})
}

// runUntilGone runs the pipe again and again until an entity has left its dataset.
func (f flow) runUntilGone(ctx context.Context, t *testing.T, id string) {
	t.Helper()
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, alive := f.live(ctx, t)[id]; alive; _, alive = f.live(ctx, t)[id] {
		if patience.Err() != nil {
			t.Fatalf("%s: %s is still live in the dataset", f.pipe, id)
		}
		f.run(ctx, t)
	}
}

// archiveReads counts the calls that read HubSpot's archive of the flow's object.
func archiveReads(ctx context.Context, t *testing.T, f flow) int {
	t.Helper()
	requests, err := f.HubSpot.Requests(ctx, http.MethodGet, f.path())
	must(t, err)
	return len(slices.DeleteFunc(requests, func(r stack.Request) bool { return !archived(r) }))
}

func archived(r stack.Request) bool { return strings.Contains(r.Query, "archived=true") }
