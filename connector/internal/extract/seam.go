package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// Two parts of a list meet at a seam. Nothing is lost there, because the part on the left goes on until it meets the very
// record with which the part on the right began, its head, and passes on every record before that: it has read them with
// cursors of HubSpot's own, so where the made-up cursor of the part on the right led does not matter. If the head has gone
// meanwhile, that is looked up. Whatever does not fit ends the run.

// next implements part.
func (p *listPart) next(ctx context.Context) (*hubspot.Page, bool, error) {
	if p.missing > 0 {
		return nil, false, p.hasGone(ctx)
	}
	r, q := p.of.run, p.of.query
	q.After = p.cursor
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
	kept, more := 0, false
	if err == nil {
		kept, more, err = p.arrived(ctx, page)
	}
	if err != nil || kept == 0 {
		page.Release()
		return nil, more, err
	}
	page.Records = page.Records[:kept]
	return page, more, nil
}

// arrived takes in the next page of p. It returns how many of its records p passes on, and whether p goes on.
func (p *listPart) arrived(ctx context.Context, page *hubspot.Page) (kept int, more bool, err error) {
	l := p.of
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.ended {
		return 0, false, nil
	}
	if more, err = p.chain.follow(page); err != nil {
		return 0, false, err
	}
	if l.single {
		p.cursor = page.Next
		return len(page.Records), more, nil
	}
	ids, cursor, unfit := numbers(page, p.from)
	switch {
	case unfit == "":
	case p.start > 0 && !p.begun:
		l.giveUp(ctx, unfit)
		l.drop(p)
		return 0, false, nil
	case l.cuts == 0:
		l.single, p.cursor = true, page.Next
		l.run.opts.Cursors.see(ctx, l.run.object, unfit)
		return len(page.Records), more, nil
	default:
		l.giveUp(ctx, unfit)
		return 0, false, fmt.Errorf("HubSpot list: %s, so the parts in which it is read do not fit together; from now on it is read with one cursor", unfit)
	}
	if !p.begun && !p.begin(ctx, ids, page) {
		l.drop(p)
		return 0, false, nil
	}
	if l.pages++; l.pages == fewPages {
		l.run.opts.Cursors.see(ctx, l.run.object, "")
	}
	p.reach++
	p.width = widthOf(ids)
	l.width = p.width
	kept, more = p.upToHead(ctx, ids, page)
	p.cursor, p.from, p.ended = page.Next, cursor, !more
	return kept, more, nil
}

// begin notes with which record p begins. It reports false if there is nothing for p to read.
func (p *listPart) begin(ctx context.Context, ids []uint64, page *hubspot.Page) bool {
	if p.start > 0 {
		next := p.nextBegun()
		switch {
		case len(ids) == 0 && page.HasNext:
			return false
		case len(ids) == 0 && next != nil:
			p.of.giveUp(ctx, fmt.Sprintf("it ends at the cursor %d, which HubSpot has not issued, and has %d", p.start, next.head))
			return false
		case len(ids) == 0:
			p.of.end = min(p.of.end, p.start)
			p.left.misses++
			return false
		case next != nil && ids[0] >= next.head:
			p.left.bound = min(p.left.bound, p.start)
			p.left.misses++
			return false
		}
		p.of.failures, p.left.misses = 0, 0
		p.head = ids[0]
	}
	p.begun, p.seen = true, page.Began
	return true
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
	if p.right == nil || !p.right.begun {
		return len(ids), page.HasNext
	}
	kept, met := slices.BinarySearch(ids, p.right.head)
	p.checkStart(ctx, ids[:kept], page)
	switch {
	case met:
		return kept, false
	case kept == len(ids) && page.HasNext:
		return kept, true
	default: // beyond it
		p.missing, p.passed = p.right.head, page.Began
		return kept, true
	}
}

// checkStart looks for records that the part on the right should have begun with. They are not lost, because p passes them
// on, but a cursor that skips records is not one to read with.
func (p *listPart) checkStart(ctx context.Context, ids []uint64, page *hubspot.Page) {
	from, _ := slices.BinarySearch(ids, p.right.start)
	for i := from; i < len(ids); i++ {
		changed := string(page.Records[i].Changed(p.of.query.Archived))
		if at, err := sesam.ParseTime(changed); err == nil && at.Before(p.right.seen) {
			p.of.giveUp(ctx, fmt.Sprintf("at the cursor %d, which HubSpot has not issued, it leaves out %d", p.right.start, ids[i]))
			return
		}
	}
}

// hasGone returns an error unless the head that p has not met no longer exists, or exists again since p came to its ID.
func (p *listPart) hasGone(ctx context.Context) error {
	l := p.of
	changed, found, err := l.run.session.Lookup(ctx, strconv.FormatUint(p.missing, 10), l.query.Archived)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p.ended = true
	if !found {
		return nil
	}
	if at, err := sesam.ParseTime(changed); err == nil && !at.Before(p.passed) {
		return nil // restored, for example
	}
	l.giveUp(ctx, fmt.Sprintf("it has %d if it is read from there, and not if it is read from before", p.missing))
	return fmt.Errorf("HubSpot list: record %d exists and is missing where the list comes to its ID, so the parts in which it is read do not fit together; from now on it is read with one cursor", p.missing)
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
	if failure, ok := errors.AsType[*hubspot.Error](err); ok && failure.Kind == hubspot.KindRefused {
		l.giveUp(ctx, "HubSpot rejects a cursor that it has not issued")
	}
	l.drop(p)
}

// giveUp lets the list be read with one cursor from now on. Parts that have begun go on: their seams are checked.
func (l *listing) giveUp(ctx context.Context, reason string) {
	l.failures = mostFailures
	l.run.opts.Cursors.giveUp(ctx, l.run.object, reason)
}

// numbers returns the IDs of a page that was requested from an ID on, and the cursor of the next one. unfit says why they
// cannot be those of a list in which a cursor is a number and means the records from this ID on.
func numbers(page *hubspot.Page, from uint64) (ids []uint64, cursor uint64, unfit string) {
	ids, err := idsOf(page)
	if err != nil {
		return nil, 0, "an ID does not fit into 64 bits"
	}
	for _, id := range ids {
		if id < from {
			return nil, 0, "its records are not in the order of their IDs, or not within its cursors"
		}
		from = id + 1
	}
	if !page.HasNext {
		return ids, 0, ""
	}
	cursor, err = strconv.ParseUint(page.Next, 10, 64)
	switch {
	case err != nil:
		return nil, 0, "its cursors are not numbers"
	case cursor < from:
		return nil, 0, "its cursors do not follow the IDs"
	default:
		return ids, cursor, ""
	}
}
