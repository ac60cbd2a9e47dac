package extract

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// pages is a sequence of pages, read as it is ranged over. Whoever ranges over it releases them. An error comes without a
// page and ends the sequence.
type pages = iter.Seq2[*page, error]

// page is a page of records for Sesam.
type page struct {
	*hubspot.Page
	ids   []uint64 // of those of its records that can have links
	links []*links // for each type asked for: those of its records, and perhaps of others
}

// part is a part of what is to be read. One goroutine reads it, page by page.
type part interface {
	// next reads the next page and reports whether there is another one. The page is nil if it has nothing for Sesam.
	next(ctx context.Context) (page *hubspot.Page, more bool, err error)
}

// source is what a crew reads.
type source interface {
	// whole is the part that is everything.
	whole() part
	// canBeCut reports whether there is enough left for another reader.
	canBeCut() bool
	// cut passes to start a part of what others are still to read, if canBeCut.
	cut(start func(part))
}

// crew reads the parts of a source side by side. It begins with one reader and adds another one only while the rate of
// line allows a call that no reader makes, and whoever ranges over the pages has to wait for one. So there are as many calls in
// flight as the rate needs at the latency of the moment (Little's law), and never more than there are slots.
type crew struct {
	source source
	line   *hubspot.Line
	clock  clock.Clock
	slots  *slots

	unlinked *unlinked  // nil if the records show no links
	finish   finishFunc // nil if the pages that are read are those for Sesam

	end     context.CancelCauseFunc // of the reading
	allRead func()                  // ends the watching
	out     chan *page
	readers sync.WaitGroup
	reading atomic.Int32  // parts that are being read
	most    int32         // parts that were read at a time; for start, and for others once the pages have ended
	starved atomic.Int64  // since when whoever ranges over the pages waits, in nanoseconds since 1970; 0 if nobody does
	event   chan struct{} // has an element if a page is waited for or a part has ended
}

// finishFunc makes the page for Sesam out of a page of a part, with a call of its own, and releases the latter.
type finishFunc func(context.Context, *page) (*page, error)

// errEnded is why reading ends that has read everything.
var errEnded = errors.New("everything has been read")

// sideBySide returns the pages of a source, whose calls wait in line. They are answers to the operation op.
func (r *Run) sideBySide(ctx context.Context, from source, line *hubspot.Line, op string, finish finishFunc) pages {
	parallel := r.opts.Parallel
	if r.single {
		parallel = 1 // or a page could be overtaken by the next one
	}
	c := &crew{
		source: from, line: line, clock: r.opts.Clock, finish: finish,
		slots: newSlots(parallel, func() int { return r.session.Room(op) }),
	}
	if len(r.associations) > 0 && op != hubspot.OpArchived {
		c.unlinked = &unlinked{run: r}
	}
	return func(yield func(*page, error) bool) {
		c.pages(ctx)(yield)
		r.summary.Cursors = max(r.summary.Cursors, int(c.most))
	}
}

// pages returns the pages of all parts, in no particular order. It releases a page when the next one is requested. When the
// sequence has ended, for whatever reason, so has the reading.
func (c *crew) pages(ctx context.Context) pages {
	return func(yield func(*page, error) bool) {
		ctx, end := context.WithCancelCause(ctx)
		watching, allRead := context.WithCancel(ctx)
		c.end, c.allRead, c.out, c.event = end, allRead, make(chan *page), make(chan struct{}, 1)
		c.starve()
		c.start(ctx, c.source.whole())
		c.do(func() error { // among the readers, so that none begins once they have ended
			c.watch(watching, func(p part) { c.start(ctx, p) })
			return nil
		})
		go func() {
			c.readers.Wait()
			if c.unlinked != nil {
				release(c.unlinked.rest())
			}
			end(errEnded)
			close(c.out)
		}()
		defer func() {
			end(errStopped)
			for unused := range c.out {
				unused.Release()
			}
		}()
		for next := range c.out {
			c.starved.Store(0)
			more := yield(next, nil)
			next.Release()
			if !more {
				return
			}
			c.starve()
			c.happened()
		}
		switch why := context.Cause(ctx).(type) { //nolint:errorlint // none of them is ever wrapped
		case *readPanic:
			panic(why)
		case *failure:
			yield(nil, why.of)
		default:
			if !errors.Is(why, errEnded) {
				yield(nil, why)
			}
		}
	}
}

// start adds a reader of p.
func (c *crew) start(ctx context.Context, p part) {
	c.most = max(c.most, c.reading.Add(1))
	c.do(func() error {
		err := c.read(ctx, p)
		last := c.reading.Add(-1) == 0
		if last {
			c.allRead()
		}
		c.happened()
		if err != nil || !last {
			return err
		}
		return c.passRest(ctx)
	})
}

// do runs f in a goroutine of its own. Its error ends the reading.
func (c *crew) do(f func() error) {
	c.readers.Go(func() {
		defer func() {
			if value := recover(); value != nil {
				c.end(&readPanic{value, debug.Stack()})
			}
		}()
		if err := f(); err != nil {
			c.end(&failure{err})
		}
	})
}

// read reads p to its end. A slot is taken before each page is requested. It is given back when the page has been passed on,
// or waits for other pages.
func (c *crew) read(ctx context.Context, p part) error {
	for more := true; more; {
		if !c.slots.take(ctx) {
			return nil // the reading has ended for a reason of its own
		}
		var next *hubspot.Page
		var err error
		next, more, err = p.next(ctx)
		switch {
		case err != nil:
			c.slots.give(1)
			return err
		case next == nil:
			c.slots.give(1)
		default:
			if err := c.arrived(ctx, &page{Page: next}); err != nil {
				return err
			}
		}
	}
	return nil
}

// happened lets watch look again.
func (c *crew) happened() {
	select {
	case c.event <- struct{}{}:
	default:
	}
}

// watch adds readers. It looks whenever something has happened, but not before the rate allows another call: if that one
// has begun by then, or a reader has lined up for it, there are enough of them.
func (c *crew) watch(ctx context.Context, start func(part)) {
	for {
		select {
		case <-c.event:
		case <-c.line.Begun():
		case <-ctx.Done():
			return
		}
		for c.idle() && c.source.canBeCut() {
			if clock.Sleep(ctx, c.clock, c.line.Spare()) != nil {
				return
			}
			select {
			case <-c.line.Begun():
				continue
			default:
			}
			if c.hungry(ctx) {
				c.source.cut(start)
			}
			break
		}
	}
}

// soon is how long a page may be waited for before another reader is worth it. What is answered sooner is not waited for, and
// more readers would only compete for the processor.
const soon = 20 * time.Millisecond

// starve notes that a page is waited for.
func (c *crew) starve() { c.starved.Store(c.clock.Now().UnixNano()) }

// hungry waits until the same page has been waited for a little while, and reports whether it still is and idle holds.
func (c *crew) hungry(ctx context.Context) bool {
	since := c.starved.Load()
	wait := soon - time.Duration(c.clock.Now().UnixNano()-since)
	return clock.Sleep(ctx, c.clock, wait) == nil && c.idle() && c.starved.Load() == since
}

// idle reports whether another reader would get something done: nobody waits in line, somebody waits for a page.
func (c *crew) idle() bool {
	return c.line.Waiting() == 0 && c.starved.Load() != 0 && int(c.reading.Load()) < c.slots.parallel && c.slots.left()
}

// failure is why the reading ends if a reader has failed. Others, which end because of it, get it as their cause; it hides
// the error of that one, which they would otherwise take for an answer of HubSpot's to themselves.
type failure struct{ of error }

func (f *failure) Error() string { return "another part could not be read" }

// readPanic carries a panic from a goroutine that reads, where it would end the process, to the one that answers the
// request, where it is recovered.
type readPanic struct {
	value any
	stack []byte
}

func (p *readPanic) Error() string { return fmt.Sprintf("%v\n%s", p.value, p.stack) }
