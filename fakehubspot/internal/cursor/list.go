package cursor

import (
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Records are those that a list shows.
type Records interface {
	// Given reports whether any record of the account has an ID, or had it.
	Given(id int64) bool
	// Rank returns how many records an ascending list has before those from an ID on.
	Rank(id int64, archived bool) int
}

// List is a list of records as one call sees it, under the habit that is in force when the call comes.
type List struct {
	book     *Book
	habit    Habit
	records  Records
	archived bool
	limit    int
}

// List returns the list of the live records, or of the archived ones, with at most limit of them on a page.
func (b *Book) List(records Records, archived bool, limit int) List {
	return List{b, b.Habit(), records, archived, limit}
}

// Start returns where the page of a cursor begins, and false if the cursor is refused. Without a cursor, and with 0, the
// list begins at its beginning.
func (l List) Start(after string) (store.Start, bool) {
	number, numeric := store.ParseID(after)
	if after == "" || numeric && number == 0 {
		return store.Start{Descending: l.habit == Descending}, true
	}
	if l.habit == Opaque {
		number, numeric = decode(after)
	}
	if !numeric {
		return store.Start{}, false
	}
	return l.at(number)
}

// mostPages is more than any list has; ten million contacts, the most of an account, one on each.
const mostPages = 1 << 24

// at is where the page of a number begins.
func (l List) at(number int64) (store.Start, bool) {
	switch l.habit {
	case Late:
		if !l.issued(number) {
			return store.Start{ID: number, Skip: lateBy(number)}, true
		}
	case Early:
		if !l.issued(number) {
			return store.Start{Skip: l.records.Rank(number, l.archived) / l.limit * l.limit}, true
		}
	case Refused:
		if !l.issued(number) {
			return store.Start{}, false
		}
	case PageNumber:
		return store.Start{Skip: int(min(number-1, mostPages)) * l.limit}, true
	case Descending:
		return store.Start{ID: number, Descending: true}, true
	case AfterLast, NextID, Opaque:
	}
	return store.Start{ID: number}, true
}

// issued reports whether a client can have been given a number as a cursor. Any that follows the ID of a record can have
// been, whatever became of the record; any other only if it was given out before the state was replaced, or under NextID.
func (l List) issued(number int64) bool {
	return l.records.Given(number-1) || l.book.has(number)
}

// lateBy is how many records a number that was made up leaves out: few enough that the page looks like the right one, and
// not always the same.
func lateBy(number int64) int {
	const most = 3
	return 1 + int(splitmix.Mix(uint64(number)*splitmix.Gamma)%most)
}

// Next returns the cursor that follows a page, as it stands in a URL. It is made from where the page began, its last ID and
// the ID after it.
func (l List) Next(began store.Start, last, next int64) string {
	number := last + 1
	switch l.habit {
	case Opaque:
		return encode(number)
	case PageNumber:
		return strconv.Itoa(began.Skip/l.limit + 2)
	case Descending:
		return strconv.FormatInt(last-1, 10)
	case NextID:
		number = next
	case AfterLast, Late, Early, Refused:
	}
	l.book.note(number)
	return strconv.FormatInt(number, 10)
}
