// Package demo tells the road's story step by step on a running stack, with
// the figures it really sees; a step that is not as told is an error.
package demo

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// pastSettling is longer than the connector's default settle window.
const pastSettling = 6 * time.Minute

// impatient keeps the step in which HubSpot breaks short: a real connector
// waits minutes for HubSpot to come back.
var impatient = map[string]string{"retry-for": "2s"}

// Start brings the stack up.
func Start(ctx context.Context, t *Teller, driver stack.Driver, options stack.Options) (*stack.Stack, error) {
	options.Environment = impatient
	s, err := stack.Up(ctx, driver, options)
	if err != nil {
		return nil, err
	}
	t.Say("\nAll three are up:")
	t.Say("   HubSpot (fake)  %s", s.HubSpotURL())
	t.Say("   connector       %s", s.ConnectorURL())
	t.Say("   Sesam (fake)    %s", s.SesamURL())
	return s, nil
}

// story is what the steps share.
type story struct {
	*Teller
	s        *stack.Stack
	contacts int
	changed  stack.Contact
	offset   string
}

// Tell plays all steps; contacts is how many HubSpot was seeded with.
func Tell(ctx context.Context, t *Teller, s *stack.Stack, contacts int) error {
	st := &story{Teller: t, s: s, contacts: contacts}
	for _, step := range []struct {
		title string
		play  func(context.Context) error
	}{
		{"HubSpot has contacts", st.seeded},
		{"Sesam reads all of them: a full sync", st.fullSync},
		{"Nothing changes, so the next run reads nothing", st.nothing},
		{"One contact changes in HubSpot, so one arrives", st.oneChange},
		{"HubSpot breaks: the pump fails, nothing is lost", st.breaks},
		{"HubSpot is well again: the next run heals", st.heals},
		{"The pipe is reset: everything is read again, nothing is written twice", st.reset},
	} {
		t.Step(step.title)
		if err := step.play(ctx); err != nil {
			return fmt.Errorf("step %q: %w", step.title, err)
		}
	}
	t.Say("\nEvery step went as told.")
	return nil
}

func (st *story) seeded(ctx context.Context) error {
	contacts, err := st.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	st.Saw("%d contacts, the first is %s %s", len(contacts), contacts[0].Properties["firstname"], contacts[0].Properties["lastname"])
	return expect("contacts in HubSpot", len(contacts), st.contacts)
}

func (st *story) fullSync(ctx context.Context) error {
	event, err := st.run(ctx, "full", st.contacts, st.contacts)
	st.offset = event.PipeOffset
	return err
}

func (st *story) nothing(ctx context.Context) error {
	_, err := st.run(ctx, "incremental", 0, 0)
	return err
}

func (st *story) oneChange(ctx context.Context) error {
	contacts, err := st.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	st.changed, err = st.s.HubSpot.Update(ctx, contacts[len(contacts)/2].ID, map[string]string{"lastname": "Of Demo"})
	if err != nil {
		return err
	}
	st.Saw("contact %s is now called %q; HubSpot's clock moves on %s", st.changed.ID, "Of Demo", pastSettling)
	if err := st.s.HubSpot.Advance(ctx, pastSettling); err != nil {
		return err
	}
	event, err := st.run(ctx, "incremental", 1, 1)
	if err != nil {
		return err
	}
	if event.PipeOffset <= st.offset {
		return fmt.Errorf("pipe_offset went from %q to %q, want it to move on", st.offset, event.PipeOffset)
	}
	st.offset = event.PipeOffset
	return nil
}

func (st *story) breaks(ctx context.Context) error {
	outage := stack.Fault{Kind: "status", Status: http.StatusInternalServerError, Match: stack.FaultMatch{Path: "/crm/v3/objects/contacts*"}}
	if err := st.s.HubSpot.AddFault(ctx, outage); err != nil {
		return err
	}
	event, err := st.s.Sesam.Run(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	if event.Type != "pump-failed" {
		return fmt.Errorf("the event is %s, want pump-failed", event.Type)
	}
	st.Saw("pump-failed: %s", event.OriginalErrorMessage)
	offset, err := st.s.Sesam.Offset(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	if offset != st.offset {
		return fmt.Errorf("pipe_offset is %q, want it to stay %q", offset, st.offset)
	}
	live, err := st.s.Sesam.Live(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	st.Saw("pipe_offset stays %s, the dataset keeps its %d entities", offset, len(live))
	return expect("entities in the dataset", len(live), st.contacts)
}

func (st *story) heals(ctx context.Context) error {
	if err := st.s.HubSpot.ClearFaults(ctx); err != nil {
		return err
	}
	_, err := st.run(ctx, "incremental", 0, 0)
	return err
}

func (st *story) reset(ctx context.Context) error {
	if err := st.s.Sesam.Reset(ctx, stack.Pipe); err != nil {
		return err
	}
	if _, err := st.run(ctx, "full", st.contacts, 0); err != nil {
		return err
	}
	live, err := st.s.Sesam.Live(ctx, stack.Pipe)
	if err != nil {
		return err
	}
	return expect("entities in the dataset", len(live), st.contacts)
}

// run runs the pipe and compares the execution log with what was told.
func (st *story) run(ctx context.Context, syncType string, entities, changes int) (stack.Event, error) {
	event, err := st.s.Sesam.Run(ctx, stack.Pipe)
	if err != nil {
		return event, err
	}
	counts := event.Metrics.Entities
	st.Saw("%s, %s: %d entities read, %d changed the dataset, pipe_offset %s",
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
