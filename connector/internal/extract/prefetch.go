package extract

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// pages is a sequence of pages, read as it is ranged over. Whoever ranges over it releases them. An error comes without a
// page and ends the sequence.
type pages = iter.Seq2[*hubspot.Page, error]

// ahead returns the pages of read and reads each next page while the current one is in use. It releases a page when the
// next one is requested. When the sequence has ended, for whatever reason, so has the reading.
func ahead(ctx context.Context, read func(context.Context) pages) pages {
	return func(yield func(*hubspot.Page, error) bool) {
		reading, cancel := context.WithCancel(ctx)
		fetched := make(chan fetch)
		go fetchAll(reading, read, fetched)
		defer func() {
			cancel()
			for unused := range fetched {
				unused.release()
			}
		}()
		for got := range fetched {
			if fault, ok := errors.AsType[*fetchPanic](got.err); ok {
				panic(fault)
			}
			more := yield(got.page, got.err)
			got.release()
			if !more || got.err != nil {
				return
			}
		}
		// Reading that was cancelled ends silently: that is not the end of the pages.
		if err := context.Cause(ctx); err != nil {
			yield(nil, err)
		}
	}
}

// fetch is a page that has been read, or the error instead of it.
type fetch struct {
	page *hubspot.Page
	err  error
}

func (f fetch) release() {
	if f.page != nil {
		f.page.Release()
	}
}

// fetchAll sends the pages of read until they end or ctx does.
func fetchAll(ctx context.Context, read func(context.Context) pages, to chan<- fetch) {
	defer close(to)
	send := func(f fetch) bool {
		select {
		case to <- f:
			return true
		case <-ctx.Done():
			f.release()
			return false
		}
	}
	defer func() {
		if value := recover(); value != nil {
			send(fetch{err: &fetchPanic{value, debug.Stack()}})
		}
	}()
	for page, err := range read(ctx) {
		if !send(fetch{page, err}) {
			return
		}
	}
}

// fetchPanic carries a panic from the reading goroutine, where it would end the process, to the one that answers the
// request, where it is recovered.
type fetchPanic struct {
	value any
	stack []byte
}

func (p *fetchPanic) Error() string { return fmt.Sprintf("%v\n%s", p.value, p.stack) }
