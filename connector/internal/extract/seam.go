package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Two parts of a list meet at a seam. Nothing is lost there, because the part on the left goes on until it meets the very
// record with which the part on the right began, its head, and passes on every record before that: it has read them with
// cursors of HubSpot's own, so where the made-up cursor of the part on the right led does not matter. If it does not meet the
// head, that is looked up: it may have gone meanwhile, or come, so that going back a page finds it. Whatever does not fit ends
// the run.

// next implements part.
func (p *listPart) next(ctx context.Context) (*hubspot.Page, bool, error) {
	if p.missing > 0 {
		more, err := p.lookUp(ctx)
		return nil, more, err
	}
	r, q := p.of.run, p.of.query
	q.After = p.cursor
	p.of.mu.Lock()
	p.asked = p.of.answers
	p.of.mu.Unlock()
	var page *hubspot.Page
	var err error
	if p.start > 0 && !p.begun {
		page, err = p.firstPage(ctx, q)
	} else {
		page, err = r.session.List(ctx, q)
	}
	if page == nil {
		return nil, false, err
	}
	err = r.fixHorizon(page)
	more := false
	if err == nil {
		page.Records, more, err = p.arrived(ctx, page)
	}
	if err != nil || len(page.Records) == 0 {
		page.Release()
		return nil, more, err
	}
	return page, more, nil
}

// arrived takes in the next page of p. It returns those of its records that p passes on, and whether p goes on.
func (p *listPart) arrived(ctx context.Context, page *hubspot.Page) (records []hubspot.Record, more bool, err error) {
	l := p.of
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers++
	if p.ended {
		return nil, false, nil
	}
	if more, err = p.chain.follow(page); err != nil {
		return nil, false, err
	}
	if l.single {
		p.cursor = page.Next
		return page.Records, more, nil
	}
	ids, cursor, unfit := numbers(page, p.from)
	switch {
	case unfit == "":
	case p.start > 0 && !p.begun:
		l.giveUp(ctx, unfit)
		l.drop(p)
		return nil, false, nil
	case l.cuts == 0:
		l.single, p.cursor = true, page.Next
		l.run.opts.Cursors.see(ctx, l.run.object, unfit)
		return page.Records, more, nil
	default:
		l.giveUp(ctx, unfit)
		return nil, false, fmt.Errorf("HubSpot list: %s, so the parts in which it is read do not fit together; from now on it is read with one cursor", unfit)
	}
	if !p.begun && !p.begin(ids, page) {
		if p.missing == 0 {
			l.drop(p)
		}
		return nil, p.missing > 0, nil
	}
	if l.pages++; l.pages == fewPages {
		l.run.opts.Cursors.see(ctx, l.run.object, "")
	}
	p.reach++
	p.width = widthOf(ids)
	l.width = p.width
	kept, more := p.upToHead(ctx, ids, page)
	fresh, _ := slices.BinarySearch(ids[:kept], p.passed)
	if kept > fresh {
		p.passed = ids[kept-1] + 1
	}
	if kept > 0 {
		p.back = p.place
	}
	p.place, p.ended = place{page.Next, cursor}, !more
	return page.Records[fresh:kept], more, nil
}

// begin notes with which record p begins. It reports false if there is nothing for p to read. If there is a part on its right
// nevertheless, the head of that one is missing.
func (p *listPart) begin(ids []uint64, page *hubspot.Page) bool {
	p.look = look{page.Began, p.of.answers}
	if p.start > 0 {
		next := p.nextBegun()
		switch {
		case len(ids) == 0 && page.HasNext:
			p.of.failures++ // or the same cursor would be tried again for as long as a call on the left takes
			return false
		case len(ids) == 0 && next != nil:
			p.missing = next.head
			return false
		case len(ids) == 0:
			if p.start < p.of.end {
				p.of.end, p.of.endLook = p.start, p.look
			}
			p.left.misses++
			return false
		case next != nil && ids[0] >= next.head:
			p.foundNothing()
			return false
		}
		p.of.failures, p.left.misses = 0, 0
		p.head = ids[0]
	}
	p.begun = true
	return true
}

// foundNothing notes that there is no record between the cursor with which p was to begin and the next part that has begun.
func (p *listPart) foundNothing() {
	p.left.bound = min(p.left.bound, p.start)
	p.left.misses++
}

// nextBegun is the next part on the right that has begun, nil if there is none.
func (p *listPart) nextBegun() *listPart {
	next := p.right
	for next != nil && !next.begun {
		next = next.right
	}
	return next
}

// upToHead returns how many records come before the head of the part on the right, and whether p goes on. Parts that have
// not begun when p has come so far are not needed.
func (p *listPart) upToHead(ctx context.Context, ids []uint64, page *hubspot.Page) (kept int, more bool) {
	for p.right != nil && !p.right.begun && (!page.HasNext || len(ids) > 0 && ids[len(ids)-1] >= p.right.start) {
		p.of.drop(p.right)
	}
	if p.right == nil {
		p.checkStart(ctx, p.of.end, p.of.endLook, ids, page)
	}
	if p.right == nil || !p.right.begun {
		return len(ids), page.HasNext
	}
	kept, met := slices.BinarySearch(ids, p.right.head)
	p.checkStart(ctx, p.right.start, p.right.look, ids[:kept], page)
	switch {
	case met:
		return kept, false
	case kept == len(ids) && page.HasNext:
		return kept, true
	default: // beyond it
		p.missing = p.right.head
		return kept, true
	}
}

// lookUp looks the head up that p has not met, and reports whether p goes on.
func (p *listPart) lookUp(ctx context.Context) (more bool, err error) {
	l := p.of
	page, err := l.run.session.LookUp(ctx, strconv.FormatUint(p.missing, 10), l.query.Archived)
	if err != nil {
		return false, err
	}
	defer page.Release()
	l.mu.Lock()
	defer l.mu.Unlock()
	exists := len(page.Records) > 0
	switch {
	case p.ended:
	case !p.begun:
		if exists && l.wasThere(&page.Records[0], p.look.seen) {
			l.giveUp(ctx, fmt.Sprintf("it ends at the cursor %d, which HubSpot has not issued, and has %d", p.start, p.missing))
		}
		p.foundNothing()
		l.drop(p)
	case !exists:
		p.ended = true
	case p.sought != p.missing:
		p.sought, p.missing, p.place, p.chain = p.missing, 0, p.back, chain{}
		return true, nil
	default:
		p.ended = true
		l.giveUp(ctx, fmt.Sprintf("it has %d if it is read from there, and not if it is read from before", p.missing))
		return false, fmt.Errorf("HubSpot list: record %d exists and is missing where the list comes to its ID, so the parts in which it is read do not fit together; from now on it is read with one cursor", p.missing)
	}
	return false, nil
}

// firstPage requests the page at the made-up cursor. There is none if that fails or p is not needed any more: the part on the
// left then reads what p was to read. So only the end of the whole run is an error.
func (p *listPart) firstPage(ctx context.Context, q hubspot.ListQuery) (*hubspot.Page, error) {
	calling, cancel := context.WithCancel(ctx)
	defer cancel()
	if !p.canBegin(cancel) {
		return nil, nil
	}
	q.Once = true
	page, err := p.of.run.session.List(calling, q)
	if err == nil {
		return page, nil
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	p.notBegun(ctx, err)
	return nil, nil
}

// canBegin reports whether p is still needed. If that changes, cancel is called.
func (p *listPart) canBegin(cancel func()) bool {
	p.of.mu.Lock()
	defer p.of.mu.Unlock()
	p.cancel = cancel
	return !p.ended
}

// notBegun ends p, which could not begin.
func (p *listPart) notBegun(ctx context.Context, err error) {
	l := p.of
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.ended {
		return // its call has been cancelled
	}
	l.failures++
	if failure, ok := errors.AsType[*hubspot.Error](err); ok && failure.Kind == hubspot.KindRefused && failure.Status/100 == 4 {
		l.giveUp(ctx, "HubSpot rejects a cursor that it has not issued")
	}
	l.drop(p)
}
