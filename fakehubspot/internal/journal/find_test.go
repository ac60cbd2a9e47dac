package journal_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// A page of the journal is what a model of it would have, in either order, from any place, however many there are.
func TestPagesOfTheJournal(t *testing.T) {
	const calls = 700 // more than are looked at in one go
	j := journal.New(600, at(instant))
	for i := range calls {
		send(j, []string{"GET /a", "POST /b needle", "DELETE /missing"}[i%3])
	}
	rapid.Check(t, func(t *rapid.T) {
		f := journal.Filter{
			After: rapid.Uint64Range(0, 800).Draw(t, "after"), Before: rapid.Uint64Range(0, 800).Draw(t, "before"),
			Newest: rapid.Bool().Draw(t, "newest"), Limit: rapid.IntRange(0, 800).Draw(t, "limit"),
			Class: rapid.SampledFrom([]int{0, 2, 4, 5}).Draw(t, "class"), Text: rapid.SampledFrom([]string{"", "needle", "/a", "none"}).Draw(t, "text"),
		}
		var want []string
		for seq := uint64(calls - 600 + 1); seq <= calls; seq++ {
			kind := (seq - 1) % 3
			status := []int{2, 2, 4}[kind]
			fits := f.Text == "" || f.Text == "needle" && kind == 1 || f.Text == "/a" && kind == 0
			if seq > f.After && (f.Before == 0 || seq < f.Before) && fits && (f.Class == 0 || f.Class == status) {
				want = append(want, fmt.Sprint(seq))
			}
		}
		if n := j.Count(f); n != len(want) {
			t.Fatalf("counted %d, want %d", n, len(want))
		}
		if f.Newest {
			slices.Reverse(want)
		}
		if f.Limit > 0 {
			want = want[:min(len(want), f.Limit)]
		}
		if got := seqs(j.Find(f)); got != strings.Join(want, " ") {
			t.Fatalf("found %s, want %v", got, want)
		}
	})
}

func TestTextIsFoundInEveryPart(t *testing.T) {
	j, call := answering(10)
	call("/needle", "")
	call("/x?a=needle", "")
	call("/x", "needle") // is in the body and in the answer
	call("/x", "straw")
	if got := seqs(j.Find(journal.Filter{Text: "needle"})); got != "1 2 3" {
		t.Errorf("found %q", got)
	}
	call("/STRAW", "")
	if got := seqs(j.Find(journal.Filter{Text: "Straw"})); got != "4 5" {
		t.Errorf("in another case: found %q", got)
	}
	if misses := j.NearMiss(journal.Filter{Text: "hay", Path: "/x"}); len(misses) != 5 || misses[0].Reasons[0] != `call is without it, wanted "hay" in it` {
		t.Errorf("near misses %+v", misses)
	}
}

func TestStatusesAreRead(t *testing.T) {
	for text, want := range map[string][2]int{"404": {404, 0}, "4xx": {0, 4}, "599": {599, 0}, "1xx": {0, 1}} {
		if status, class, err := journal.ParseStatus(text); err != nil || status != want[0] || class != want[1] {
			t.Errorf("%s: %d, %d, %v", text, status, class, err)
		}
	}
	for _, text := range []string{"", "xx", "4", "40x", "6xx", "0xx", "-4xx", "99", "600", "4XX", "40xx", "+4xx"} {
		if _, _, err := journal.ParseStatus(text); err == nil || !strings.Contains(err.Error(), "such as 4xx") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Who looks for something does not keep calls from being recorded, and what is looked at may go meanwhile.
func TestFindingWhileCallsArrive(t *testing.T) {
	j := journal.New(300, at(instant))
	var group sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() {
		defer close(done)
		for range 3_000 {
			send(j, "GET /x")
		}
		j.Reset()
	})
	group.Go(func() {
		for {
			found := j.Find(journal.Filter{Newest: true})
			for i := 1; i < len(found); i++ {
				if found[i].Seq >= found[i-1].Seq {
					t.Errorf("%d comes after %d", found[i].Seq, found[i-1].Seq)
				}
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	group.Wait()
	if n := len(j.Find(journal.Filter{})); n != 0 {
		t.Errorf("%d requests are left after a reset", n)
	}
}
