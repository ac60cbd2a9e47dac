package index

import (
	"container/heap"
	"math"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// change is a write on its way into the index.
type change struct {
	due     int64 // milliseconds since 1970
	at      int64
	rec     *record.Record
	removed bool
}

// changes is a heap: the next one due first, and of those due at once the older write.
type changes []change

func (c changes) Len() int { return len(c) }

func (c changes) Less(i, j int) bool {
	if c[i].due != c[j].due {
		return c[i].due < c[j].due
	}
	return c[i].rec.Seq < c[j].rec.Seq
}

func (c changes) Swap(i, j int) { c[i], c[j] = c[j], c[i] }

// Push implements heap.Interface.
func (c *changes) Push(x any) { *c = append(*c, x.(change)) }

// Pop implements heap.Interface.
func (c *changes) Pop() any {
	last := len(*c) - 1
	x := (*c)[last]
	(*c)[last] = change{}
	*c = (*c)[:last]
	return x
}

// queue holds a change back until it is due.
func (x *Index) queue(c change) {
	heap.Push(&x.pending, c)
	x.next.Store(x.pending[0].due)
}

// catchUp applies the changes that are due. Every read begins with it.
func (x *Index) catchUp() {
	now := x.now().UnixMilli()
	if x.next.Load() > now {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for len(x.pending) > 0 && x.pending[0].due <= now {
		c := heap.Pop(&x.pending).(change)
		x.apply(c)
	}
	x.settle()
}

// settle notes when the next change is due.
func (x *Index) settle() {
	if len(x.pending) > 0 {
		x.next.Store(x.pending[0].due)
		return
	}
	x.next.Store(math.MaxInt64)
	clear(x.gone)
}
