// Package topk keeps the items that come first in an order, of many that it is given one by one.
package topk

import (
	"container/heap"
	"slices"
)

// Many is how many items are kept from where on it is quicker to keep all that come and part them in the end than to ask of
// each whether it is among the first.
const Many = 10_000

// Items keeps the first of the items that are added. It is not for concurrent use.
type Items[T any] struct {
	keep int
	kept last[T]
}

// New returns Items that keeps as many. Compare returns a negative number if a comes before b, and 0 for one and the same item
// only.
func New[T any](keep int, compare func(a, b T) int) *Items[T] {
	return &Items[T]{keep: keep, kept: last[T]{compare: compare}}
}

// Add adds an item.
func (i *Items[T]) Add(item T) {
	switch {
	case i.keep > Many:
		i.kept.items = append(i.kept.items, item)
	case len(i.kept.items) < i.keep:
		heap.Push(&i.kept, item)
	case i.keep > 0 && i.kept.compare(item, i.kept.items[0]) < 0:
		i.kept.items[0] = item
		heap.Fix(&i.kept, 0)
	}
}

// After returns what is kept, in order, without the first skip items. It can be called once.
func (i *Items[T]) After(skip int) []T {
	items, compare := i.kept.items, i.kept.compare
	part(items, i.keep, compare)
	items = items[:min(i.keep, len(items))]
	part(items, skip, compare)
	items = items[min(skip, len(items)):]
	slices.SortFunc(items, compare)
	return items
}

// part arranges items so that the count of them that come first are before the others. Sorting all of them for one page in the
// middle of a million would take seconds.
func part[T any](items []T, count int, compare func(a, b T) int) {
	low, high := 0, len(items)
	for low < count && count < high {
		pivot := middle(items[low], items[(low+high)/2], items[high-1], compare)
		i, j := low, high-1
		for i <= j {
			for compare(items[i], pivot) < 0 {
				i++
			}
			for compare(items[j], pivot) > 0 {
				j--
			}
			if i <= j {
				items[i], items[j] = items[j], items[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case count <= j:
			high = j + 1
		case count > i:
			low = i
		default:
			return
		}
	}
}

// middle is the one of three that comes between the others.
func middle[T any](a, b, c T, compare func(a, b T) int) T {
	if compare(b, a) < 0 {
		a, b = b, a
	}
	switch {
	case compare(c, a) < 0:
		return a
	case compare(c, b) < 0:
		return c
	default:
		return b
	}
}

// last is a heap whose top is the item that comes last.
type last[T any] struct {
	compare func(a, b T) int
	items   []T
}

func (l *last[T]) Len() int           { return len(l.items) }
func (l *last[T]) Less(i, j int) bool { return l.compare(l.items[i], l.items[j]) > 0 }
func (l *last[T]) Swap(i, j int)      { l.items[i], l.items[j] = l.items[j], l.items[i] }

// Push implements heap.Interface.
func (l *last[T]) Push(x any) { l.items = append(l.items, x.(T)) }

// Pop implements heap.Interface.
func (l *last[T]) Pop() any {
	end := len(l.items) - 1
	item := l.items[end]
	l.items = l.items[:end]
	return item
}
