package extract

import (
	"context"
	"iter"
	"log/slog"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// entrySize is what is remembered of an archived record, in bytes.
const entrySize = 16

// Archives remembers what HubSpot's archives contain, so that not every since-run has to read all of one. What a run has read
// is used by every run of the object type that begins within the interval, whichever pipe it is for.
//
// The offset of a run then vouches only for what was archived up to an interval ago. So every run reports what was archived
// later than an interval before its offset: that much a run before it may not have known.
//
// What is remembered may have been restored since, and its tombstone would then bury it. Every run therefore says what it has
// seen alive, before it passes that on. It is safe for concurrent use; the zero value remembers nothing.
type Archives struct {
	interval time.Duration
	most     int // entries, over all object types
	clock    clock.Clock
	logger   *slog.Logger

	mu     sync.Mutex
	last   map[*hubspot.Object]*archive // the read that began last, whether it has ended or not
	warned map[*hubspot.Object]bool
}

// NewArchives returns an Archives that remembers nothing yet, and in the end what fits into so many bytes.
func NewArchives(interval time.Duration, bytes int64, c clock.Clock, logger *slog.Logger) *Archives {
	return &Archives{
		interval: interval, most: int(bytes / entrySize), clock: c, logger: logger,
		last: map[*hubspot.Object]*archive{}, warned: map[*hubspot.Object]bool{},
	}
}

// recall returns the archive of an object type, and how old it is, for a run that needs to know what was archived after a
// time. It is nil if the run has to read it.
func (a *Archives) recall(ctx context.Context, object *hubspot.Object, h *horizon, after time.Time) (known *archive, age time.Duration) {
	if a.interval == 0 {
		return nil, 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	known = a.last[object]
	if known == nil || !known.whole || !a.isYoung(known, h) {
		return nil, 0
	}
	age = a.clock.Now().Sub(known.began)
	if known.from < after.UnixMilli() {
		return known, age
	}
	if !a.warned[object] {
		a.warned[object] = true
		a.logger.LogAttrs(ctx, slog.LevelWarn, "the archive is read although it is younger than archive-interval: what is remembered of it does not reach back far enough. A larger page-memory remembers more",
			slog.String("object", object.Name), slog.Int("remembered", len(known.gone)), slog.Duration("age", age),
			slog.String("reachesBackTo", sesam.FormatTime(time.UnixMilli(known.from))), slog.String("needed", sesam.FormatTime(after)))
	}
	return nil, 0
}

// isYoung reports whether a run needs no newer read of the archive. The connector's clock may have stood still meanwhile,
// because the machine slept, and HubSpot's may have been moved back: both must agree.
func (a *Archives) isYoung(known *archive, h *horizon) bool {
	return a.clock.Now().Sub(known.began) < a.interval && h.began.Sub(known.horizon.began) < a.interval
}

// begin is called before a run reads the archive. It returns what takes in the pages, nil if nothing of them will be
// remembered. Of the runs that read it at the same time, one remembers it, and none waits for another.
func (a *Archives) begin(object *hubspot.Object, h *horizon) *archive {
	if a.interval == 0 {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for object, known := range a.last {
		if !a.isYoung(known, h) {
			delete(a.last, object)
		}
	}
	if a.last[object] != nil {
		return nil
	}
	reading := &archive{object: object, began: a.clock.Now(), horizon: *h, from: math.MinInt64}
	a.last[object] = reading
	return reading
}

// add takes in a page of the archive.
func (a *Archives) add(reading *archive, records []hubspot.Record) {
	a.while(reading, func() {
		if !reading.take(records) {
			delete(a.last, reading.object)
		}
		a.fit()
	})
}

// keep remembers an archive that has been read to its end.
func (a *Archives) keep(reading *archive) { a.while(reading, reading.close) }

// end is called when a run no longer reads the archive. What it has not read to its end is forgotten.
func (a *Archives) end(reading *archive) {
	a.while(reading, func() {
		if !reading.whole {
			delete(a.last, reading.object)
		}
	})
}

// while does something with a read that is still to be remembered.
func (a *Archives) while(reading *archive, do func()) {
	if reading == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.last[reading.object] == reading {
		do()
	}
}

// alive takes in records that a run has seen, before it passes them on. What was archived before a time at which it was alive
// has been restored since. What a read that goes on now has found may be older than what the run has seen, or newer: it is
// compared in the end.
func (a *Archives) alive(object *hubspot.Object, records []hubspot.Record, h *horizon) {
	if a.interval == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	known := a.last[object]
	if known == nil {
		return
	}
	for i := range records {
		rec := &records[i]
		id, err := strconv.ParseUint(string(rec.ID), 10, 64)
		switch {
		case err != nil || rec.Archived: // neither is remembered
		case known.whole:
			if i := known.find(id); i < len(known.gone) && known.gone[i].id == id {
				known.restore(idAt{id, h.alive(rec)})
			}
		default:
			if at := h.alive(rec); at > known.horizon.limit.UnixMilli() {
				known.alive = append(known.alive, idAt{id, at})
			}
		}
	}
	a.fit()
}

// fit keeps to the bound: the largest archive forgets what was archived first.
func (a *Archives) fit() {
	for {
		total, largest := 0, (*archive)(nil)
		for _, known := range a.last {
			total += known.size()
			if largest == nil || known.size() > largest.size() {
				largest = known
			}
		}
		if total <= a.most {
			return
		}
		if !largest.halve() {
			delete(a.last, largest.object)
		}
	}
}

// batch is how many entries are read under the lock at a time.
const batch = 256

// archivedIn returns what of an archive suits, by the time at which it was archived.
func (a *Archives) archivedIn(known *archive, suits func(time.Time) bool) iter.Seq[idAt] {
	return func(yield func(idAt) bool) {
		a.mu.Lock()
		rest := known.gone
		a.mu.Unlock()
		found := make([]idAt, 0, batch)
		for len(rest) > 0 {
			found = found[:0]
			a.mu.Lock()
			for len(rest) > 0 && len(found) < batch {
				if e := rest[0]; e.at != restored && suits(time.UnixMilli(e.at)) {
					found = append(found, e)
				}
				rest = rest[1:]
			}
			a.mu.Unlock()
			for _, e := range found {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// mergedIn returns the IDs that were merged into those records of an archive.
func (a *Archives) mergedIn(known *archive) []mergedIn {
	a.mu.Lock()
	defer a.mu.Unlock()
	return known.merged
}
