package index

import (
	"container/heap"
	"fmt"
	"math"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Mode says how late each write reaches the index.
type Mode string

// The modes of lag. Random and Record draw from the seed, so that the same calls are late by the same time.
const (
	Fixed     Mode = "fixed"  // every write exactly Delay late
	Random    Mode = "random" // every write its own time late, up to Delay
	PerRecord Mode = "record" // all writes of one record equally late, up to Delay
)

// Lag is how far the index runs behind the records.
type Lag struct {
	Delay time.Duration
	Mode  Mode
	// Archived makes removals late too. Without it an archived or merged record leaves the results at once.
	Archived bool
}

// Check reports a lag that cannot be.
func (l Lag) Check() error {
	switch l.Mode {
	case Fixed, Random, PerRecord:
	default:
		return fmt.Errorf("index lag: mode %q is unknown; use fixed, random or record", l.Mode)
	}
	if l.Delay < 0 || l.Delay > 30*24*time.Hour {
		return fmt.Errorf("index lag: %s is outside 0s to 720h", l.Delay)
	}
	return nil
}

// change is a write that the index does not know yet.
type change struct {
	due     int64 // milliseconds since 1970
	at      int64
	rec     *record.Record
	removed bool
}

// changes is a heap: the next due first, and of those the older write.
type changes []change

func (c changes) Len() int { return len(c) }

func (c changes) Less(i, j int) bool {
	if c[i].due != c[j].due {
		return c[i].due < c[j].due
	}
	return c[i].rec.Seq < c[j].rec.Seq
}

func (c changes) Swap(i, j int) { c[i], c[j] = c[j], c[i] }

// Push is for container/heap.
func (c *changes) Push(x any) { *c = append(*c, x.(change)) }

// Pop is for container/heap.
func (c *changes) Pop() any {
	last := len(*c) - 1
	x := (*c)[last]
	(*c)[last] = change{}
	*c = (*c)[:last]
	return x
}

// due is when a write shows.
func (x *Index) due(c change) int64 {
	if c.removed && !x.lag.Archived {
		return c.at
	}
	delay := float64(x.lag.Delay.Milliseconds())
	switch x.lag.Mode {
	case Fixed:
	case Random:
		delay *= fraction(x.seed, c.rec.Seq)
	case PerRecord:
		delay *= fraction(x.seed, uint64(c.rec.ID))
	}
	return c.at + int64(delay)
}

// queue holds a change back until it is due.
func (x *Index) queue(c change) {
	heap.Push(&x.pending, c)
	x.next.Store(x.pending[0].due)
}

// catchUp applies what is due.
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

// SetLag changes the lag, also of the writes that are still held back.
func (x *Index) SetLag(lag Lag) error {
	if err := lag.Check(); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.lag = lag
	for i := range x.pending {
		x.pending[i].due = x.due(x.pending[i])
	}
	heap.Init(&x.pending)
	x.settle()
	return nil
}

// Lag is the lag in force and how many writes it holds back.
func (x *Index) Lag() (lag Lag, heldBack int) {
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.lag, len(x.pending)
}

// mix spreads the bits of two numbers (the finalizer of splitmix64).
func mix(seed, n uint64) uint64 {
	z := seed + n*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// fraction is a number from 0 up to 1 that seed and n decide.
func fraction(seed, n uint64) float64 {
	return float64(mix(seed, n)>>11) / (1 << 53)
}
