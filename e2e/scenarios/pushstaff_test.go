package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// staff is entities about contacts of which HubSpot has two thirds: each round of changes creates, updates and archives some.
type staff struct {
	*stack.Stack
	records []stack.Record // to be updated, and then to be archived
	round   int
}

const (
	staffPipe  = "erp-staff"
	staffShare = "hubspot-staff-share"
	perKind    = 20 // contacts that a round creates, updates, and archives
)

// hire returns the staff, and adds a pipe for what is sent about them and one that shares that.
func hire(ctx context.Context, t *testing.T, s *stack.Stack) *staff {
	t.Helper()
	must(t, s.Sesam.AddReceiver(ctx, staffPipe))
	must(t, s.Sesam.AddTolerantPush(ctx, staffShare, staffPipe, "push_contacts", stack.Tolerance{Once: true}))
	return &staff{Stack: s}
}

// flow is the pipe that shares them.
func (s *staff) flow() flow { return flow{s.Stack, "contacts", staffShare} }

// title is what all have as their title after the round.
func (s *staff) title() string { return fmt.Sprintf("Round %d", s.round) }

// address is that of the contact that the round creates.
func (s *staff) address(n int) string { return fmt.Sprintf("new%d.%d@example.com", s.round, n) }

// next sends the changes of another round to the node.
func (s *staff) next(ctx context.Context, t *testing.T) {
	t.Helper()
	s.round++
	s.records = nil
	for n := range 2 * perKind {
		record, err := s.HubSpot.Create(ctx, map[string]string{"email": fmt.Sprintf("old%d.%d@example.com", s.round, n), "jobtitle": "Old"})
		must(t, err)
		s.records = append(s.records, record)
	}
	var list []map[string]any
	for n := range perKind {
		id := func(kind string) string { return fmt.Sprintf("erp:%d-%s-%d", s.round, kind, n) }
		list = append(list,
			map[string]any{"_id": id("new"), "email": s.address(n), "jobtitle": s.title()},
			map[string]any{"_id": id("changed"), "id": s.records[n].ID, "jobtitle": s.title()},
			map[string]any{"_id": id("gone"), "id": s.records[perKind+n].ID, "_deleted": true},
		)
	}
	must(t, s.Sesam.Send(ctx, staffPipe, list...))
	must(t, s.HubSpot.ForgetRequests(ctx))
}

// missing says what of the round HubSpot does not have exactly once, "" if it has all.
func (s *staff) missing(ctx context.Context, t *testing.T) string {
	t.Helper()
	all, err := s.HubSpot.Object("contacts").Showing(ctx, false, "email", "jobtitle")
	must(t, err)
	created, updated, live := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, record := range all {
		live[record.ID] = true
		if record.Properties["jobtitle"] == s.title() {
			created[record.Properties["email"]]++
			updated[record.ID] = true
		}
	}
	var wrong []string
	for n := range perKind {
		if c := created[s.address(n)]; c != 1 {
			wrong = append(wrong, fmt.Sprintf("%s created %d times", s.address(n), c))
		}
		if !updated[s.records[n].ID] {
			wrong = append(wrong, s.records[n].ID+" not updated")
		}
		if live[s.records[perKind+n].ID] {
			wrong = append(wrong, s.records[perKind+n].ID+" not archived")
		}
	}
	return strings.Join(wrong, ", ")
}

// arrives runs the pipe, which must complete, and requires that HubSpot has all of the round.
func (s *staff) arrives(ctx context.Context, t *testing.T, what string) {
	t.Helper()
	s.flow().written(ctx, t)
	if wrong := s.missing(ctx, t); wrong != "" {
		t.Errorf("%s: %s", what, wrong)
	}
}

// calls requires that HubSpot was asked once to create, to update and to archive contacts since the round was sent; if only those count
// that it has answered, that it has answered once.
func (s *staff) calls(ctx context.Context, t *testing.T, what string, answered bool) {
	t.Helper()
	for op, status := range map[string]int{"create": http.StatusCreated, "update": http.StatusOK, "archive": http.StatusNoContent} {
		if !answered {
			status = 0
		}
		if n, err := s.HubSpot.CountRequests(ctx, http.MethodPost, contactsPath+"/batch/"+op, status); err != nil || n != 1 {
			t.Errorf("%s: HubSpot was asked %d times to %s, want once, %v", what, n, op, err)
		}
	}
}

// articles is how many products stock has.
const articles = 30

// stock sends products to the node and adds a pipe that shares them, which HubSpot is asked to upsert. there is how many HubSpot has.
func stock(ctx context.Context, t *testing.T, s *stack.Stack) (share flow, there func() int) {
	t.Helper()
	const pipe = "erp-articles"
	must(t, s.Sesam.AddReceiver(ctx, pipe))
	must(t, s.Sesam.AddPush(ctx, pipe+"-share", pipe, "push_products"))
	var list []map[string]any
	for n := range articles {
		list = append(list, map[string]any{"_id": fmt.Sprintf("erp:%d", n), "hs_sku": fmt.Sprintf("A-%d", n), "name": "Thing"})
	}
	must(t, s.Sesam.Send(ctx, pipe, list...))
	share = flow{s, "products", pipe + "-share"}
	return share, func() int { return len(share.records(ctx, t)) }
}

// titled returns the live contacts with the title of the round.
func (s *staff) titled(ctx context.Context, t *testing.T) []stack.Record {
	t.Helper()
	all, err := s.HubSpot.Object("contacts").Showing(ctx, false, "jobtitle")
	must(t, err)
	var titled []stack.Record
	for _, record := range all {
		if record.Properties["jobtitle"] == s.title() {
			titled = append(titled, record)
		}
	}
	return titled
}

// archived is how many contacts are in the archive.
func (s *staff) archived(ctx context.Context, t *testing.T) int {
	t.Helper()
	all, err := s.HubSpot.Object("contacts").Showing(ctx, true, "jobtitle")
	must(t, err)
	return len(all)
}
