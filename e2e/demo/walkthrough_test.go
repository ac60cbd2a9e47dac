package demo

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

func TestWalk(t *testing.T) {
	const contacts = 230
	s, out := begin(t, contacts)
	if err := Walk(t.Context(), NewPrinter(out), s, contacts); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, line := range []string{
		"230 contacts, the first is Maria Johnson",
		"pump-completed, full: 230 entities read, 230 changed the dataset",
		"pump-completed, incremental: 1 entities read, 1 changed the dataset",
		"pump-failed",
		"pump-completed, full: 230 entities read, 0 changed the dataset",
		"hubspot-tickets-collect                         150 entities read",
		", is associated with company ",
		" is no longer associated with company ",
		"hubspot-contacts-push: pump-completed, 1 entities read, 1 accepted by the connector",
		"contacts in HubSpot with her address: 1",
		`HubSpot has no contact property "frstname"; the nearest is "firstname"`,
		"HubSpot has 249 new contacts; waiting for the next run: 1",
		"the dataset hubspot-contacts-push-dead-letters has erp:101",
		"write-error:erp:101 is resolved; dead letters left: 0",
		`"status":"created"`,
		"Every step had the expected result.",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the output lacks %q:\n%s", line, out)
		}
	}
}

// A step without the expected result ends the walkthrough with an error that names it.
func TestUnexpectedResult(t *testing.T) {
	s, out := begin(t, 30)
	err := Walk(t.Context(), NewPrinter(out), s, 31)
	if err == nil || !strings.Contains(err.Error(), `step "HubSpot has contacts, companies, deals and more": contacts in HubSpot: 30, want 31`) {
		t.Errorf("error is %v, want one that names the step and both figures", err)
	}
}

func begin(t *testing.T, contacts int) (*stack.Stack, *strings.Builder) {
	t.Helper()
	out := &strings.Builder{}
	driver := &processes.Driver{}
	s, err := Start(context.WithoutCancel(t.Context()), NewPrinter(out), driver, stack.Options{Contacts: contacts, Seed: 1})
	if err != nil {
		t.Fatal(errors.Join(err, driver.Close()))
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), driver.Close()); err != nil {
			t.Error(err)
		}
	})
	return s, out
}
