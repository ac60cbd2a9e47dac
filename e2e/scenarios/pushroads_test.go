package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A road is a way in which a pipe sends entities. run adds the pipe, unless it is the second time, runs it, and compares what the node
// says with what the rows do.
type road struct {
	name string
	run  func(ctx context.Context, t *testing.T, b *becoming, again bool)
}

// pushes is the road through a sink: what fails waits to be sent again.
func pushes(ctx context.Context, t *testing.T, b *becoming, again bool) {
	t.Helper()
	if !again {
		must(t, b.Sesam.AddTolerantPush(ctx, b.pipe(), b.receiver(), "push_"+b.to, stack.Tolerance{Waiting: 100, Retries: 5}))
	}
	said := flow{b.Stack, b.object, b.pipe()}.complaints(ctx, t)
	for i, row := range b.rows {
		for n := range row.send {
			id := b.entity(i, n)
			why, failed := said[id]
			if want := row.want == "refused" || row.want == "conflict"; failed != want && !again {
				t.Errorf("%s: %s: the log has %q, want a write-error: %t", b.pipe(), row.name, why, want)
			}
			if says := b.records[i].fill(row.says); failed && (!strings.Contains(why, says) || !strings.Contains(why, id)) {
				t.Errorf("%s: %s: the log says %q, want %q and %q in it", b.pipe(), row.name, why, id, says)
			}
		}
	}
}

// complaints runs the pipe, which must complete, and returns what the log then says of entities that fail, by their _id.
func (f flow) complaints(ctx context.Context, t *testing.T) map[string]string {
	t.Helper()
	before, err := f.Sesam.Log(ctx, f.pipe)
	must(t, err)
	f.written(ctx, t)
	events, err := f.Sesam.Log(ctx, f.pipe)
	must(t, err)
	said := map[string]string{}
	for _, event := range events[len(before):] {
		if id, failed := strings.CutPrefix(event.ID, "write-error:"); failed {
			said[id] = event.OriginalErrorMessage
		}
	}
	return said
}

// written runs the pipe, which must complete.
func (f flow) written(ctx context.Context, t *testing.T) {
	t.Helper()
	if event := f.run(ctx, t); event.Type != "pump-completed" {
		t.Fatalf("%s: %s: %s", f.pipe, event.Type, event.OriginalErrorMessage)
	}
}

// transforms is the road through a transform: what has become of an entity comes home with it.
func transforms(ctx context.Context, t *testing.T, b *becoming, again bool) {
	t.Helper()
	if !again {
		must(t, b.Sesam.AddTransform(ctx, b.pipe(), b.receiver(), "transform_"+b.to))
	}
	flow{b.Stack, b.object, b.pipe()}.written(ctx, t)
	history, err := b.Sesam.History(ctx, b.pipe())
	must(t, err)
	home := map[string]stack.Entity{}
	for _, entity := range history {
		home[entity.ID()] = entity
	}
	for i, row := range b.rows {
		want := row.want
		if again && slices.Contains([]string{"created", "updated", "archived"}, want) {
			want = "unchanged"
		}
		for n := range row.send {
			outcome, _ := home[b.entity(i, n)]["$hubspot"].(map[string]any)
			if status := fmt.Sprint(outcome["status"]); status != want {
				t.Errorf("%s: %s: the dataset has %v, want the status %s", b.pipe(), row.name, outcome, want)
			}
			says := strings.ReplaceAll(b.records[i].fill(row.says), `\`, "")
			if why := fmt.Sprint(outcome["error"]); says != "" && !strings.Contains(why, says) {
				t.Errorf("%s: %s: the dataset says %q, want %q in it", b.pipe(), row.name, why, says)
			}
			if id := outcome["id"]; slices.Contains([]string{"updated", "archived", "conflict"}, row.want) && !again && id != b.records[i].id || row.want == "created" && id == nil {
				t.Errorf("%s: %s: the dataset has the id %v, want %q", b.pipe(), row.name, id, b.records[i].id)
			}
		}
	}
}

// unlikely is what no row can be: elements that no node sends, an address at the connector that is wrong, and the same entity a
// hundred times, eight at a time.
func unlikely(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	status, said, err := s.Connector.Push(ctx, "push_contacts", `[7,"x",null,[],{"email":"fifth@example.com","jobtitle":"Chief"}]`)
	must(t, err)
	if status != http.StatusBadRequest || strings.Count(said, "not a JSON object") != 5 || !strings.Contains(said, `"index":3`) || strings.Contains(said, `"index":4`) {
		t.Errorf("elements that are no objects: %d %s", status, said)
	}
	if found := withAddress(ctx, t, s, "fifth@example.com"); len(found) != 1 {
		t.Errorf("beside elements that are no objects, %d contacts were created, want 1", len(found))
	}

	must(t, s.Sesam.AddPush(ctx, "wrong-share", "persons-push", "push_contacts?match=jobtitle"))
	must(t, s.HubSpot.ForgetRequests(ctx))
	flow{s, "contacts", "wrong-share"}.failed(ctx, t, "jobtitle of contacts is not unique")
	if n, err := s.HubSpot.CountRequests(ctx, "", "/crm/v3/objects/*", 0); err != nil || n > 0 {
		t.Errorf("HubSpot was asked %d times about records by a property that is not unique, %v", n, err)
	}

	must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "delay", Delay: "200ms", Match: stack.FaultMatch{Operation: "batch-create"}})) // so that all look before one creates
	var sending sync.WaitGroup
	for range 8 { // the connector refuses more at a time
		sending.Go(func() {
			for range 13 {
				status, said, err := s.Connector.Push(ctx, "push_contacts", `[{"email":"often@example.com","jobtitle":"Chief"}]`)
				if status != http.StatusOK || err != nil {
					t.Errorf("sent a hundred times: %d %s %v", status, said, err)
				}
			}
		})
	}
	sending.Wait()
	must(t, s.HubSpot.ClearFaults(ctx))
	if found := withAddress(ctx, t, s, "often@example.com"); len(found) != 1 {
		t.Errorf("an entity that was sent a hundred times, eight at once, has become %d contacts, want 1", len(found))
	}
}
