// Package cursor is how a list goes from one page to the next: what the cursors look like that it gives out, and what it
// makes of those that a client made up. HubSpot calls its cursors opaque and shows numbers that a client is tempted to
// reckon with, so that there is more than one habit to try a client against.
package cursor

import (
	"fmt"
	"slices"
	"strings"
)

// Habit says what cursors look like and what becomes of those that were made up.
type Habit string

// The habits. In all but Opaque, PageNumber and Descending a cursor is a number, and the page has the records with that ID
// or a larger one.
const (
	// AfterLast gives out one more than the last ID of the page, as seen in the wild. Any number is as good.
	AfterLast Habit = "after-last"
	// NextID gives out the ID of the record after the page. Any number is as good.
	NextID Habit = "next-id"
	// Late gives out what AfterLast does. A number that was made up leaves out the first one to three records.
	Late Habit = "late"
	// Early gives out what AfterLast does. A number that was made up begins where the page would in which it lies.
	Early Habit = "early"
	// Refused gives out what AfterLast does. A number that was made up is refused.
	Refused Habit = "refused"
	// Opaque gives out texts, as in HubSpot's API description. Numbers are refused.
	Opaque Habit = "opaque"
	// PageNumber gives out 2, 3 and so on: the page of that number, as long as the limit stays the same.
	PageNumber Habit = "page-number"
	// Descending lists from the largest ID down and gives out one less than the last ID of the page.
	Descending Habit = "descending"
)

// Habits returns all habits.
func Habits() []Habit {
	return []Habit{AfterLast, NextID, Late, Early, Refused, Opaque, PageNumber, Descending}
}

// Check reports a habit that there is not.
func (h Habit) Check() error {
	all := Habits()
	if slices.Contains(all, h) {
		return nil
	}
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = string(one)
	}
	return fmt.Errorf("habit of the cursors %q is unknown; use one of %s", string(h), strings.Join(names, ", "))
}
