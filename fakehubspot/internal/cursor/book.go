package cursor

import (
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"
)

// kept is how many cursors a book remembers at least, and half of how many at most: some ten megabytes.
const kept = 500_000

// Book knows the habit in force and which numbers were given out as cursors. It is safe for concurrent use.
type Book struct {
	habit atomic.Pointer[Habit]

	mu     sync.Mutex
	recent btree.Set[int64]
	older  btree.Set[int64] // what recent was when it was last full
}

// NewBook returns a book without cursors. "" means AfterLast.
func NewBook(h Habit) (*Book, error) {
	if h == "" {
		h = AfterLast
	}
	b := &Book{}
	return b, b.SetHabit(h)
}

// Habit returns the habit in force.
func (b *Book) Habit() Habit { return *b.habit.Load() }

// SetHabit puts a habit in force. Numbers that were given out stay given out.
func (b *Book) SetHabit(h Habit) error {
	if err := h.Check(); err != nil {
		return err
	}
	b.habit.Store(&h)
	return nil
}

// note remembers a number as one that was given out, before a client has it.
func (b *Book) note(number int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.recent.Len() >= kept {
		b.older, b.recent = b.recent, btree.Set[int64]{}
	}
	b.recent.Insert(number)
}

// has reports whether a number was given out. It can have been forgotten if half a million others were since.
func (b *Book) has(number int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.recent.Contains(number) || b.older.Contains(number)
}
