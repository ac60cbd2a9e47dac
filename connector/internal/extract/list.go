package extract

import (
	"context"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// The least that makes it worth reading a list in parts: so many pages, or so much time.
const (
	fewPages = 8
	moment   = 100 * time.Millisecond
)

// aLeap is how many times as many pages as have been read a part may begin ahead of them. Where a list ends is not known,
// so each part begins twice as far as the one before, and what lies beyond the end costs a call.
const aLeap = 8

// listing is a list of HubSpot's that is read in parts: a part begins at a cursor that HubSpot has not issued, which is a
// number and means the records from this ID on. seam.go says why nothing is lost between two parts.
type listing struct {
	run   *Run
	query hubspot.ListQuery
	began time.Time

	mu       sync.Mutex
	first    *listPart // in the order of IDs, each knows the next
	width    uint64    // IDs that the last page took
	pages    int
	cuts     int  // parts that were begun with a made-up cursor
	single   bool // it is read with one cursor
	failures int  // parts in a row that could not be begun
}

// mostFailures is how many parts in a row may fail to begin before the list is no longer cut.
const mostFailures = 3

// listPart is a part of a list. It ends where the part on its right has begun, and the last one where the list does.
type listPart struct {
	of          *listing
	left, right *listPart

	start  uint64 // the made-up cursor with which it begins; 0 for that which begins with the list
	cursor string // of the next page
	from   uint64 // the same as a number
	chain  chain

	begun   bool
	head    uint64    // ID of its first record
	seen    time.Time // before its first page was read, in HubSpot's time
	width   uint64    // IDs that its last page took
	reach   int       // pages from the beginning of the list to where it reads, as far as is known
	bound   uint64    // between it and the part on its right there was no record when that was looked for
	missing uint64    // ID of the head of the part on its right if that has not been met
	ended   bool      // it is read, or nobody needs it
}

// listPages reads a whole list. finish is that of a crew.
func (r *Run) listPages(ctx context.Context, q hubspot.ListQuery, finish finishFunc) pages {
	return r.sideBySide(ctx, newListing(r, q), r.session.Requests(), finish)
}

func newListing(r *Run, q hubspot.ListQuery) *listing {
	l := &listing{run: r, query: q, began: r.opts.Clock.Now()}
	l.single = r.opts.Parallel <= 1 || r.single || r.opts.Cursors.reason(r.object).forGood
	l.first = &listPart{of: l, bound: math.MaxUint64}
	return l
}

// whole implements source.
func (l *listing) whole() part { return l.first }

// cut implements source: it halves the largest rest.
func (l *listing) cut(start func(part)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	victim, at, rest := l.largest()
	if victim == nil {
		return
	}
	p := &listPart{
		of: l, left: victim, right: victim.right,
		start: at, from: at, cursor: strconv.FormatUint(at, 10), bound: math.MaxUint64,
		reach: victim.reach + int(rest),
	}
	victim.right = p
	if p.right != nil {
		p.right.left = p
	}
	l.cuts++
	start(p)
}

// canBeCut implements source.
func (l *listing) canBeCut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	victim, _, _ := l.largest()
	return victim != nil
}

// largest returns the part of which most is left, where to cut it, and how many pages another reader would get; nil if no
// part is worth it.
func (l *listing) largest() (victim *listPart, at, rest uint64) {
	if l.single || l.failures >= mostFailures || l.pages < fewPages && (l.pages == 0 || l.run.opts.Clock.Now().Sub(l.began) < moment) {
		return nil, 0, 0
	}
	for p := l.first; p != nil; p = p.right {
		if middle, pages := p.middle(); pages > rest {
			victim, at, rest = p, middle, pages
		}
	}
	return victim, at, rest
}

// middle returns where the rest of p can be cut, and how many pages the rest is; 0 if it is not worth it.
func (p *listPart) middle() (at, rest uint64) {
	width := max(p.width, 1)
	if !p.begun {
		width = max(p.of.width, 1)
	}
	end := p.end()
	switch {
	case p.ended || p.missing > 0:
		return 0, 0
	case end == math.MaxUint64:
		return p.leap(width)
	case !p.begun || end <= p.from || (end-p.from)/width < 2:
		return 0, 0
	default:
		return p.from + (end-p.from)/2, (end - p.from) / width
	}
}

// leap returns where to look for the rest of a list whose end is not known: as far again as has been looked for.
func (p *listPart) leap(width uint64) (at, rest uint64) {
	step := max(2, p.reach)
	if p.reach+step > aLeap*p.of.pages || width > (math.MaxUint64-p.from)/uint64(step) {
		return 0, 0
	}
	return p.from + uint64(step)*width, uint64(step)
}

// end is the ID from which on others read; the largest number if nobody does and nothing is known.
func (p *listPart) end() uint64 {
	switch {
	case p.right == nil:
		return p.bound
	case p.right.begun:
		return min(p.bound, p.right.head)
	default:
		return min(p.bound, p.right.start)
	}
}

// drop takes p out of the list: the part on its left reads what it was to read.
func (l *listing) drop(p *listPart) {
	if p.ended {
		return
	}
	p.ended = true
	p.left.right = p.right
	if p.right != nil {
		p.right.left = p.left
	}
}
