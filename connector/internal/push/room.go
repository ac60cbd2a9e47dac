package push

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Room bounds what the entities that are being written may take, over all requests of the process. Each takes several times the
// length of its text: as it came, as values, and in a call to HubSpot.
type Room struct {
	texts *semaphore.Weighted   // bytes of text that may be under way
	own   *semaphore.Weighted   // bytes of what requests want that may be remembered
	short func(context.Context) // called every now and then while a batch waits, with the context of its request
}

const (
	// roomPart is the part of the memory that the texts may be.
	roomPart = 8

	// ownPart is the part of the memory that may be taken by what requests remember of what they want.
	ownPart = 8

	// leastRoom is enough for the largest batch.
	leastRoom = largestBatch + largestEntity

	// shortEvery is the time between two calls of short.
	shortEvery = time.Second
)

// NewRoom returns room for what may take about half of memory, in bytes.
func NewRoom(memory int64, short func(context.Context)) *Room {
	return &Room{texts: semaphore.NewWeighted(max(memory/roomPart, leastRoom)), own: semaphore.NewWeighted(memory / ownPart), short: short}
}

// take waits until there is room for n bytes of text, in turn. Its error is the cause of ctx.
func (r *Room) take(ctx context.Context, n int64) error {
	if r.texts.TryAcquire(n) {
		return nil
	}
	taken := make(chan struct{})
	defer close(taken)
	go func() {
		ticker := time.NewTicker(shortEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				r.short(ctx)
			case <-taken:
				return
			}
		}
	}()
	if r.texts.Acquire(ctx, n) != nil {
		return context.Cause(ctx)
	}
	return nil
}

// share is what one request has taken of the room.
type share struct {
	room *Room
	held atomic.Int64
}

// take takes room for a batch.
func (s *share) take(ctx context.Context, b *batch) error {
	if err := s.room.take(ctx, b.size); err != nil {
		return err
	}
	s.held.Add(b.size)
	return nil
}

// give gives back the room of a batch.
func (s *share) give(b *batch) {
	s.held.Add(-b.size)
	s.room.texts.Release(b.size)
}

// giveAll gives back the rest, of batches that nobody asks about any more.
func (s *share) giveAll() { s.room.texts.Release(s.held.Swap(0)) }
