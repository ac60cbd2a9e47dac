package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const (
	personsPipe = "erp-persons"
	sharePipe   = "hubspot-contacts-share"
	echoPipe    = "hubspot-contacts-echo"
)

// writing makes the connector write what pipes send.
var writing = map[string]string{"write": "on", "retry-for": "5s"}

// withAddress returns the contacts with an e-mail address.
func withAddress(ctx context.Context, t *testing.T, s *stack.Stack, email string) []stack.Record {
	t.Helper()
	all, err := s.HubSpot.Contacts(ctx)
	must(t, err)
	var found []stack.Record
	for _, contact := range all {
		if contact.Properties["email"] == email {
			found = append(found, contact)
		}
	}
	return found
}

// A person of another system becomes a contact, however often it is sent, and comes back from HubSpot; what came from HubSpot and
// is sent back changes nothing there.
func TestAPersonGoesToHubSpotAndComesBack(t *testing.T) {
	const contacts = 40
	const email = "kari.nordmann@example.com"
	scenario(t, stack.Options{Contacts: contacts, Seed: 81, Environment: writing}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.Sesam.AddReceiver(ctx, personsPipe))
		must(t, s.Sesam.AddPush(ctx, sharePipe, personsPipe, "push_contacts"))
		share := flow{s, "contacts", sharePipe}
		for title := range 5 {
			must(t, s.Sesam.Send(ctx, personsPipe, map[string]any{"_id": "erp:1", "email": email, "firstname": "Kari", "jobtitle": fmt.Sprintf("Title %d", title)}))
			if event := share.run(ctx, t); event.Type != "pump-completed" {
				t.Fatalf("%s: %s", event.Type, event.OriginalErrorMessage)
			}
		}
		found := withAddress(ctx, t, s, email)
		if len(found) != 1 || found[0].Properties["firstname"] != "Kari" {
			t.Fatalf("HubSpot has %v, want one contact", found)
		}
		settle(ctx, t, s)
		contactsFlow(s).completed(ctx, t, "full", contacts+1, contacts+1)
		sameAsHubSpot(ctx, t, s)
		if _, home := live(ctx, t, s)[found[0].ID]; !home {
			t.Error("the contact has not come back")
		}

		before, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		must(t, s.HubSpot.ForgetRequests(ctx))
		must(t, s.Sesam.AddPush(ctx, echoPipe, stack.Pipe, "push_contacts"))
		if event := (flow{s, "contacts", echoPipe}).run(ctx, t); event.Type != "pump-completed" {
			t.Fatalf("%s: %s", event.Type, event.OriginalErrorMessage)
		}
		for _, op := range []string{"create", "update", "upsert", "archive"} {
			if n, err := s.HubSpot.CountRequests(ctx, http.MethodPost, "/crm/v3/objects/contacts/batch/"+op, 0); err != nil || n > 0 {
				t.Errorf("what came from HubSpot and went back caused %d calls to %s, %v", n, op, err)
			}
		}
		after, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		if len(after) != len(before) {
			t.Errorf("HubSpot has %d contacts, had %d", len(after), len(before))
		}
	})
}

// One entity of many that HubSpot cannot have stands in the log by name; the others are written.
func TestOneBadEntityOfMany(t *testing.T) {
	const persons = 250
	scenario(t, stack.Options{Contacts: 5, Seed: 82, Environment: writing}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.Sesam.AddReceiver(ctx, personsPipe))
		must(t, s.Sesam.AddPush(ctx, sharePipe, personsPipe, "push_contacts"))
		var list []map[string]any
		for i := range persons {
			list = append(list, map[string]any{"_id": fmt.Sprintf("erp:%d", i), "email": fmt.Sprintf("person%d@example.com", i), "firstname": "P"})
		}
		list[100]["frstname"] = "misspelt"
		must(t, s.Sesam.Send(ctx, personsPipe, list...))
		event := flow{s, "contacts", sharePipe}.run(ctx, t)
		if event.Type != "pump-failed" {
			t.Fatalf("the run ended with %s", event.Type)
		}
		log, err := s.Sesam.Log(ctx, sharePipe)
		must(t, err)
		said := fmt.Sprintf("%+v", log)
		if !strings.Contains(said, "erp:100") || !strings.Contains(said, "frstname") || !strings.Contains(said, "firstname") {
			t.Errorf("the log does not say which entity is bad, and why: %.2000s", said)
		}
		all, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		if want := 5 + persons - 1; len(all) != want {
			t.Errorf("HubSpot has %d contacts, want %d: all but the bad one", len(all), want)
		}
	})
}

// While HubSpot is away nothing is lost, and once it is back, the next run writes everything, once.
func TestWritingInTrouble(t *testing.T) {
	const persons = 120
	scenario(t, stack.Options{Contacts: 5, Seed: 83, Environment: writing}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.Sesam.AddReceiver(ctx, personsPipe))
		must(t, s.Sesam.AddPush(ctx, sharePipe, personsPipe, "push_contacts"))
		var list []map[string]any
		for i := range persons {
			list = append(list, map[string]any{"_id": fmt.Sprintf("erp:%d", i), "email": fmt.Sprintf("person%d@example.com", i), "firstname": "P"})
		}
		must(t, s.Sesam.Send(ctx, personsPipe, list...))
		share := flow{s, "contacts", sharePipe}
		for _, path := range []string{"/crm/v3/objects/contacts/batch/read", "/crm/v3/objects/contacts/batch/create"} {
			must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "status", Status: http.StatusUnauthorized, Match: stack.FaultMatch{Path: path}}))
			share.failed(ctx, t, "401")
			must(t, s.HubSpot.ClearFaults(ctx))
		}
		must(t, s.RestartConnector(ctx))
		if event := share.run(ctx, t); event.Type != "pump-completed" {
			t.Fatalf("%s: %s", event.Type, event.OriginalErrorMessage)
		}
		all, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		if want := 5 + persons; len(all) != want {
			t.Errorf("HubSpot has %d contacts, want %d", len(all), want)
		}
	})
}
