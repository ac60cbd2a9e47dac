package scenarios

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// The whole circle with a conflict: after a contact was collected, a user of HubSpot's and the ERP system change the same property of it.
// HubSpot's value stays. The log says what is in conflict; the entity waits, is sent again and given up, and is then found among the dead
// letters, while others are written. Once the user's value has come home, the ERP's next change is made from that and is written. Nothing
// echoes.
func TestAConflictOnTheWholeCircle(t *testing.T) {
	const contacts, letters = 30, "erp-persons-given-up"
	scenario(t, stack.Options{Contacts: contacts, Seed: 90, Environment: writing}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		settle(ctx, t, s)
		contactsFlow(s).completed(ctx, t, "full", contacts, contacts)
		all, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		both, other := all[5].ID, all[6].ID
		_, err = s.HubSpot.Update(ctx, both, map[string]string{"lastname": "Of HubSpot"})
		must(t, err)

		must(t, s.Sesam.AddReceiver(ctx, personsPipe))
		must(t, s.Sesam.AddTolerantPush(ctx, sharePipe, personsPipe, "push_contacts", stack.Tolerance{Waiting: 10, Retries: 1, DeadLetters: letters}))
		change := func(entity, id string) map[string]any {
			return map[string]any{"_id": entity, "id": id, "lastname": "Of the ERP", "$based_on": live(ctx, t, s)[id]}
		}
		must(t, s.Sesam.Send(ctx, personsPipe, change("erp:1", both), change("erp:2", other)))
		share := flow{s, "contacts", sharePipe}
		said := share.complaints(ctx, t)
		if len(said) != 1 || !strings.Contains(said["erp:1"], "somebody has changed meanwhile, of lastname") {
			t.Errorf("the log says %q, want a conflict of erp:1 about lastname", said)
		}
		names := func(want map[string]string) {
			t.Helper()
			records, err := s.HubSpot.Contacts(ctx)
			must(t, err)
			for _, record := range records {
				if name, matters := want[record.ID]; matters && record.Properties["lastname"] != name {
					t.Errorf("in HubSpot, %s is called %q, want %q", record.ID, record.Properties["lastname"], name)
				}
			}
		}
		names(map[string]string{both: "Of HubSpot", other: "Of the ERP"})

		share.complaints(ctx, t) // sent again
		dead, err := s.Sesam.Live(ctx, letters)
		must(t, err)
		if len(dead) != 1 || dead["erp:1"]["lastname"] != "Of the ERP" {
			t.Errorf("the dead letters are %v, want erp:1", dead)
		}
		names(map[string]string{both: "Of HubSpot", other: "Of the ERP"})

		settle(ctx, t, s)
		contactsFlow(s).completed(ctx, t, "incremental", 2, 2)
		must(t, s.Sesam.Send(ctx, personsPipe, change("erp:1", both)))
		share.complaints(ctx, t) // which tells that erp:1 is resolved
		names(map[string]string{both: "Of the ERP", other: "Of the ERP"})

		settle(ctx, t, s)
		contactsFlow(s).completed(ctx, t, "incremental", 1, 1)
		sameAsHubSpot(ctx, t, s)
		must(t, s.HubSpot.ForgetRequests(ctx))
		must(t, s.Sesam.AddPush(ctx, echoPipe, stack.Pipe, "push_contacts"))
		flow{s, "contacts", echoPipe}.written(ctx, t)
		for _, op := range []string{"create", "update", "archive"} {
			if n, err := s.HubSpot.CountRequests(ctx, http.MethodPost, contactsPath+"/batch/"+op, 0); err != nil || n > 0 {
				t.Errorf("what came from HubSpot and went back caused %d calls to %s, %v", n, op, err)
			}
		}
		settle(ctx, t, s)
		contactsFlow(s).completed(ctx, t, "incremental", 0, 0)
	})
}
