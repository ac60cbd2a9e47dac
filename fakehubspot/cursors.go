package fakehubspot

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"

// CursorHabit says what the cursors of lists look like, and what becomes of those that a client made up. Without a cursor,
// and with 0, a list begins at its beginning under every habit, and who follows the cursors that the server gives out gets
// each record once, as long as nothing changes. The cursors of searches are not concerned.
type CursorHabit string

// The habits. Under all but the last three, a cursor is a number, and the page begins with the record of that ID or, if
// there is none, with the next one.
//
// A number counts as made up unless the server gave it out since its last reset, or it is one more than the ID of a record
// that there is or was: a client can have been given that one.
const (
	// CursorAfterLast gives out one more than the last ID of the page, as HubSpot was seen to do. Any other number is as good.
	CursorAfterLast CursorHabit = "after-last"
	// CursorNextID gives out the ID of the record after the page. Any other number is as good.
	CursorNextID CursorHabit = "next-id"
	// CursorLate gives out what CursorAfterLast does. A number that was made up leaves out the first one to three records.
	CursorLate CursorHabit = "late"
	// CursorEarly gives out what CursorAfterLast does. A number that was made up begins at the start of the page in which it
	// lies, if the list is cut into pages of the call's limit.
	CursorEarly CursorHabit = "early"
	// CursorRefused gives out what CursorAfterLast does. A number that was made up gets a 400.
	CursorRefused CursorHabit = "refused"
	// CursorOpaque gives out texts such as NTI1Cg%3D%3D, as in HubSpot's API description. Numbers get a 400.
	CursorOpaque CursorHabit = "opaque"
	// CursorPageNumber gives out the number of the next page: 2, 3 and so on. What is added or archived before the page
	// shifts it, and so does another limit.
	CursorPageNumber CursorHabit = "page-number"
	// CursorDescending lists from the largest ID down and gives out one less than the last ID of the page. The page begins
	// with the record of that ID or, if there is none, with the one below.
	CursorDescending CursorHabit = "descending"
)

// CursorHabits returns all habits.
func CursorHabits() []CursorHabit {
	habits := cursor.Habits()
	all := make([]CursorHabit, len(habits))
	for i, one := range habits {
		all[i] = CursorHabit(one)
	}
	return all
}

// Cursors returns the habit of the cursors of lists.
func (s *Server) Cursors() CursorHabit { return CursorHabit(s.hub.Cursors().Habit()) }

// SetCursors changes the habit of the cursors of lists. A cursor that a client already has is read as the new habit reads it.
func (s *Server) SetCursors(habit CursorHabit) error {
	return public(s.hub.Cursors().SetHabit(cursor.Habit(habit)))
}
