// Package demo walks through a sync step by step on a running stack and prints
// the figures it observes. A step without the expected result is an error.
package demo

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// pastSettling is longer than the connector's default settle window.
const pastSettling = 6 * time.Minute

// impatient keeps the step in which HubSpot fails short: by default, a connector
// retries for minutes.
var impatient = map[string]string{"retry-for": "2s"}

// Records is how many records HubSpot is seeded with besides contacts.
var Records = map[string]int{"companies": 200, "deals": 300, "tickets": 150}

// Start starts the stack and prints its URLs.
func Start(ctx context.Context, p *Printer, driver stack.Driver, options stack.Options) (*stack.Stack, error) {
	options.Environment, options.Records = impatient, Records
	s, err := stack.Up(ctx, driver, options)
	if err != nil {
		return nil, err
	}
	p.Say("\nAll three programs are running:")
	p.Say("   HubSpot (fake)  %s", s.HubSpotURL())
	p.Say("   connector       %s", s.ConnectorURL())
	p.Say("   Sesam (fake)    %s", s.SesamURL())
	return s, nil
}

// walkthrough is what the steps share.
type walkthrough struct {
	*Printer
	s        *stack.Stack
	contacts int
	changed  stack.Record
	offset   string
}

// Walk runs all steps; contacts is how many HubSpot was seeded with.
func Walk(ctx context.Context, p *Printer, s *stack.Stack, contacts int) error {
	w := &walkthrough{Printer: p, s: s, contacts: contacts}
	for _, step := range []struct {
		title string
		run   func(context.Context) error
	}{
		{"HubSpot has contacts, companies, deals and more", w.seeded},
		{"Sesam reads all contacts: a full sync", w.fullSync},
		{"Nothing changes, so the next run reads nothing", w.nothing},
		{"One contact changes in HubSpot, so one arrives", w.oneChange},
		{"HubSpot fails: so does the pump, and nothing is lost", w.fails},
		{"HubSpot works again: the next run recovers", w.recovers},
		{"The pipe is reset: everything is read again, nothing is written twice", w.reset},
		{"So it goes with every other object: all pipes run", w.allPipes},
		{"A deal comes with its company", w.dealWithCompany},
		{"A contact leaves its company, and so does the pair in Sesam", w.pairRemoved},
		{"And back: a person from the ERP becomes a contact in HubSpot", w.personArrives},
		{"She comes back from HubSpot once, and nothing echoes", w.comesBackOnce},
		{"However often she is sent, she is one contact", w.staysOne},
		{"One of 250 rows is bad: the log names it, the others are in HubSpot", w.badRowOfMany},
		{"The bad row is retried, then given up: it is a dead letter", w.badRowIsGivenUp},
		{"Corrected and sent again, it goes through", w.badRowIsCorrected},
		{"Products come home with the IDs that HubSpot gave them", w.productsComeHome},
	} {
		p.Step(step.title)
		if err := step.run(ctx); err != nil {
			return fmt.Errorf("step %q: %w", step.title, err)
		}
	}
	p.Say("\nEvery step had the expected result.")
	return nil
}

func (w *walkthrough) seeded(ctx context.Context) error {
	contacts, err := w.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	w.Saw("%d contacts, the first is %s %s", len(contacts), contacts[0].Properties["firstname"], contacts[0].Properties["lastname"])
	for _, object := range slices.Sorted(maps.Keys(Records)) {
		records, err := w.s.HubSpot.Object(object).All(ctx)
		if err != nil {
			return err
		}
		w.Saw("%d %s", len(records), object)
		if err := expect(object+" in HubSpot", len(records), Records[object]); err != nil {
			return err
		}
	}
	return expect("contacts in HubSpot", len(contacts), w.contacts)
}

func (w *walkthrough) fullSync(ctx context.Context) error {
	event, err := w.run(ctx, "full", w.contacts, w.contacts)
	w.offset = event.PipeOffset
	return err
}

func (w *walkthrough) nothing(ctx context.Context) error {
	_, err := w.run(ctx, "incremental", 0, 0)
	return err
}

func (w *walkthrough) oneChange(ctx context.Context) error {
	contacts, err := w.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	w.changed, err = w.s.HubSpot.Update(ctx, contacts[len(contacts)/2].ID, map[string]string{"lastname": "Of Demo"})
	if err != nil {
		return err
	}
	w.Saw("contact %s is now called %q; HubSpot's clock advances by %s", w.changed.ID, "Of Demo", pastSettling)
	if err := w.s.HubSpot.Advance(ctx, pastSettling); err != nil {
		return err
	}
	event, err := w.run(ctx, "incremental", 1, 1)
	if err != nil {
		return err
	}
	if event.PipeOffset <= w.offset {
		return fmt.Errorf("pipe_offset went from %q to %q, want it to advance", w.offset, event.PipeOffset)
	}
	w.offset = event.PipeOffset
	return nil
}

func (w *walkthrough) fails(ctx context.Context) error {
	outage := stack.Fault{Kind: "status", Status: http.StatusInternalServerError, Match: stack.FaultMatch{Path: "/crm/v3/objects/contacts*"}}
	if err := w.s.HubSpot.AddFault(ctx, outage); err != nil {
		return err
	}
	event, err := w.s.Sesam.Run(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	if event.Type != "pump-failed" {
		return fmt.Errorf("the event is %s, want pump-failed", event.Type)
	}
	w.Saw("pump-failed: %s", event.OriginalErrorMessage)
	offset, err := w.s.Sesam.Offset(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	if offset != w.offset {
		return fmt.Errorf("pipe_offset is %q, want it to stay %q", offset, w.offset)
	}
	live, err := w.s.Sesam.Live(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	w.Saw("pipe_offset stays %s, the dataset keeps its %d entities", offset, len(live))
	return expect("entities in the dataset", len(live), w.contacts)
}

func (w *walkthrough) recovers(ctx context.Context) error {
	if err := w.s.HubSpot.ClearFaults(ctx); err != nil {
		return err
	}
	_, err := w.run(ctx, "incremental", 0, 0)
	return err
}

func (w *walkthrough) reset(ctx context.Context) error {
	if err := w.s.Sesam.Reset(ctx, stack.Pipe); err != nil {
		return err
	}
	if _, err := w.run(ctx, "full", w.contacts, 0); err != nil {
		return err
	}
	live, err := w.s.Sesam.Live(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	return expect("entities in the dataset", len(live), w.contacts)
}

// run runs the pipe and compares the execution log with what is expected.
func (w *walkthrough) run(ctx context.Context, syncType string, entities, changes int) (stack.Event, error) {
	event, err := w.s.Sesam.Run(ctx, stack.Pipe)
	if err != nil {
		return event, err
	}
	counts := event.Metrics.Entities
	w.Saw("%s, %s: %d entities read, %d changed the dataset, pipe_offset %s",
		event.Type, event.SyncType, counts.EntitiesLastRun, counts.ChangesLastRun, event.PipeOffset)
	if event.Type != "pump-completed" {
		return event, fmt.Errorf("the event is %s (%s), want pump-completed", event.Type, event.OriginalErrorMessage)
	}
	if event.SyncType != syncType {
		return event, fmt.Errorf("sync_type is %s, want %s", event.SyncType, syncType)
	}
	if err := expect("entities_last_run", counts.EntitiesLastRun, entities); err != nil {
		return event, err
	}
	return event, expect("changes_last_run", counts.ChangesLastRun, changes)
}

func expect(what string, got, want int) error {
	if got != want {
		return fmt.Errorf("%s: %d, want %d", what, got, want)
	}
	return nil
}
