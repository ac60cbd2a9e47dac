package server

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

const (
	// idleFor is how long a read whose reader takes nothing keeps its place when another read needs it.
	idleFor = 30 * time.Second

	// vacateWithin bounds how long another read waits for the place of one that was given up, which ends by itself.
	vacateWithin = 5 * time.Second
)

var errTooManyReads = fmt.Errorf("%d reads are running, which is as many as fit into memory; try again later", maxReads)

// Places bounds how many reads run at a time. As long as there are enough, and enough memory, a reader may pause as long as
// it likes within writeStall; once they run out, those whose readers have taken nothing for a while make room.
type Places struct {
	clock clock.Clock
	free  chan struct{} // has one element for each free place

	mu    sync.Mutex
	taken map[*deadlineWriter]struct{}
}

// NewPlaces returns places that are all free.
func NewPlaces(c clock.Clock) *Places {
	p := &Places{clock: c, free: make(chan struct{}, maxReads), taken: map[*deadlineWriter]struct{}{}}
	for range maxReads {
		p.free <- struct{}{}
	}
	return p
}

// take takes a place for the read that answers through w. leave must be called in the end.
func (p *Places) take(ctx context.Context, w *deadlineWriter) (leave func(), err error) {
	if !p.get(ctx) {
		return nil, errTooManyReads
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[w] = struct{}{}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.taken, w)
		p.free <- struct{}{}
	}, nil
}

// get gets a free place, if need be that of an idle reader, and reports whether there is one.
func (p *Places) get(ctx context.Context) bool {
	select {
	case <-p.free:
		return true
	default:
	}
	if !p.giveUpIdlest("place") {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, vacateWithin)
	defer cancel()
	select {
	case <-p.free:
		return true
	case <-ctx.Done():
		return false
	}
}

// placeKey is the key under which the context of a read has its writer.
type placeKey struct{}

// MakeRoom gives up a reader that takes nothing, because the read that ctx belongs to waits for memory. If that one waits
// for its own reader, too, nothing is gained.
func (p *Places) MakeRoom(ctx context.Context) {
	if w, ok := ctx.Value(placeKey{}).(*deadlineWriter); ok && w.waits() {
		return
	}
	p.giveUpIdlest("memory")
}

// giveUpIdlest gives up the reader that has taken nothing for the longest time, if that is long enough, because another
// read needs what it has.
func (p *Places) giveUpIdlest(needed string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	var idlest *deadlineWriter
	most := idleFor
	for w := range p.taken {
		if idle := w.idle(p.clock.Now()); idle >= most {
			idlest, most = w, idle
		}
	}
	if idlest == nil {
		return false
	}
	idlest.giveUp(fmt.Errorf("the reader has left a write waiting for %s, and another read needed its %s", most.Truncate(time.Second), needed))
	return true
}
