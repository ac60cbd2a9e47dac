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

// Text says in a sentence what the cursor of the next page is, and what becomes of a number that a client made up.
func (h Habit) Text() string {
	switch h {
	case AfterLast:
		return "The last ID of the page plus one; any number is as good."
	case NextID:
		return "The ID of the next record; any number is as good."
	case Late:
		return "The last ID plus one. A number that was made up leaves out the first one to three records."
	case Early:
		return "The last ID plus one. A number that was made up starts where the page with that ID starts."
	case Refused:
		return "The last ID plus one. A number that was made up is answered with 400."
	case Opaque:
		return "A text such as NTI1Cg%3D%3D. Numbers are answered with 400."
	case PageNumber:
		return "2, 3 and so on: the number of the page, for the limit of the call."
	case Descending:
		return "The last ID minus one; the list goes from the largest ID down."
	}
	return ""
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
