package hubspot

import (
	"context"
	"sync"
	"time"
)

// Line is where the calls of one session wait for a rate budget. They line up one behind the other, and only the first of
// them lines up in the budget itself. So every session has the same share of the budget, however many calls it makes side
// by side.
type Line struct {
	budget *budget
	turn   chan struct{} // has an element while a call waits for the budget
	begun  chan struct{} // has an element if a call has begun since it was last received

	mu      sync.Mutex
	waiting int
}

func newLine(b *budget) *Line {
	return &Line{budget: b, turn: make(chan struct{}, 1), begun: make(chan struct{}, 1)}
}

// Begun delivers after calls have begun, once for all of them.
func (l *Line) Begun() <-chan struct{} { return l.begun }

// Waiting is the number of calls that have not begun.
func (l *Line) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waiting
}

// Spare is the time until the budget allows another call, but no more than the time between two calls at its rate: other
// sessions may be waiting for it, too.
func (l *Line) Spare() time.Duration { return l.budget.spare() }

// enter waits until no other call of the session waits for the budget. leave must be called in the end.
func (l *Line) enter(ctx context.Context) error {
	l.add(1)
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		l.add(-1)
		return context.Cause(ctx)
	}
}

// leave lets the next call wait for the budget.
func (l *Line) leave(begins bool) {
	<-l.turn
	l.add(-1)
	if begins {
		select {
		case l.begun <- struct{}{}:
		default:
		}
	}
}

func (l *Line) add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting += n
}
