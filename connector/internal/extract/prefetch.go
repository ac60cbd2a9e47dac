package extract

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// fetch reads the next page; a nil page means the end.
type fetch func(ctx context.Context) (*hubspot.Page, error)

// eachPage hands every page to use while the following one is already being
// fetched. It returns when the pages end, use returns false (stopped), or
// something fails; by then the fetching has ended too.
func eachPage(ctx context.Context, next fetch, use func(*hubspot.Page) bool) (stopped bool, err error) {
	type outcome struct {
		page *hubspot.Page
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	pages := make(chan outcome)
	go func() {
		defer close(pages)
		for {
			var got outcome
			got.page, got.err = fetchSafely(ctx, next)
			select {
			case pages <- got:
			case <-ctx.Done():
				if got.page != nil {
					got.page.Release()
				}
				return
			}
			if got.page == nil {
				return
			}
		}
	}()
	defer func() {
		cancel()
		for left := range pages {
			if left.page != nil {
				left.page.Release()
			}
		}
	}()
	for got := range pages {
		if fault, ok := errors.AsType[*fetchPanic](got.err); ok {
			panic(fault)
		}
		if got.page == nil {
			return false, got.err
		}
		more := use(got.page)
		got.page.Release()
		if !more {
			return true, nil
		}
	}
	return false, context.Cause(ctx)
}

// fetchPanic carries a panic from the fetching goroutine, where it would end
// the process, to the one that answers the request, where it is recovered.
type fetchPanic struct {
	value any
	stack []byte
}

func (p *fetchPanic) Error() string { return fmt.Sprintf("%v\n%s", p.value, p.stack) }

func fetchSafely(ctx context.Context, next fetch) (page *hubspot.Page, err error) {
	defer func() {
		if value := recover(); value != nil {
			page, err = nil, &fetchPanic{value, debug.Stack()}
		}
	}()
	return next(ctx)
}
