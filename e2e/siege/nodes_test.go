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

// Fifty nodes read one account at once, with its limits: everything, and then what has changed since their offset. All of them get all of
// it, none waits much longer than the others, and HubSpot's limits are kept.
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
		clients, errs := make([]client, nodes-realNodes), make([]error, nodes)
		changes := make(chan struct{}) // closed when HubSpot's users have changed something
		var all sync.WaitGroup
		for i := range clients {
			clients[i].object = objects[i%len(objects)]
			all.Go(func() { errs[i] = clients[i].follow(ctx, s.ConnectorURL(), changes) })
		}
		for i, n := range real {
			all.Go(func() { errs[len(clients)+i] = runs(ctx, n) })
		}
		must(t, s.HubSpot.AwaitRequests(ctx, "", "", 100))
		now := map[string]map[string]time.Time{}
		for _, object := range objects {
			now[object] = change(ctx, t, s, object)
		}
		close(changes)
		all.Wait()
		took := time.Since(began)

		for i, err := range errs {
			if err != nil {
				t.Errorf("client %d: %v", i, err)
			}
		}
		for i, c := range clients {
			c.judge(t, i, now[c.object])
		}
		fair(t, clients)
		kept(ctx, t, s, took)
		recovers(ctx, t, s, before)
		fits(t, before.pid, memory)
	})
}

// client is a bare one that follows an object.
type client struct {
	object      string
	full, since answer
}

// follow reads everything, and then, once there are changes, what has changed.
func (c *client) follow(ctx context.Context, connector string, changes <-chan struct{}) (err error) {
	address := connector + "/get_" + c.object
	if c.full, err = pull(ctx, address); err != nil {
		return err
	}
	select {
	case <-changes:
	case <-ctx.Done():
		return ctx.Err()
	}
	c.since, err = pull(ctx, address+"?since="+c.full.offset)
	return err
}

// judge requires that the client has every record, and every change.
func (c *client) judge(t *testing.T, i int, now map[string]time.Time) {
	t.Helper()
	if len(c.full.changed) != sizes[c.object] {
		t.Errorf("client %d got %d %s, want %d", i, len(c.full.changed), c.object, sizes[c.object])
	}
	for id, changed := range now {
		if last, again := c.since.changed[id]; again && last.Equal(changed) || !again && c.full.changed[id].Equal(changed) {
			continue
		}
		t.Errorf("client %d did not hear that %s %s was changed at %s: first it was of %s, then of %s", i, c.object, id, changed, c.full.changed[id], c.since.changed[id])
	}
}

// change changes records, and returns when each was changed.
func change(ctx context.Context, t *testing.T, s *stack.Stack, object string) map[string]time.Time {
	t.Helper()
	ids, err := s.HubSpot.Object(object).Change(ctx, changed)
	must(t, err)
	at := map[string]time.Time{}
	for _, id := range ids {
		record, err := s.HubSpot.Object(object).Get(ctx, id)
		must(t, err)
		at[id] = record.UpdatedAt
	}
	return at
}

// fair requires that nobody waited much longer than the others.
func fair(t *testing.T, clients []client) {
	t.Helper()
	var took []time.Duration
	refused := 0
	for _, c := range clients {
		took, refused = append(took, c.full.took+c.since.took), refused+c.full.refused+c.since.refused
	}
	slices.Sort(took)
	fastest, middle, slowest := took[0], took[len(took)/2], took[len(took)-1]
	t.Logf("the fastest %s, the middle %s, the slowest %s, which is %.1f times the fastest; %d attempts found no place",
		fastest, middle, slowest, slowest.Seconds()/fastest.Seconds(), refused)
	if slowest > starved*middle+mayWaitMore {
		t.Errorf("the slowest client took %s, the one in the middle %s: somebody is starved", slowest, middle)
	}
}

// kept requires that HubSpot's limits were kept, and that nothing took much longer than they do.
func kept(ctx context.Context, t *testing.T, s *stack.Stack, took time.Duration) {
	t.Helper()
	requests, err := s.HubSpot.AllRequests(ctx)
	must(t, err)
	var calls allowance.Calls
	for _, r := range requests {
		calls.Add(r.Method, r.Path, r.Status)
	}
	if calls.Refused > 0 || calls.Write > 0 {
		t.Errorf("HubSpot refused %d calls for its limits, and %d wrote", calls.Refused, calls.Write)
	}
	seconds := float64(calls.Total()-calls.Search)/allowance.CallsPerSecond + float64(calls.Search)/allowance.SearchesPerSecond
	bound := time.Duration(seconds * float64(time.Second))
	t.Logf("%d nodes: %s, of which the account takes %s; %s", nodes, took, bound, calls)
	if took > bound+2*mayWaitMore {
		t.Errorf("it took %s, want at most %s more than %s", took, 2*mayWaitMore, bound)
	}
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

// runs lets a node read contacts and companies, again and again until it got them.
func runs(ctx context.Context, n *fakesesam.Node) error {
	for _, pipe := range []string{stack.Pipe, stack.CompaniesPipe, stack.Pipe} {
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
