package cursor_test

import (
	"net/url"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// ids are records, ascending; all that were given are still there.
type ids []int64

func (all ids) Given(id int64) bool { return slices.Contains(all, id) }

func (all ids) Rank(id int64, _ bool) int {
	rank, _ := slices.BinarySearch(all, id)
	return rank
}

func newBook(t rapid.TB, h cursor.Habit) *cursor.Book {
	t.Helper()
	book, err := cursor.NewBook(h)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// some is four records; a page has two of them.
var some = ids{10, 20, 30, 40}

func TestCursors(t *testing.T) {
	for habit, want := range map[cursor.Habit]string{
		cursor.AfterLast: "21", cursor.NextID: "30", cursor.Late: "21", cursor.Early: "21", cursor.Refused: "21",
		cursor.Opaque: "MjEK", cursor.PageNumber: "2", cursor.Descending: "29",
	} {
		list := newBook(t, habit).List(some, false, 2)
		began, ok := list.Start("")
		last, next := int64(20), int64(30)
		if habit == cursor.Descending {
			last, next = 30, 20
		}
		if got := list.Next(began, last, next); !ok || got != want {
			t.Errorf("%s: the cursor is %q, want %q", habit, got, want)
		}
	}
}

func TestWhereAPageBegins(t *testing.T) {
	for _, one := range []struct {
		habit  cursor.Habit
		after  string
		want   store.Start
		refuse bool
	}{
		{habit: cursor.AfterLast, after: "25", want: store.Start{ID: 25}},
		{habit: cursor.AfterLast, after: "x", refuse: true},
		{habit: cursor.AfterLast, after: "-1", refuse: true},
		{habit: cursor.AfterLast, after: "MjEK", refuse: true},
		{habit: cursor.NextID, after: "25", want: store.Start{ID: 25}},
		{habit: cursor.Late, after: "21", want: store.Start{ID: 21}},
		{habit: cursor.Late, after: "25", want: store.Start{ID: 25, Skip: 1}},
		{habit: cursor.Late, after: "26", want: store.Start{ID: 26, Skip: 3}},
		{habit: cursor.Early, after: "31", want: store.Start{ID: 31}},
		{habit: cursor.Early, after: "15", want: store.Start{}},
		{habit: cursor.Early, after: "32", want: store.Start{Skip: 2}},
		{habit: cursor.Early, after: "99", want: store.Start{Skip: 4}},
		{habit: cursor.Refused, after: "41", want: store.Start{ID: 41}},
		{habit: cursor.Refused, after: "42", refuse: true},
		{habit: cursor.Opaque, after: "21", refuse: true},
		{habit: cursor.Opaque, after: "57000000001", refuse: true},
		{habit: cursor.Opaque, after: "NTI1Cg%3D%3D", want: store.Start{ID: 525}},
		{habit: cursor.Opaque, after: "NTI1Cg==", want: store.Start{ID: 525}},
		{habit: cursor.Opaque, after: "NTI1Cg", refuse: true},
		{habit: cursor.PageNumber, after: "1", want: store.Start{}},
		{habit: cursor.PageNumber, after: "3", want: store.Start{Skip: 4}},
		{habit: cursor.PageNumber, after: "9223372036854775806", want: store.Start{Skip: 2 << 24}},
		{habit: cursor.Descending, after: "25", want: store.Start{ID: 25, Descending: true}},
	} {
		got, ok := newBook(t, one.habit).List(some, false, 2).Start(one.after)
		if ok == one.refuse || ok && got != one.want {
			t.Errorf("%s, %q: %+v, %v; want %+v", one.habit, one.after, got, ok, one.want)
		}
	}
}

// The beginning has the same two names under every habit.
func TestTheBeginning(t *testing.T) {
	for _, habit := range cursor.Habits() {
		for _, after := range []string{"", "0"} {
			got, ok := newBook(t, habit).List(some, false, 2).Start(after)
			if want := (store.Start{Descending: habit == cursor.Descending}); !ok || got != want {
				t.Errorf("%s, %q: %+v, %v", habit, after, got, ok)
			}
		}
	}
}

// A number that was made up leaves out one, two or three records, and not always as many.
func TestHowLateACursorIs(t *testing.T) {
	list := newBook(t, cursor.Late).List(ids{}, false, 10)
	skipped := map[int]int{}
	for number := range int64(3_000) {
		start, _ := list.Start(strconv.FormatInt(number+1, 10))
		skipped[start.Skip]++
	}
	for _, n := range []int{1, 2, 3} {
		if skipped[n] < 800 || len(skipped) != 3 {
			t.Errorf("so often are so many left out: %v", skipped)
		}
	}
}

// FuzzStart holds that no text is taken for the cursor of another.
func FuzzStart(f *testing.F) {
	for _, text := range []string{"", "0", "00", "21", "22", "-1", "+5", "9223372036854775807", "NTI1Cg%3D%3D", "NTI1Cg==", "NTI1Cg", "MDUK", "%", "Mg=="} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, after string) {
		for _, habit := range cursor.Habits() {
			start, ok := newBook(t, habit).List(some, false, 2).Start(after)
			switch {
			case !ok && start != store.Start{}:
				t.Errorf("%s, %q: refused, and yet %+v", habit, after, start)
			case start.ID < 0 || start.Skip < 0:
				t.Errorf("%s, %q: %+v", habit, after, start)
			case habit == cursor.Opaque && ok && start.ID != 0:
				written := newBook(t, habit).List(some, false, 2).Next(store.Start{}, start.ID-1, start.ID)
				if plain, err := url.QueryUnescape(after); err != nil || url.QueryEscape(plain) != written {
					t.Errorf("%q is read as %d, which is written %q", after, start.ID, written)
				}
			}
		}
	})
}

// A book remembers the last half million cursors, and not everything.
func TestABookHasAnEnd(t *testing.T) {
	book := newBook(t, cursor.Refused)
	list := book.List(ids{}, false, 10)
	taken := func(number int64) bool {
		_, ok := list.Start(strconv.FormatInt(number, 10))
		return ok
	}
	const each = 500_000
	for number := range int64(2*each + 1) {
		list.Next(store.Start{}, number, number+5) // gives out number+1
	}
	for number, want := range map[int64]bool{1: false, each: false, each + 1: true, 2*each + 1: true, 2*each + 2: false} {
		if taken(number) != want {
			t.Errorf("%d is remembered: %v, want %v", number, !want, want)
		}
	}
}
