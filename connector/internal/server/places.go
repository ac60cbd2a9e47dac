package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

const (
	// idleFor is how long a read whose reader takes nothing, and a push whose sender sends hardly anything, keeps its place when
	// another request needs it.
	idleFor = 30 * time.Second
)

const (
	// maxRunning is how many reads and pushes run at a time. Each may hold two pages of HubSpot's, so this bounds the memory.
	maxRunning = 8

	// moreRunning is how many more run at a time if each is the only one of its kind, so that long reads of other objects starve
	// nobody.
	moreRunning = 8

	// placeOfPush is how what a push is called begins.
	placeOfPush = "push of "
)

var errNoPlace = errors.New("as many reads and pushes are running as may, so try again later")

// Places bounds how many reads and pushes run at a time. What nobody reads or pushes yet finds a place when others do not; who finds
// none waits for a turn. As long as there are enough, and enough memory, a reader or sender may pause as long as it likes within
// writeStall; once they run out, those who have kept the connector waiting for a while make room.
type Places struct {
	clock clock.Clock

	mu       sync.Mutex
	free     int                      // places
	more     int                      // places that are free for what nobody does
	running  map[string]int           // by what they are called
	taken    map[*deadlineWriter]*int // to which a place belongs: free or more
	waiting  []*turn                  // in the order in which they came; none of them may have a place that is free
	draining chan struct{}            // closed when nobody waits any more
	drained  bool
	vacating *deadlineWriter // whose place was last given up for those who wait
	vacated  time.Time       // when
}

// NewPlaces returns places that are all free.
func NewPlaces(c clock.Clock) *Places {
	return &Places{
		clock: c, free: maxRunning, more: moreRunning, running: map[string]int{}, taken: map[*deadlineWriter]*int{}, draining: make(chan struct{}),
	}
}

// take takes a place for what is called of, such as "read of contacts", and answers through w. If there is none, it waits for its
// turn: queued is how long that took. leave must be called in the end, unless there is an error.
func (p *Places) take(ctx context.Context, w *deadlineWriter, of string) (leave func(), queued time.Duration, err error) {
	leave = func() { p.leave(w, of) }
	t, err := p.enter(w, of)
	if t == nil {
		return leave, 0, err
	}
	began := p.clock.Now()
	if err = p.wait(ctx, t); err != nil && !p.withdraw(t) {
		err = nil // it has been given a place meanwhile
	}
	return leave, p.clock.Now().Sub(began), err
}

// enter takes a place that is free. If there is none, it returns the turn to wait for.
func (p *Places) enter(w *deadlineWriter, of string) (*turn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.get(w, of):
		return nil, nil
	case p.drained:
		return nil, errStopping
	}
	t := &turn{w: w, of: of, pushes: strings.HasPrefix(of, placeOfPush), given: make(chan struct{})}
	if len(p.waiting) >= mostWaiting || t.pushes && p.pushesWaiting() >= mostPushesWaiting {
		return nil, p.full()
	}
	p.waiting = append(p.waiting, t)
	return t, nil
}

// get takes a place if one is free. It is left for whoever holds the lock, as are full, mayHave and next.
func (p *Places) get(w *deadlineWriter, of string) bool {
	place := &p.free
	if p.free == 0 {
		place = &p.more
	}
	if *place == 0 || !p.mayHave(place, of) {
		return false
	}
	*place--
	p.taken[w] = place
	p.running[of]++
	return true
}

// pushesWaiting is how many of those who wait are pushes.
func (p *Places) pushesWaiting() (pushes int) {
	for _, t := range p.waiting {
		if t.pushes {
			pushes++
		}
	}
	return pushes
}

// full is the error of having no place. It names what has them.
func (p *Places) full() error {
	var running []string
	for _, of := range slices.Sorted(maps.Keys(p.running)) {
		running = append(running, fmt.Sprintf("%d × %s", p.running[of], of))
	}
	return fmt.Errorf("%w: %s; waiting: %d", errNoPlace, strings.Join(running, ", "), len(p.waiting))
}

// mayHave reports whether what is called of may have a place like this.
func (p *Places) mayHave(place *int, of string) bool { return place == &p.free || p.running[of] == 0 }

func (p *Places) leave(w *deadlineWriter, of string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*p.taken[w]++
	delete(p.taken, w)
	if p.running[of]--; p.running[of] == 0 {
		delete(p.running, of)
	}
	p.next()
}

// placeKey is the key under which the context of a read has its writer.
type placeKey struct{}

// MakeRoom gives up a reader that takes nothing, because the read that ctx belongs to waits for memory. If that one waits
// for its own reader, too, nothing is gained.
func (p *Places) MakeRoom(ctx context.Context) {
	if w, ok := ctx.Value(placeKey{}).(*deadlineWriter); ok && w.waits() {
		return
	}
	p.giveUpIdlest("memory", "")
}

// giveUpIdlest gives up the reader or sender that has kept the connector waiting for the longest time, if that is long enough, because
// another request needs what it has.
func (p *Places) giveUpIdlest(needed, of string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.giveUp(needed, of)
}

// giveUp is giveUpIdlest. If a place is needed, it must be one that what is called of may have. It returns who was given up.
func (p *Places) giveUp(needed, of string) *deadlineWriter {
	var idlest *deadlineWriter
	most, sends := idleFor, false
	for w, place := range p.taken {
		idle, slow := w.idle(p.clock.Now()), w.body.slow(p.clock.Now())
		if max(idle, slow) >= most && p.mayHave(place, of) {
			idlest, most, sends = w, max(idle, slow), slow > idle
		}
	}
	switch {
	case idlest == nil:
	case sends:
		idlest.giveUpBody(most)
	default:
		idlest.giveUp(fmt.Errorf("the reader has left a write waiting for %s, and another request needed its %s", most.Truncate(time.Second), needed))
	}
	return idlest
}
