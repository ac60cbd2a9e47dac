package scenarios

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// A connector that may not write says so in the node's log, and asks HubSpot for nothing.
func TestWritingIsOff(t *testing.T) {
	options := stack.Options{Contacts: 3, Seed: 88, Environment: map[string]string{"write": "off"}}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.Sesam.AddReceiver(ctx, personsPipe))
		must(t, s.Sesam.AddPush(ctx, sharePipe, personsPipe, "push_contacts"))
		must(t, s.Sesam.AddTransform(ctx, echoPipe, personsPipe, "transform_contacts"))
		must(t, s.Sesam.Send(ctx, personsPipe, map[string]any{"_id": "erp:1", "email": "kari@example.com"}))
		must(t, s.HubSpot.ForgetRequests(ctx))
		for _, pipe := range []string{sharePipe, echoPipe} {
			flow{s, "contacts", pipe}.failed(ctx, t, "403", "the setting write is off")
		}
		if n, err := s.HubSpot.CountRequests(ctx, "", "", 0); err != nil || n > 0 {
			t.Errorf("HubSpot was asked %d times, %v", n, err)
		}
	})
}

// A key that may read but not write: the log says which scope it lacks. That is no entity's fault: on a node that tolerates what the
// connector calls an entity's fault, none of them waits to be sent again, none is given up, and once the key has the scope, all are written.
func TestKeyThatMayNotWrite(t *testing.T) {
	const persons, key, letters = 30, "pat-eu1-reads-only", "erp-persons-given-up"
	options := stack.Options{Contacts: 3, Seed: 89, Environment: map[string]string{"write": "on", "api-key": key, "retry-for": "1s"}}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		reads := []string{"crm.objects.contacts.read", "crm.schemas.contacts.read"}
		must(t, s.HubSpot.AddToken(ctx, key, reads...))
		must(t, s.Sesam.AddReceiver(ctx, personsPipe))
		must(t, s.Sesam.TolerateStatus(ctx, "400", stack.Tolerance{Waiting: persons, Retries: 1}))
		must(t, s.Sesam.AddTolerantPush(ctx, sharePipe, personsPipe, "push_contacts", stack.Tolerance{DeadLetters: letters}))
		list := []map[string]any{{"_id": "erp:bad", "email": "bad@example.com", "frstname": "misspelt"}}
		for n := range persons {
			list = append(list, map[string]any{"_id": fmt.Sprintf("erp:%d", n), "email": fmt.Sprintf("person%d@example.com", n)})
		}
		must(t, s.Sesam.Send(ctx, personsPipe, list...))

		share := flow{s, "contacts", sharePipe}
		for range 3 {
			share.failed(ctx, t, "502", "crm.objects.contacts.write")
		}
		log, err := s.Sesam.Log(ctx, sharePipe)
		must(t, err)
		for program, text := range s.Logs() {
			if strings.Contains(text, key) {
				t.Errorf("the log of %s shows the key", program)
			}
		}
		for _, event := range log {
			if bad := event.ID == "write-error:erp:bad"; event.Type == "write-error" && !bad && (event.Retryable || !strings.Contains(event.OriginalErrorMessage, `"unwritten"`)) {
				t.Errorf("the log blames an entity: %+v", event)
			}
		}
		if dead, err := s.Sesam.Live(ctx, letters); err == nil {
			for id := range dead {
				if id != "erp:bad" {
					t.Errorf("%s was given up", id)
				}
			}
		}

		must(t, s.HubSpot.RemoveToken(ctx, key))
		must(t, s.HubSpot.AddToken(ctx, key, append(reads, "crm.objects.contacts.write")...))
		share.written(ctx, t)
		all, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		if want := 3 + persons; len(all) != want {
			t.Errorf("HubSpot has %d contacts, want %d", len(all), want)
		}
	})
}
