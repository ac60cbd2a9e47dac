package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// awaited makes HubSpot's list slow enough for the connector to read it with several cursors: a page has to be waited for.
var awaited = stack.Fault{Name: "awaited", Kind: "delay", Delay: "50ms", Match: stack.FaultMatch{Method: http.MethodGet, Path: contactsPath}}

// HubSpot is slow and has its limits: the list is read with several cursors, nothing is refused, and the dataset is complete.
func TestAFullReadInParts(t *testing.T) {
	const contacts = 3000
	scenario(t, stack.Options{Contacts: contacts, Seed: 31}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.HubSpot.Limit(ctx, "professional"))
		must(t, s.HubSpot.AddFault(ctx, slow))
		completed(ctx, t, s, "full", contacts, contacts)
		wantCursors(ctx, t, s, "full", true)
		if !manyCursors.MatchString(s.Logs()["connector"]) {
			t.Error("the connector's log does not say with how many cursors it has read")
		}
		refused, err := s.HubSpot.CountRequests(ctx, "", "", http.StatusTooManyRequests)
		must(t, err)
		if refused > 0 {
			t.Errorf("%d requests were answered with 429", refused)
		}
		must(t, s.HubSpot.ClearFaults(ctx))
		sameAsHubSpot(ctx, t, s)
	})
}

// More contacts are in the archive than are on a few pages.
func TestTheArchiveIsReadInParts(t *testing.T) {
	const contacts, archived = 2500, 2000
	scenario(t, stack.Options{Contacts: contacts, Seed: 32}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)
		all, err := s.HubSpot.Contacts(ctx)
		must(t, err)
		for _, contact := range all[:archived] {
			must(t, s.HubSpot.Archive(ctx, contact.ID))
		}
		settle(ctx, t, s)
		must(t, s.HubSpot.AddFault(ctx, slow))
		completed(ctx, t, s, "incremental", archived, archived)
		wantCursors(ctx, t, s, "since", true)
		must(t, s.HubSpot.ClearFaults(ctx))
		sameAsHubSpot(ctx, t, s)
	})
}

// Whatever HubSpot makes of a cursor that it has not issued, the dataset is complete after the next run that completes, which
// is this one or the next. If made-up cursors do not work, metric and log say so.
func TestHabitsOfHubSpotsCursors(t *testing.T) {
	const contacts = 2000
	scenario(t, stack.Options{Contacts: contacts, Seed: 33}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		must(t, s.HubSpot.AddFault(ctx, awaited))
		for _, habit := range []struct{ name, reason string }{
			{"after-last", ""},
			{"next-id", ""},
			{"late", "it leaves out"},
			{"early", "not within its cursors"},
			{"refused", "HubSpot rejects a cursor that it has not issued"},
			{"opaque", "its cursors are not numbers"},
			{"page-number", "its cursors do not follow the IDs"},
			{"descending", "not in the order of their IDs"},
		} {
			must(t, s.HubSpot.SetCursors(ctx, habit.name))
			must(t, s.RestartConnector(ctx)) // it has forgotten the habit before
			logged := len(s.Logs()["connector"])
			must(t, s.Sesam.Reset(ctx, stack.Pipe))
			if event := run(ctx, t, s); event.Type != "pump-completed" {
				t.Logf("%s: %s: %s", habit.name, event.Type, event.OriginalErrorMessage)
				if event = run(ctx, t, s); event.Type != "pump-completed" {
					t.Fatalf("%s: failed twice: %s", habit.name, event.OriginalErrorMessage)
				}
			}
			sameAsHubSpot(ctx, t, s)
			said := s.Logs()["connector"][logged:]
			if habit.reason == "" {
				wantCursors(ctx, t, s, "full", true)
			}
			if one := habit.reason != ""; one != (metric(ctx, t, s, "connector_single_cursor", "") == "1") ||
				one != strings.Contains(said, "the list is read with one cursor") || !strings.Contains(said, habit.reason) {
				t.Errorf("%s: want the reason %q:\n%s", habit.name, habit.reason, said)
			}
		}
	})
}

// HubSpot fails while several cursors are read with: the run fails, and nothing is stored or deleted.
func TestHubSpotFailsInTheMiddleOfAReadInParts(t *testing.T) {
	const contacts = 3000
	scenario(t, stack.Options{Contacts: contacts, Seed: 34, Environment: impatient}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		completed(ctx, t, s, "full", contacts, contacts)
		before := offset(ctx, t, s)
		must(t, s.HubSpot.AddFault(ctx, awaited))
		must(t, s.HubSpot.AddFault(ctx, stack.Fault{
			Kind: "status", Status: http.StatusBadGateway, Match: stack.FaultMatch{Method: http.MethodGet, Path: contactsPath, Nth: 20},
		}))
		must(t, s.Sesam.Reset(ctx, stack.Pipe))
		failed(ctx, t, s, "")
		wantCursors(ctx, t, s, "full", true)
		if stored := offset(ctx, t, s); stored != "" {
			t.Errorf("a failed run stored pipe_offset %q", stored)
		}
		if n := len(live(ctx, t, s)); n != contacts {
			t.Errorf("the dataset has %d live entities, want the %d it had before", n, contacts)
		}
		must(t, s.HubSpot.ClearFaults(ctx))
		completed(ctx, t, s, "full", contacts, 0)
		sameAsHubSpot(ctx, t, s)
		if stored := offset(ctx, t, s); stored != before {
			t.Errorf("pipe_offset is %q, want %q", stored, before)
		}
	})
}

var manyCursors = regexp.MustCompile(`"?cursors"?[=:]([2-9]|1[0-9])\b`)

// wantCursors requires that the connector's last read of that mode was made with several cursors, or with one.
func wantCursors(ctx context.Context, t *testing.T, s *stack.Stack, mode string, several bool) {
	t.Helper()
	n := metric(ctx, t, s, "connector_cursors", fmt.Sprintf("mode=%q", mode))
	if (n != "0" && n != "1" && n != "") != several {
		t.Errorf("a %s read was made with %q cursors, want several: %t", mode, n, several)
	}
}

// metric returns the value of a metric of the connector, of the first line that has the label.
func metric(ctx context.Context, t *testing.T, s *stack.Stack, name, label string) string {
	t.Helper()
	text, err := stack.Read(ctx, s.ConnectorURL()+"/metrics")
	must(t, err)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, name+"{") && strings.Contains(line, label) {
			_, value, _ := strings.Cut(strings.TrimSpace(line), "} ")
			return value
		}
	}
	return ""
}
