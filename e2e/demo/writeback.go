package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// kari is a person as the ERP sends her.
var kari = map[string]any{"_id": "erp:kari", "email": "kari.nordmann@example.com", "firstname": "Kari", "lastname": "Nordmann"}

// personArrives sends a person, as the ERP does, and looks for her in HubSpot.
func (w *walkthrough) personArrives(ctx context.Context) error {
	if err := w.s.Sesam.Send(ctx, stack.PersonsPipe, kari); err != nil {
		return err
	}
	w.Saw("the ERP posts %s to /api/receivers/%s/entities", kari["email"], stack.PersonsPipe)
	if err := w.written(ctx, "contacts", 1, func() error { return w.ran(ctx, stack.PushPipe, 1, 1) }); err != nil {
		return err
	}
	found, err := w.contactsOf(ctx, kari["email"])
	if err != nil {
		return err
	}
	if err := expect("contacts in HubSpot with her address", len(found), 1); err != nil {
		return err
	}
	w.Saw("HubSpot has contact %s, %s %s", found[0].ID, found[0].Properties["firstname"], found[0].Properties["lastname"])
	return nil
}

// comesBackOnce reads the new contact, and shows that neither pipe has anything more to do.
func (w *walkthrough) comesBackOnce(ctx context.Context) error {
	if err := w.s.HubSpot.Advance(ctx, pastSettling); err != nil {
		return err
	}
	w.Saw("HubSpot's clock advances by %s", pastSettling)
	return w.written(ctx, "contacts", 0, func() error {
		return errors.Join(w.ran(ctx, stack.Pipe, 1, 1), w.ran(ctx, stack.PushPipe, 0, 0), w.ran(ctx, stack.Pipe, 0, 0))
	})
}

// staysOne sends the person again and again.
func (w *walkthrough) staysOne(ctx context.Context) error {
	const times = 5
	err := w.written(ctx, "contacts", 0, func() error {
		for range times {
			if err := w.s.Sesam.Reset(ctx, stack.PushPipe); err != nil {
				return err
			}
			event, err := w.s.Sesam.Run(ctx, stack.PushPipe)
			if err != nil {
				return err
			}
			if err := expect("persons sent", event.Metrics.Entities.ChangesLastRun, 1); err != nil {
				return err
			}
		}
		w.Saw("%s was reset %d times, and sent her again each time", stack.PushPipe, times)
		return nil
	})
	if err != nil {
		return err
	}
	found, err := w.contactsOf(ctx, kari["email"])
	if err != nil {
		return err
	}
	w.Saw("contacts in HubSpot with her address: %d", len(found))
	return expect("contacts in HubSpot with her address", len(found), 1)
}

// productsComeHome writes products, and shows the IDs that HubSpot has given them.
func (w *walkthrough) productsComeHome(ctx context.Context) error {
	err := w.s.Sesam.Send(ctx, stack.ProductsPipe,
		map[string]any{"_id": "erp:chair", "hs_sku": "CH-1", "name": "Chair", "price": 1490},
		map[string]any{"_id": "erp:table", "hs_sku": "TA-1", "name": "Table", "price": "cheap"})
	if err != nil {
		return err
	}
	if err := w.written(ctx, "products", 1, func() error { return w.ran(ctx, stack.SharePipe, 2, 2) }); err != nil {
		return err
	}
	products, err := w.s.Sesam.Live(ctx, stack.SharePipe)
	if err != nil {
		return err
	}
	for _, want := range []struct{ id, status string }{{"erp:chair", "created"}, {"erp:table", "refused"}} {
		outcome, _ := products[want.id]["$hubspot"].(map[string]any)
		w.Saw("%s in the dataset: %s", want.id, compact(outcome))
		if outcome["status"] != want.status {
			return fmt.Errorf("%s is %v, want %s", want.id, outcome["status"], want.status)
		}
	}
	return nil
}

// ran runs a pipe, which must complete with these counts.
func (w *walkthrough) ran(ctx context.Context, pipe string, entities, changes int) error {
	event, err := w.s.Sesam.Run(ctx, pipe)
	if err != nil {
		return err
	}
	counts := event.Metrics.Entities
	what := "changed the dataset"
	if pipe == stack.PushPipe {
		what = "accepted by the connector"
	}
	w.Saw("%s: %s, %d entities read, %d %s", pipe, event.Type, counts.EntitiesLastRun, counts.ChangesLastRun, what)
	if event.Type != "pump-completed" {
		return fmt.Errorf("%s: the event is %s (%s), want pump-completed", pipe, event.Type, event.OriginalErrorMessage)
	}
	return errors.Join(
		expect("entities_last_run of "+pipe, counts.EntitiesLastRun, entities),
		expect("changes_last_run of "+pipe, counts.ChangesLastRun, changes),
	)
}

// written does something, and requires that HubSpot sees this many calls that write records of an object.
func (w *walkthrough) written(ctx context.Context, object string, calls int, do func() error) error {
	before, err := w.s.HubSpot.Object(object).Writes(ctx)
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, err := w.s.HubSpot.Object(object).Writes(ctx)
	if err != nil {
		return err
	}
	w.Saw("calls to write %s that HubSpot saw: %d", object, after-before)
	return expect("calls that write "+object, after-before, calls)
}

// contactsOf returns HubSpot's contacts with an e-mail address.
func (w *walkthrough) contactsOf(ctx context.Context, email any) ([]stack.Record, error) {
	all, err := w.s.HubSpot.Contacts(ctx)
	var found []stack.Record
	for _, contact := range all {
		if contact.Properties["email"] == email {
			found = append(found, contact)
		}
	}
	return found, err
}

// compact is an object as JSON.
func compact(object map[string]any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(map[string]any{"$hubspot": object}) // it was decoded from JSON
	return strings.TrimSpace(text.String())
}
