package extract_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// account is a HubSpot account that changes between any two steps of a run, and what a complete run owes because of it.
type account struct {
	*switchboard
	choices []byte // what happens; when they are used up, the oldest call goes on and nothing changes
	changes bool   // whether anything changes
	changed int

	owed    map[uint64]bool // has existed since the run began, and has not changed
	existed map[uint64]bool // at some time in the run, live
	wasGone map[uint64]bool // at some time in the run, archived or merged away
	merged  []uint64        // IDs that have been merged away, before the run or in it
}

func drawAccount(t *rapid.T, habit hubspottest.Habit) *account {
	up := hubspottest.New()
	up.Habit = habit
	up.PageSize = rapid.IntRange(1, 5).Draw(t, "page size")
	gaps := [][]uint64{{1}, {1, 2, 3}, {1, 1, 1, 50}, {50}, {1, 1, 1, 1, 57e9}, {1, 50, 57e9, 1e15}}
	gap := rapid.SampledFrom(gaps).Draw(t, "gaps")
	id := uint64(rapid.IntRange(0, 60).Draw(t, "before the first"))
	for range rapid.IntRange(0, 60).Draw(t, "contacts") {
		id += rapid.SampledFrom(gap).Draw(t, "to the next")
		c := hubspottest.Record{ID: id, Modified: up.Now.Add(-time.Hour)}
		if rapid.IntRange(0, 4).Draw(t, "archived") == 4 {
			c.ArchivedAt = up.Now.Add(-time.Hour)
		}
		up.Records = append(up.Records, c)
	}
	a := &account{switchboard: newSwitchboard(up)}
	a.choices = rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "choices")
	return a
}

// choose returns a number below n.
func (a *account) choose(n int) int {
	if len(a.choices) == 0 {
		return 0
	}
	choice := a.choices[0]
	a.choices = a.choices[1:]
	return int(choice) % n
}

// begin notes what a run owes that begins now.
func (a *account) begin() {
	a.owed, a.existed, a.wasGone, a.changed = map[uint64]bool{}, map[uint64]bool{}, map[uint64]bool{}, 0
	for _, c := range a.up.Records {
		a.owed[c.ID] = true
		a.note(c)
	}
	for _, id := range a.merged {
		a.wasGone[id] = true
	}
}

func (a *account) note(c hubspottest.Record) {
	if c.ArchivedAt.IsZero() {
		a.existed[c.ID] = true
	} else {
		a.wasGone[c.ID] = true
	}
}

// step lets a call go on, or changes something.
func (a *account) step() {
	calls := a.held()
	n := a.choose(len(calls) + 3)
	if n < len(calls) {
		a.goOn(calls[n])
		return
	}
	if !a.changes {
		a.goOn(calls[0])
		return
	}
	a.changed++
	a.pass(time.Duration(a.choose(5)) * 400 * time.Millisecond)
	switch a.choose(5) {
	case 0, 1:
		a.create(a.somewhere())
	case 2:
		a.flip(a.choose(200))
	case 3: // a contact at a seam
		id := a.somewhere()
		if i := slices.IndexFunc(a.up.Records, func(c hubspottest.Record) bool { return c.ID >= id }); i >= 0 {
			a.flip(i)
		}
	default:
		a.merge(a.choose(200), a.choose(200))
	}
}

// somewhere returns an ID at or next to where a call begins to read, or anywhere.
func (a *account) somewhere() uint64 {
	calls := a.held()
	if cursor, ok := calls[a.choose(len(calls))].cursor(); ok && a.choose(4) > 0 {
		if id, err := strconv.ParseUint(cursor, 10, 64); err == nil {
			return max(id, 3) + uint64(a.choose(5)) - 2
		}
	}
	return 1 + uint64(a.choose(200))
}

func (a *account) create(id uint64) {
	if slices.ContainsFunc(a.up.Records, func(c hubspottest.Record) bool { return c.ID == id }) {
		return
	}
	c := hubspottest.Record{ID: id, Modified: a.up.Now}
	a.up.Records = append(a.up.Records, c)
	a.note(c)
}

// flip archives contact i, or restores it.
func (a *account) flip(i int) {
	if len(a.up.Records) == 0 {
		return
	}
	c := &a.up.Records[i%len(a.up.Records)]
	if c.ArchivedAt.IsZero() {
		c.ArchivedAt = a.up.Now
	} else {
		c.ArchivedAt, c.Modified = time.Time{}, a.up.Now
	}
	delete(a.owed, c.ID)
	a.note(*c)
}

// merge replaces contacts i and j by a new one.
func (a *account) merge(i, j int) {
	n := len(a.up.Records)
	if n == 0 {
		return
	}
	one, other := a.up.Records[i%n], a.up.Records[j%n]
	if one.ID == other.ID || !one.ArchivedAt.IsZero() || !other.ArchivedAt.IsZero() {
		return
	}
	last := uint64(0)
	for _, c := range a.up.Records {
		last = max(last, c.ID)
	}
	a.up.Records = slices.DeleteFunc(a.up.Records, func(c hubspottest.Record) bool { return c.ID == one.ID || c.ID == other.ID })
	merged := hubspottest.Record{ID: last + 1, Modified: a.up.Now, Merged: fmt.Sprintf("%d;%d", one.ID, other.ID)}
	a.up.Records = append(a.up.Records, merged)
	a.note(merged)
	for _, id := range []uint64{one.ID, other.ID} {
		delete(a.owed, id)
		a.wasGone[id] = true
		a.merged = append(a.merged, id)
	}
}

// missing returns an error unless a complete run has returned what it owes, once, and nothing that never existed.
func (a *account) missing(o outcome, tombstones bool) error {
	got := ids(o.got)
	archived := map[uint64]bool{}
	for _, c := range a.up.Records {
		archived[c.ID] = !c.ArchivedAt.IsZero()
	}
	for id := range a.owed {
		name := strconv.FormatUint(id, 10)
		switch {
		case !archived[id] && got[name] != 1:
			return fmt.Errorf("%s was there throughout and was returned %d times", name, got[name])
		case archived[id] && tombstones && got["-"+name] == 0:
			return fmt.Errorf("%s was archived throughout and has no tombstone", name)
		}
	}
	for name := range got {
		id, err := strconv.ParseInt(name, 10, 64)
		switch {
		case err != nil:
			return err
		case id >= 0 && !a.existed[uint64(id)], id < 0 && !a.wasGone[uint64(-id)]:
			return fmt.Errorf("%s was returned and never was so", name)
		}
	}
	return nil
}

// run reads twice, and returns an error if something is lost, or if a run fails without need.
func (a *account) run(t *testing.T, opts extract.Options, since time.Time, done *tally) error {
	for n := range 2 {
		a.begin()
		a.story = nil
		o := a.play(t, opts, extract.Request{Since: since}, a.step)
		done.count(o)
		switch {
		case a.sound() && o.err != nil:
			return fmt.Errorf("run %d failed after %d changes that are nothing unusual: %w", n+1, a.changed, o.err)
		case a.sound() && o.sum.OneCursor != "":
			return fmt.Errorf("run %d gave cursors up after %d changes that are nothing unusual: %s", n+1, a.changed, o.sum.OneCursor)
		case o.err == nil:
			if err := a.missing(o, !since.IsZero()); err != nil {
				return fmt.Errorf("run %d: %w; it returned %v", n+1, err, o.got)
			}
		case n > 0:
			return fmt.Errorf("run %d failed after %d changes: %w", n+1, a.changed, o.err)
		case a.changed == 0 && a.up.Habit != hubspottest.PageNumber:
			return fmt.Errorf("run %d failed though nothing changed: %w", n+1, o.err)
		}
		if a.most > opts.Parallel {
			return fmt.Errorf("%d calls in flight", a.most)
		}
	}
	return nil
}

// sound reports whether a cursor of a list means the records from a number on, whoever has made it up.
func (a *account) sound() bool {
	return a.up.Habit == hubspottest.NextID || a.up.Habit == hubspottest.AfterLast
}

// tally counts what properties have tried, so that none passes because nothing happened.
type tally struct{ runs, cut, failed int }

func (s *tally) count(o outcome) {
	s.runs++
	if o.sum.Cursors > 1 {
		s.cut++
	}
	if o.err != nil {
		s.failed++
	}
}

// Whatever changes between any two steps, in whatever order answers arrive and whatever HubSpot makes of a cursor that it has
// not issued: a run that completes has returned every contact that was there throughout, and if one fails, the next one
// does not.
func TestNoOrderOfAnswersLosesARecordOfAList(t *testing.T) { inAnyOrder(t, time.Time{}) }

// The same of a run that reads what has changed, and the archive.
func TestNoOrderOfAnswersLosesAChange(t *testing.T) { inAnyOrder(t, at(10, 0, 0, 0)) }

func inAnyOrder(t *testing.T, since time.Time) {
	for _, habit := range hubspottest.Habits() {
		t.Run("cursors "+cmp.Or(string(habit), "next ID"), func(t *testing.T) {
			var done tally
			rapid.Check(t, func(rt *rapid.T) {
				a := drawAccount(rt, habit)
				// Page numbers shift with every change, whatever is read with them.
				a.changes = habit != hubspottest.PageNumber && rapid.Bool().Draw(rt, "changes")
				a.up.Total = rapid.SampledFrom(totals).Draw(rt, "total")
				opts := options()
				opts.Parallel = rapid.SampledFrom([]int{1, 2, 3, 16}).Draw(rt, "parallel")
				if err := a.run(t, opts, since, &done); err != nil {
					rt.Fatalf("%v\n%s", err, strings.Join(a.story, "\n"))
				}
			})
			t.Logf("%+v", done)
			if cuttable := !since.IsZero() || habit != hubspottest.Opaque && habit != hubspottest.PageNumber && habit != hubspottest.Descending; cuttable && 10*done.cut < done.runs {
				t.Errorf("of %d runs only %d read in parts", done.runs, done.cut)
			}
		})
	}
}

// totals are what a search can say of the number of its matches. Pages are small here, so a search that is worth several
// readers says more than there are.
var totals = []func(int) string{
	nil,
	func(int) string { return "" },
	func(int) string { return `"total":10000,` },
	func(matches int) string { return fmt.Sprintf(`"total":%d,`, matches*hubspot.SearchLimit) },
}
