package extract

import (
	"context"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// listing is a list of HubSpot's that is read in parts: a part begins at a cursor that HubSpot has not issued, which is a
// number and means the records from this ID on. seam.go says why nothing is lost between two parts.
type listing struct {
	run   *Run
	query hubspot.ListQuery
	began time.Time

	mu       sync.Mutex
	first    *listPart // in the order of IDs, each knows the next
	width    uint64    // IDs that the last page took
	end      uint64    // from this ID on there was nothing when that was looked for; the largest number before
	endLook  look
	answers  int // that have arrived
	pages    int
	cuts     int  // parts that were begun with a made-up cursor
	single   bool // it is read with one cursor
	givenUp  bool // made-up cursors cannot be relied on: no more parts are begun
	failures int  // parts in a row that could not be begun
}

// mostFailures is how many parts in a row may fail to begin before the list is no longer cut.
const mostFailures = 3

// listPart is a part of a list. It ends where the part on its right has begun, and the last one where the list does.
type listPart struct {
	of          *listing
	left, right *listPart

	start  uint64 // the made-up cursor with which it begins; 0 for that which begins with the list
	place         // of the next page
	back   place  // of the last page with records from before the head of the part on the right
	passed uint64 // records with smaller IDs have been passed on
	chain  chain

	begun   bool
	head    uint64 // ID of its first record
	look    look   // its first page
	asked   int    // answers that had arrived before its last page was requested
	width   uint64 // IDs that its last page took
	reach   int    // pages from the beginning of the list to where it reads, as far as is known
	bound   uint64 // between it and the part on its right there was no record when that was looked for
	misses  uint   // parts in a row that found nothing there
	missing uint64 // ID of the head of the part on its right if that has not been met
	sought  uint64 // the head for which it has gone back
	ended   bool   // it is read, or nobody needs it
	cancel  func() // ends the call with which it begins
}

// look is when the list was read from a made-up cursor on.
type look struct {
	seen    time.Time // in HubSpot's time, or a little earlier
	answers int       // that had arrived by then, with this one
}

// place is where a page of a list begins.
type place struct {
	cursor string
	from   uint64 // the same as a number
}

// listPages reads a whole list. finish is that of a crew.
func (r *Run) listPages(ctx context.Context, q hubspot.ListQuery, finish finishFunc) pages {
	op := hubspot.OpList
	switch {
	case finish != nil:
		op = hubspot.OpBatch
	case q.Archived:
		op = hubspot.OpArchived
	}
	return r.sideBySide(ctx, newListing(r, q), r.session.Requests(), op, finish)
}

func newListing(r *Run, q hubspot.ListQuery) *listing {
	l := &listing{run: r, query: q, began: r.opts.Clock.Now(), end: math.MaxUint64}
	l.single = r.opts.Parallel <= 1 || r.single || r.opts.Cursors.reason(r.object).forGood
	l.first = &listPart{of: l, bound: math.MaxUint64}
	return l
}

// whole implements source.
func (l *listing) whole() part { return l.first }

// canBeCut implements source.
func (l *listing) canBeCut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bestCut().of != nil
}

// cut implements source.
func (l *listing) cut(start func(part)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	best := l.bestCut()
	if best.of == nil {
		return
	}
	p := &listPart{
		of: l, left: best.of, right: best.of.right,
		start: best.at, place: place{strconv.FormatUint(best.at, 10), best.at}, bound: best.of.bound,
		reach: best.of.reach + best.ahead,
	}
	p.back = p.place
	best.of.right = p
	if p.right != nil {
		p.right.left = p
	}
	l.cuts++
	start(p)
}

// drop takes p out of the list: the part on its left reads what it was to read.
func (l *listing) drop(p *listPart) {
	if p.ended {
		return
	}
	p.ended = true
	if p.cancel != nil {
		p.cancel()
	}
	p.left.right = p.right
	if p.right != nil {
		p.right.left = p.left
	}
}
