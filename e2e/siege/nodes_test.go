package siege

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// What fifty nodes read: each of the bare clients one of these, in turn.
var (
	sizes   = map[string]int{"contacts": 1000, "companies": 500, "deals": 500, "tickets": 500, "products": 500}
	objects = []string{"contacts", "companies", "deals", "tickets", "products"}
)

const (
	nodes       = 50
	realNodes   = 4
	changed     = 7               // records of each object between a full read and one since its offset
	starved     = 4               // times what the one in the middle takes
	mayWaitMore = 2 * time.Minute // beyond what the account allows: for places, and on a machine that does other things
)

// Fifty nodes read one account at once, with its limits: everything, and then what has changed since. All of them get all of it, none
// waits much longer than the account takes for all, and HubSpot's limits are kept.
func TestFiftyNodesAtOnce(t *testing.T) {
	records := map[string]int{}
	for object, n := range sizes {
		if object != "contacts" {
			records[object] = n
		}
	}
	options := stack.Options{Contacts: sizes["contacts"], Records: records, Seed: 91}
	besieged(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		before, err := look(ctx, s)
		must(t, err)
		must(t, s.HubSpot.Limit(ctx, allowance.Plan))
		real := make([]*fakesesam.Node, realNodes)
		for i := range real {
			real[i] = node(t, s)
		}
		must(t, s.HubSpot.ForgetRequests(ctx))

		began := time.Now()
		all := everybody(ctx, t, s, real, "", nil)
		changes := map[string][]string{}
		for _, object := range objects {
			ids, err := s.HubSpot.Object(object).Change(ctx, changed)
			must(t, err)
			changes[object] = ids
		}
		since := everybody(ctx, t, s, real, "since", all)
		took := time.Since(began)

		for i, got := range since {
			for _, id := range changes[objects[i%len(objects)]] {
				if !got.ids[id] {
					t.Errorf("client %d did not hear of the change of %s %s", i, objects[i%len(objects)], id)
				}
			}
		}
		requests, err := s.HubSpot.AllRequests(ctx)
		must(t, err)
		var calls allowance.Calls
		for _, r := range requests {
			calls.Add(r.Method, r.Path, r.Status)
		}
		if calls.Refused > 0 || calls.Write > 0 {
			t.Errorf("HubSpot refused %d calls for its limits, and %d wrote", calls.Refused, calls.Write)
		}
		bound := time.Duration(float64(calls.Total()-calls.Search)/allowance.CallsPerSecond*float64(time.Second)) +
			time.Duration(float64(calls.Search)/allowance.SearchesPerSecond*float64(time.Second))
		t.Logf("%d nodes: %s, of which the account takes %s; %s", nodes, took, bound, calls)
		if took > bound+2*mayWaitMore {
			t.Errorf("it took %s, want at most %s more than %s", took, 2*mayWaitMore, bound)
		}
		recovers(ctx, t, s, before)
	})
}

// node starts a node that reads all of it through the connector.
func node(t *testing.T, s *stack.Stack) *fakesesam.Node {
	t.Helper()
	project, err := stack.NewProject(t.TempDir(), s.HubSpotURL(), nil)
	must(t, err)
	env, err := fakesesam.LoadValues(project.EnvFile)
	must(t, err)
	secrets, err := fakesesam.LoadValues(project.SecretsFile)
	must(t, err)
	return fakesesam.Start(t, fakesesam.Config(project.Dir), fakesesam.Env(env), fakesesam.Secrets(secrets),
		fakesesam.Microservice(stack.System, s.ConnectorURL()), fakesesam.NoSync())
}

// everybody lets every client read at the same time, since the offsets of before unless mode is empty.
func everybody(ctx context.Context, t *testing.T, s *stack.Stack, real []*fakesesam.Node, mode string, before []answer) []answer {
	t.Helper()
	got, errs := make([]answer, nodes-len(real)), make([]error, nodes)
	began := time.Now()
	var all sync.WaitGroup
	for i := range got {
		address := s.ConnectorURL() + "/get_" + objects[i%len(objects)]
		if mode != "" {
			address += "?" + mode + "=" + before[i].offset
		}
		all.Go(func() { got[i], errs[i] = pull(ctx, address) })
	}
	for i, n := range real {
		all.Go(func() { errs[len(got)+i] = runs(ctx, n) })
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("client %d: %v", i, err)
		}
	}
	var took []time.Duration
	refused := 0
	for i, a := range got {
		took, refused = append(took, a.took), refused+a.refused
		if want := sizes[objects[i%len(objects)]]; mode == "" && len(a.ids) != want {
			t.Errorf("client %d got %d %s, want %d", i, len(a.ids), objects[i%len(objects)], want)
		}
	}
	slices.Sort(took)
	fastest, middle, slowest := took[0], took[len(took)/2], took[len(took)-1]
	t.Logf("%q: all %s; the fastest %s, the middle %s, the slowest %s, which is %.1f times the fastest; %d attempts found no place",
		mode, time.Since(began), fastest, middle, slowest, slowest.Seconds()/fastest.Seconds(), refused)
	if slowest > starved*middle+mayWaitMore {
		t.Errorf("the slowest client took %s, the one in the middle %s: somebody is starved", slowest, middle)
	}
	return got
}

// runs lets a node read contacts and companies, again and again until it got them.
func runs(ctx context.Context, n *fakesesam.Node) error {
	for _, pipe := range []string{stack.Pipe, stack.CompaniesPipe} {
		if err := completes(ctx, n, pipe); err != nil {
			return err
		}
		entities, err := n.Entities(pipe)
		if err != nil {
			return err
		}
		want := sizes["contacts"]
		if pipe == stack.CompaniesPipe {
			want = sizes["companies"]
		}
		if len(entities) != want {
			return fmt.Errorf("%s: the dataset has %d entities, want %d", pipe, len(entities), want)
		}
	}
	return nil
}

// completes runs a pipe until it is not refused for want of a place.
func completes(ctx context.Context, n *fakesesam.Node, pipe string) error {
	for {
		run, err := n.Run(ctx, pipe)
		if err != nil {
			return err
		}
		if run.Outcome == fakesesam.Completed {
			return nil
		}
		if !strings.Contains(run.Error, "503") || !strings.Contains(run.Error, "as many reads and pushes are running as may") {
			return fmt.Errorf("%s: %s", pipe, run.Error)
		}
		select {
		case <-time.After(5 * time.Second): // the schedule of a hasty node
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
