package extract

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever sizes pages have: what is drawn fits, nothing that waits on would have fitted as well, every page is in one of the
// two, and their order stays. Pages of one size are drawn in the order in which they have arrived.
func TestDrawnPagesFillABatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 8, 30, 75, 99, 100, 100, 100, 200}), 0, 40).Draw(t, "sizes")
		most := rapid.IntRange(0, 1500).Draw(t, "most")
		u := new(unlinked)
		all := make([]*page, len(sizes))
		for i, size := range sizes {
			all[i] = &page{ids: make([]uint64, size)}
			u.records += size
		}
		u.pages = slices.Clone(all)
		drawn := u.draw(most)
		taken := recordsOf(drawn)
		if taken > most || u.records != recordsOf(u.pages) || len(drawn)+len(u.pages) != len(all) {
			t.Fatalf("%d records on %d pages drawn, %d on %d left", taken, len(drawn), u.records, len(u.pages))
		}
		for _, left := range u.pages {
			if taken+len(left.ids) <= most {
				t.Errorf("a page of %d records waits on, although only %d of %d are drawn", len(left.ids), taken, most)
			}
			for _, one := range drawn {
				if len(one.ids) == len(left.ids) && slices.Index(all, one) > slices.Index(all, left) {
					t.Errorf("a page of %d records has overtaken another one", len(left.ids))
				}
			}
		}
		for _, part := range [][]*page{drawn, u.pages} {
			if !slices.IsSortedFunc(part, func(a, b *page) int { return slices.Index(all, a) - slices.Index(all, b) }) {
				t.Error("the order is not that of arrival")
			}
		}
	})
}

func recordsOf(of []*page) (n int) {
	for _, one := range of {
		n += len(one.ids)
	}
	return n
}
