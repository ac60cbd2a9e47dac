package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// allPipes runs every pipe of the project that reads HubSpot once.
func (w *walkthrough) allPipes(ctx context.Context) error {
	pipes, err := stack.ReadingPipes()
	if err != nil {
		return err
	}
	for _, pipe := range pipes {
		event, err := w.s.Sesam.Run(ctx, pipe)
		if err != nil {
			return err
		}
		if event.Type != "pump-completed" {
			return fmt.Errorf("%s: the event is %s (%s), want pump-completed", pipe, event.Type, event.OriginalErrorMessage)
		}
		w.Saw("%-46s %4d entities read", pipe, event.Metrics.Entities.EntitiesLastRun)
	}
	return nil
}

// dealWithCompany shows a deal of the dataset beside the company that it names.
func (w *walkthrough) dealWithCompany(ctx context.Context) error {
	deals, err := w.s.Sesam.Live(ctx, stack.DealsPipe)
	if err != nil {
		return err
	}
	companies, err := w.s.Sesam.Live(ctx, stack.CompaniesPipe)
	if err != nil {
		return err
	}
	listed, err := w.s.HubSpot.Object("deals").All(ctx)
	if err != nil {
		return err
	}
	for _, record := range listed {
		ids := deals[record.ID].Associated("companies")
		if len(ids) == 0 {
			continue
		}
		company, ok := companies[ids[0]]
		if !ok {
			return fmt.Errorf("deal %s is associated with company %s, which is not in the dataset", record.ID, ids[0])
		}
		w.Saw("deal %s, %q, is associated with company %s, %q", record.ID, deals[record.ID].Property("dealname"), ids[0], company.Property("name"))
		return nil
	}
	return errors.New("no deal in the dataset is associated with a company")
}

// pairRemoved ends one association of a contact with a company.
func (w *walkthrough) pairRemoved(ctx context.Context) error {
	pairs, err := w.s.Sesam.Live(ctx, stack.AssociationsPipe)
	if err != nil {
		return err
	}
	contacts, err := w.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	for _, contact := range contacts {
		associated, err := w.s.HubSpot.Object("contacts").Associations(ctx, contact.ID, "companies")
		if err != nil {
			return err
		}
		if len(associated) == 0 {
			continue
		}
		company := associated[0].ID.String()
		if err := w.s.HubSpot.Object("contacts").Dissociate(ctx, contact.ID, "companies", company); err != nil {
			return err
		}
		event, err := w.s.Sesam.Run(ctx, stack.AssociationsPipe)
		if err != nil {
			return err
		}
		left, err := w.s.Sesam.Live(ctx, stack.AssociationsPipe)
		if err != nil {
			return err
		}
		w.Saw("contact %s is no longer associated with company %s", contact.ID, company)
		w.Saw("%s: %d pairs read, %d are left in the dataset where there were %d", event.Type, event.Metrics.Entities.EntitiesLastRun, len(left), len(pairs))
		return expect("pairs in the dataset", len(left), len(pairs)-1)
	}
	return errors.New("no contact is associated with a company")
}
