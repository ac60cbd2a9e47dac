package association_test

import (
	"runtime"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
)

// BenchmarkMemory makes ties of many contacts with a fifth as many companies and tells what one costs, both sides together.
func BenchmarkMemory(b *testing.B) {
	const contacts, companies = 1_000_000, 200_000
	for b.Loop() {
		before := heap()
		s := association.NewStore()
		for i := range int64(contacts) {
			must(b, s.Add(contact(57_000_000_000+i*25), company(58_000_000_000+(i*7919%companies)*25), own(1)))
		}
		b.ReportMetric(float64(heap()-before)/contacts, "B/tie")
		runtime.KeepAlive(s)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkPage reads pages in the middle of a company with 100,000 contacts.
func BenchmarkPage(b *testing.B) {
	s := association.NewStore()
	for i := range int64(100_000) {
		must(b, s.Add(company(9), contact(57_000_000_000+i)))
	}
	for b.Loop() {
		if page, next := s.Page(company(9), "0-1", 57_000_050_000, 100); len(page) != 100 || next == 0 {
			b.Fatal(len(page), next)
		}
	}
}

// A tie costs little: an account has millions.
func TestATieIsSmall(t *testing.T) {
	const ties = 100_000
	before := heap()
	s := association.NewStore()
	for i := range int64(ties) {
		must(t, s.Add(contact(57_000_000_000+i*25), company(58_000_000_000+i*7919%20_000), own(1)))
	}
	if cost := (heap() - before) / ties; cost > 150 {
		t.Errorf("a tie costs %d bytes", cost)
	}
	runtime.KeepAlive(s)
}

// Many write, read and take snapshots at once: each tie is there from both sides in the end, and in each snapshot once.
func TestManyAtOnce(t *testing.T) {
	s := association.NewStore()
	var all sync.WaitGroup
	for writer := range int64(4) {
		all.Go(func() {
			for i := range int64(200) {
				from, to := contact(writer*1_000+i+1), company(i%7+90_000)
				if s.Add(from, to, own(1)) != nil {
					t.Error("not associated")
				}
				if i%5 == 0 {
					s.Hide(from)
					s.Show(from)
				}
				if i%3 == 0 {
					s.Disassociate(from, to)
				}
			}
		})
	}
	all.Go(func() {
		for range 50 {
			seen := map[[2]association.Ref]bool{}
			for link := range s.Snapshot().Links() {
				if pair := [2]association.Ref{link.From, link.To}; seen[pair] {
					t.Errorf("%v is there twice", pair)
				} else {
					seen[pair] = true
				}
			}
		}
	})
	all.Go(func() {
		for range 500 {
			s.Page(company(90_001), "0-1", 0, 10)
			if _, err := s.CreateLabel("0-1", "0-2", association.Label{Name: "x", Text: "X"}); err == nil {
				_ = s.DeleteLabel("0-1", "0-2", s.Own()[0].ID)
			}
		}
	})
	all.Wait()
	there, back := 0, 0
	for id := range int64(7) {
		there += len(shown(s, company(90_000+id), "0-1"))
	}
	for id := range int64(4_000) {
		back += len(shown(s, contact(id), "0-2"))
	}
	if want := 4 * (200 - 67); there != want || back != want {
		t.Errorf("%d ties from one side, %d from the other, want %d", there, back, want)
	}
}
