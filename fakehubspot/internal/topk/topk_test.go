package topk

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What is kept is what sorting all of them would put first, whatever way it is kept.
func TestItemsAreThoseThatSortingPutsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Permutation(upTo(rapid.IntRange(0, 300).Draw(t, "items"))).Draw(t, "order")
		keep := rapid.OneOf(rapid.IntRange(0, 320), rapid.Just(Many+1)).Draw(t, "keep")
		skip := rapid.IntRange(0, 320).Draw(t, "skip")

		items := New(keep, cmp.Compare[int])
		for _, item := range all {
			items.Add(item)
		}
		got := items.After(skip)

		slices.Sort(all)
		want := all[:min(keep, len(all))]
		want = want[min(skip, len(want)):]
		if !slices.Equal(got, want) {
			t.Fatalf("keep %d, skip %d: %v, want %v", keep, skip, got, want)
		}
	})
}

func TestPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.Permutation(upTo(rapid.IntRange(1, 300).Draw(t, "items"))).Draw(t, "order")
		count := rapid.IntRange(0, len(items)).Draw(t, "count")
		part(items, count, cmp.Compare[int])
		for i, item := range items {
			if (i < count) != (item < count) {
				t.Fatalf("%d is at %d, with the first %d to be before the others: %v", item, i, count, items)
			}
		}
	})
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
