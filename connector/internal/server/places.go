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

const (
	// maxReads is how many reads run at a time. Each may hold two pages of HubSpot's, so this bounds the memory.
	maxReads = 8

	// moreReads is how many more run at a time if each is the only one of what it reads, so that long reads of other
	// objects starve nobody.
	moreReads = 8
)

var errTooManyReads = fmt.Errorf("%d reads are running, which is as many as may; try again later", maxReads)

// Places bounds how many reads run at a time. What nobody reads yet finds a place when others do not. As long as there are enough, and enough memory, a reader may pause as long as
// it likes within writeStall; once they run out, those whose readers have taken nothing for a while make room.
type Places struct {
	clock clock.Clock
	free  chan struct{} // has one element for each free place

	mu      sync.Mutex
	more    int // places that are free for what nobody reads
	reading map[string]int
	taken   map[*deadlineWriter]struct{}
}

// NewPlaces returns places that are all free.
func NewPlaces(c clock.Clock) *Places {
	p := &Places{
		clock: c, free: make(chan struct{}, maxReads), more: moreReads,
		reading: map[string]int{}, taken: map[*deadlineWriter]struct{}{},
	}
	for range maxReads {
		p.free <- struct{}{}
	}
	return p
}

// take takes a place for the read of what is called of, which answers through w. leave must be called in the end.
func (p *Places) take(ctx context.Context, w *deadlineWriter, of string) (leave func(), err error) {
	giveBack := func() { p.free <- struct{}{} }
	switch {
	case p.getFree():
	case p.getMore(of):
		giveBack = func() { p.more++ }
	case !p.getIdle(ctx):
		return nil, errTooManyReads
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[w] = struct{}{}
	p.reading[of]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.taken, w)
		if p.reading[of]--; p.reading[of] == 0 {
			delete(p.reading, of)
		}
		giveBack()
	}, nil
}

// getFree gets a free place and reports whether there is one.
func (p *Places) getFree() bool {
	select {
	case <-p.free:
		return true
	default:
		return false
	}
}

// getMore gets a place for what nobody reads and reports whether there is one.
func (p *Places) getMore(of string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reading[of] > 0 || p.more == 0 {
		return false
	}
	p.more--
	return true
}

// getIdle gets the place of an idle reader and reports whether there is one.
func (p *Places) getIdle(ctx context.Context) bool {
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
