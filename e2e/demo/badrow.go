package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const (
	// rows is how many persons the ERP sends together, badRow which of them is bad.
	rows, badRow = 250, 101
	// retries is how often a pump retries an entity before it gives it up.
	retries = 5
)

// badRowOfMany sends many persons of whom one has a property that HubSpot does not.
func (w *walkthrough) badRowOfMany(ctx context.Context) error {
	before, err := w.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	persons := make([]map[string]any, rows)
	for i := range persons {
		persons[i] = person(i + 1)
	}
	delete(persons[badRow-1], "firstname")
	persons[badRow-1]["frstname"] = "Person"
	if err := w.s.Sesam.Send(ctx, stack.PersonsPipe, persons...); err != nil {
		return err
	}
	w.Saw("the ERP posts %d persons, of whom erp:%d has a property \"frstname\"", rows, badRow)
	if err := w.ran(ctx, stack.PushPipe, rows, rows-1); err != nil {
		return err
	}
	failed, err := w.onlyFailure(ctx)
	if err != nil {
		return err
	}
	w.Saw("the execution log has %s:", failed.ID)
	w.Saw("  %s", answered(failed.Message))
	after, err := w.s.HubSpot.Contacts(ctx)
	if err != nil {
		return err
	}
	waiting, err := w.s.Sesam.Waiting(ctx, stack.PushPipe)
	if err != nil {
		return err
	}
	w.Saw("HubSpot has %d new contacts; waiting for the next run: %d", len(after)-len(before), waiting)
	return errors.Join(expect("new contacts in HubSpot", len(after)-len(before), rows-1), expect("waiting entities", waiting, 1))
}

// badRowIsGivenUp runs the pipe until the bad row is a dead letter.
func (w *walkthrough) badRowIsGivenUp(ctx context.Context) error {
	for range retries {
		if _, err := w.s.Sesam.Run(ctx, stack.PushPipe); err != nil {
			return err
		}
	}
	failed, letters, err := w.givenUp(ctx)
	if err != nil {
		return err
	}
	w.Saw("erp:%d was retried in %d runs, and then given up", badRow, failed.Attempts)
	for id, letter := range letters {
		w.Saw("the dataset %s has %s, %v", stack.DeadLetters, id, letter["email"])
	}
	if !failed.Dead {
		return fmt.Errorf("%s is not dead after %d retries", failed.ID, failed.Attempts)
	}
	return expect("dead letters", len(letters), 1)
}

// badRowIsCorrected sends the row once more, as it should be.
func (w *walkthrough) badRowIsCorrected(ctx context.Context) error {
	if err := w.s.Sesam.Send(ctx, stack.PersonsPipe, person(badRow)); err != nil {
		return err
	}
	if err := w.written(ctx, "contacts", 1, func() error { return w.ran(ctx, stack.PushPipe, 1, 1) }); err != nil {
		return err
	}
	failed, letters, err := w.givenUp(ctx)
	if err != nil {
		return err
	}
	if !failed.Resolved {
		return fmt.Errorf("%s is not resolved", failed.ID)
	}
	w.Saw("the execution log says that %s is resolved; dead letters left: %d", failed.ID, len(letters))
	return expect("dead letters", len(letters), 0)
}

// givenUp returns what the log says about the one entity that could not be written, and the dead letters.
func (w *walkthrough) givenUp(ctx context.Context) (failed stack.WriteError, letters map[string]stack.Entity, err error) {
	if failed, err = w.onlyFailure(ctx); err != nil {
		return failed, nil, err
	}
	letters, err = w.s.Sesam.Live(ctx, stack.DeadLetters)
	return failed, letters, err
}

// onlyFailure returns what the log says about the one entity that could not be written.
func (w *walkthrough) onlyFailure(ctx context.Context) (stack.WriteError, error) {
	failures, err := w.s.Sesam.WriteErrors(ctx, stack.PushPipe)
	if err != nil {
		return stack.WriteError{}, err
	}
	if err := expect("entities that could not be written", len(failures), 1); err != nil {
		return stack.WriteError{}, err
	}
	if want := fmt.Sprintf("write-error:erp:%d", badRow); failures[0].ID != want {
		return failures[0], fmt.Errorf("the log has %s, want %s", failures[0].ID, want)
	}
	return failures[0], nil
}

// person is one of the persons that the ERP sends together.
func person(number int) map[string]any {
	return map[string]any{"_id": fmt.Sprintf("erp:%d", number), "email": fmt.Sprintf("person%d@example.com", number), "firstname": "Person"}
}

// answered is what the connector has answered, of a message that says more, or all of it.
func answered(message string) string {
	_, body, _ := strings.Cut(message, ": ")
	var answer struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.NewDecoder(strings.NewReader(body)).Decode(&answer); err != nil || answer.Error.Message == "" {
		return message
	}
	return answer.Error.Message
}
