package extract

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// searching is what changed since an offset, which is read in parts: each one searches for the IDs of its own range. No
// search is paged by offset, so no record can slip between two pages, whatever changes meanwhile, and neither the limit of
// 10,000 results nor thousands of records in one millisecond matter.
type searching struct {
	run   *Run
	query hubspot.SearchQuery // without a range

	mu    sync.Mutex
	parts []*searchPart
}

// searchPart is a range of IDs.
type searchPart struct {
	of    *searching
	after uint64 // only larger IDs are still to be read
	upTo  uint64 // and no larger ones than that; the largest number means no end
	begun bool
	left  int    // records still to be read, as HubSpot has counted them
	width uint64 // IDs that its last page took
}

func newSearching(r *Run) *searching {
	s := &searching{run: r, query: hubspot.SearchQuery{Since: r.since, Inclusive: r.opts.Inclusive, Properties: r.searchProperties()}}
	s.parts = []*searchPart{{of: s, upTo: math.MaxUint64}}
	return s
}

// searchPages searches for everything that changed since the offset.
func (r *Run) searchPages(ctx context.Context) pages {
	return r.sideBySide(ctx, newSearching(r), r.session.Searches(), hubspot.OpSearch, nil)
}

// whole implements source.
func (s *searching) whole() part { return s.parts[0] }

// canBeCut implements source.
func (s *searching) canBeCut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bestCut().of != nil
}

// cut implements source.
func (s *searching) cut(start func(part)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	best := s.bestCut()
	if best.of == nil {
		return
	}
	p := &searchPart{of: s, after: best.at, upTo: best.of.upTo, left: best.records}
	best.of.upTo = best.at
	best.of.left -= best.records
	s.parts = append(s.parts, p)
	start(p)
}

// searchCut is where a search is cut.
type searchCut struct {
	of      *searchPart // nil: nowhere
	at      uint64      // the ID after which the new part begins
	records int         // about how many it gets
}

// bestCut returns where another reader gets the most done: it takes as much as every reader has left on average, but no
// more than half, from the part of which most is left.
func (s *searching) bestCut() searchCut {
	if s.run.single {
		return searchCut{}
	}
	var most *searchPart
	sum, readers := 0, 0
	for _, p := range s.parts {
		if p.left == 0 {
			continue
		}
		readers, sum = readers+1, sum+p.left
		if p.begun && p.left >= leastLeft*hubspot.SearchLimit && (most == nil || p.left > most.left) {
			most = p
		}
	}
	if most == nil {
		return searchCut{}
	}
	return most.cutOff(min(sum/(readers+1), most.left/2))
}

// cutOff cuts the last records off p, if its IDs are spread evenly.
func (p *searchPart) cutOff(records int) searchCut {
	span := p.upTo - p.after
	if p.upTo == math.MaxUint64 {
		pages := uint64(p.left/hubspot.SearchLimit) + 1 // #nosec G115 -- a count
		if p.width > span/pages {
			return searchCut{}
		}
		span = pages * p.width
	}
	given := uint64(float64(span) / float64(p.left) * float64(records)) // there can be more records than the span has IDs
	if given == 0 {
		return searchCut{}
	}
	return searchCut{p, p.after + span - given, records}
}

// next implements part.
func (p *searchPart) next(ctx context.Context) (*hubspot.Page, bool, error) {
	page, upTo, err := p.search(ctx)
	if err != nil {
		return nil, false, err
	}
	kept, more, err := p.arrived(page, upTo)
	if err != nil || kept == 0 {
		page.Release()
		return nil, more, err
	}
	page.Records = page.Records[:kept]
	return page, more, nil
}

// search requests the next page of p, and returns up to which ID. Only the first answer of a run tells HubSpot's time: if
// the offset turns out to vouch for nothing, the search starts anew from where it does.
func (p *searchPart) search(ctx context.Context) (page *hubspot.Page, upTo uint64, err error) {
	r := p.of.run
	for {
		p.of.mu.Lock()
		q := p.of.query
		upTo = p.upTo
		p.of.mu.Unlock()
		if p.after > 0 {
			q.AfterID = strconv.FormatUint(p.after, 10)
		}
		if upTo != math.MaxUint64 {
			q.UpToID = strconv.FormatUint(upTo, 10)
		}
		if page, err = r.session.Search(ctx, q); err != nil {
			return nil, 0, err
		}
		if err = r.fixHorizon(page); err != nil {
			page.Release()
			return nil, 0, err
		}
		if !r.horizon.start.Before(q.Since) {
			return page, upTo, nil
		}
		page.Release()
		p.of.query.Since = r.horizon.start
	}
}

// arrived takes in a page of p that was requested up to an ID. It returns how many of its records p passes on, and whether
// p goes on. The IDs must ascend and lie within the range, otherwise records would be skipped.
func (p *searchPart) arrived(page *hubspot.Page, upTo uint64) (kept int, more bool, err error) {
	s := p.of
	s.mu.Lock()
	defer s.mu.Unlock()
	ids, err := idsOf(page)
	if err != nil {
		return 0, false, fmt.Errorf("HubSpot search: %w", err)
	}
	last := p.after
	for _, id := range ids {
		if id <= last {
			return 0, false, fmt.Errorf("HubSpot search: id %d came after %d; the ids must ascend, otherwise records would be skipped", id, last)
		}
		if last = id; id <= p.upTo {
			kept++
		}
	}
	if last > upTo {
		return 0, false, fmt.Errorf("HubSpot search: id %d was returned by a search for IDs up to %d", last, upTo)
	}
	if len(s.parts) == 1 && !p.begun {
		s.run.audit.announced = page.Total
	}
	p.begun, p.after, p.width = true, last, widthOf(ids)
	if p.upTo == upTo {
		p.left = page.Total
	} // otherwise it has been cut meanwhile, and the total is that of both parts
	p.left = max(p.left-len(ids), 0)
	more = page.HasNext && last < p.upTo
	if !more {
		p.left = 0
	}
	return kept, more, nil
}
