package extract

import (
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// maxOffsets is how many offsets are remembered: more than there are pipes.
const maxOffsets = 100

// Offsets remembers the offsets that lay ahead of HubSpot's clock. A node keeps such an offset until the clock has passed
// it, and in all that time it vouches for nothing: what changes meanwhile lies before it. So a run with such an offset
// begins where the first one did. The zero value remembers nothing; it is safe for concurrent use.
type Offsets struct {
	mu    sync.Mutex
	began map[offset]time.Time // where the first run with it began to read
}

// offset is what a pipe has for an object type.
type offset struct {
	object *hubspot.Object
	since  int64 // milliseconds since 1970
}

// start is where a run with the offset since begins to read, given HubSpot's time and the limit of the run: at the
// offset, but never beyond the limit, up to which HubSpot is known to have returned everything.
func (o *Offsets) start(object *hubspot.Object, since, now, limit time.Time) time.Time {
	start := since
	if since.After(limit) {
		start = limit
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	key := offset{object, since.UnixMilli()}
	first, seen := o.began[key]
	if seen && first.Before(start) {
		return first
	}
	if since.After(now) {
		if o.began == nil || len(o.began) >= maxOffsets {
			o.began = map[offset]time.Time{}
		}
		o.began[key] = start
	}
	return start
}
