package convergence

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// account is what a history is played on.
type account struct {
	Seed     uint64
	Size     size
	Parallel int // the connector's setting
	Cursors  fakehubspot.CursorHabit
	// Everything means that there are several object types, and pipes for each.
	Everything bool
	Interval   time.Duration // the connector's setting archive-interval
}

func (a account) String() string {
	text := fmt.Sprintf("seed %d, %d contacts, parallel %d, cursors %s", a.Seed, a.Size.Contacts, a.Parallel, a.Cursors)
	if a.Everything {
		text += fmt.Sprintf(", every object, archive-interval %s", a.Interval)
	}
	return text
}

// size is how many contacts a history starts with, and how many are on a page: so few that a list is many pages, or so many
// that a search is worth several readers.
type size struct {
	Contacts, Page int
	Dense          bool // their IDs follow each other without a gap
}

var few, many, thousand = size{12, 3, false}, size{40, 3, false}, size{900, 100, true}

// usual is the account in which most of the known histories are played.
func usual(seed uint64) account {
	return account{Seed: seed, Size: few, Parallel: 16, Cursors: fakehubspot.CursorAfterLast}
}

// habits are those of cursors with which a list can be read while it changes. With page numbers it cannot, by nobody: what is
// archived shifts all that follow.
var habits = []fakehubspot.CursorHabit{
	fakehubspot.CursorAfterLast, fakehubspot.CursorNextID, fakehubspot.CursorLate, fakehubspot.CursorEarly,
	fakehubspot.CursorRefused, fakehubspot.CursorOpaque, fakehubspot.CursorDescending,
}

// sizes are those of random histories; a large account takes as long as twenty small ones.
var sizes = append(slices.Repeat([]size{few, many}, 10), thousand)

var drawAccount = rapid.Custom(func(t *rapid.T) account {
	return account{
		Seed:     rapid.Uint64Range(1, 1000).Draw(t, "seed"),
		Size:     rapid.SampledFrom(sizes).Draw(t, "size"),
		Parallel: rapid.SampledFrom([]int{1, 16, 16}).Draw(t, "parallel"),
		Cursors:  rapid.SampledFrom(append(habits, habits[:2]...)).Draw(t, "cursors"),
	}
})

// some is the size of an account with several object types. Of each of the others it has half as many records as contacts.
var some = size{8, 3, false}

// drawWideAccount draws an account with several object types.
var drawWideAccount = rapid.Custom(func(t *rapid.T) account {
	a := drawAccount.Draw(t, "account")
	a.Size, a.Everything = some, true
	a.Interval = rapid.SampledFrom([]time.Duration{0, 20 * time.Minute}).Draw(t, "archive-interval")
	return a
})

// lagModes are how HubSpot's search index can be late: always as much, by
// chance, or by contact.
var lagModes = []fakehubspot.LagMode{fakehubspot.LagFixed, fakehubspot.LagRandom, fakehubspot.LagPerRecord}
