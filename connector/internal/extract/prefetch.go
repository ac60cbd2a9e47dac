package extract

import (
	"context"

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
			page, err := next(ctx)
			select {
			case pages <- outcome{page, err}:
			case <-ctx.Done():
				if page != nil {
					page.Release()
				}
				return
			}
			if page == nil || err != nil {
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
		if got.err != nil || got.page == nil {
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
