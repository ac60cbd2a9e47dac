package hubspottest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Habit is what the cursors of lists look like, and what becomes of a made-up one: a number that has not been given out.
type Habit string

// The habits. All but the last three give out numbers, from which on the page lists the records in the order of their IDs.
const (
	NextID     Habit = ""            // gives out the ID of the next record; any number will do
	AfterLast  Habit = "after last"  // gives out one more than the last ID of the page; any number will do
	Late       Habit = "late"        // a made-up number leaves out two records
	Early      Habit = "early"       // a made-up number begins two records earlier
	Ending     Habit = "ending"      // a made-up number is the end of the list
	Refused    Habit = "refused"     // a made-up number gets a 400
	Failing    Habit = "failing"     // a made-up number gets a 500
	Opaque     Habit = "opaque"      // no numbers; a number gets a 400
	PageNumber Habit = "page number" // the number of the page: 2, 3 and so on
	Descending Habit = "descending"  // gives out one less than the last ID; the list begins with the largest
)

// Habits returns all of them.
func Habits() []Habit {
	return []Habit{NextID, AfterLast, Late, Early, Ending, Refused, Failing, Opaque, PageNumber, Descending}
}

// MadeUp reports whether a list has not given out the cursor.
func (u *Upstream) MadeUp(cursor string) bool { return cursor != "" && !u.issued[cursor] }

func (u *Upstream) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	requested, _ := strconv.Atoi(query.Get("limit"))
	archived := query.Get("archived") == "true"
	var names []string
	if list := query.Get("properties"); list != "" {
		names = strings.Split(list, ",")
	}
	all := pick(u.Records, func(c Record) bool { return !c.ArchivedAt.IsZero() == archived })
	if u.Habit == Descending {
		slices.Reverse(all)
	}
	cursor, limit := query.Get("after"), u.limit(requested)
	from, status := u.begin(all, cursor, limit)
	if status != http.StatusOK {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"status":"error","category":"VALIDATION_ERROR","message":"that is no cursor"}`))
		return
	}
	rest, next := all[from:], ""
	if len(rest) > limit {
		next = fmt.Sprintf(`,"paging":{"next":{"after":%q,"link":"https://example.invalid/?after=x"}}`, u.issue(rest, cursor, limit))
		rest = rest[:limit]
	}
	_, _ = fmt.Fprintf(w, `{"results":[%s]%s}`, Join(rest, names), next)
}

// begin returns at which record the page of a cursor begins.
func (u *Upstream) begin(all []Record, cursor string, limit int) (from, status int) {
	if cursor == "" {
		return 0, http.StatusOK
	}
	number, err := strconv.ParseUint(strings.TrimPrefix(cursor, "c"), 10, 64)
	madeUp := u.MadeUp(cursor)
	switch {
	case err != nil || madeUp && u.Habit == Refused || strings.HasPrefix(cursor, "c") != (u.Habit == Opaque):
		return 0, http.StatusBadRequest
	case madeUp && u.Habit == Failing:
		return 0, http.StatusInternalServerError
	case u.Habit == PageNumber:
		pages := min(max(number, 1)-1, uint64(len(all)))
		return min(len(all), int(pages)*limit), http.StatusOK
	}
	for from < len(all) && (u.Habit == Descending && all[from].ID > number || u.Habit != Descending && all[from].ID < number) {
		from++
	}
	switch {
	case madeUp && u.Habit == Late:
		from = min(len(all), from+2)
	case madeUp && u.Habit == Ending:
		from = len(all)
	case madeUp && u.Habit == Early:
		from = max(0, from-2)
	}
	return from, http.StatusOK
}

// issue gives out the cursor of the page after that of limit records with which rest begins.
func (u *Upstream) issue(rest []Record, cursor string, limit int) string {
	next := strconv.FormatUint(rest[limit].ID, 10)
	last := rest[limit-1].ID
	switch u.Habit {
	case NextID, Early, Late, Ending:
	case PageNumber:
		page, _ := strconv.Atoi(cursor)
		next = strconv.Itoa(max(page, 1) + 1)
	case Descending:
		next = strconv.FormatUint(last-1, 10)
	case Opaque:
		next = "c" + next
	default:
		next = strconv.FormatUint(last+1, 10)
	}
	if u.issued == nil {
		u.issued = map[string]bool{}
	}
	u.issued[next] = true
	return next
}
