package extract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// A panic in the goroutine that fetches must not end the process: it arrives
// where the request is answered.
func TestAPanicWhileFetchingArrivesAtTheReader(t *testing.T) {
	defer func() {
		if fault := fmt.Sprint(recover()); !strings.Contains(fault, "boom") || !strings.Contains(fault, "prefetch_test.go") {
			t.Errorf("recovered %q, want the fault and where it was", fault)
		}
	}()
	_, err := eachPage(t.Context(), func(context.Context) (*hubspot.Page, error) { panic("boom") }, func(*hubspot.Page) bool { return true })
	t.Errorf("no panic, %v", err)
}

func TestThePageAfterIsFetchedWhileAPageIsUsed(t *testing.T) {
	fetched := [4]chan struct{}{}
	for i := range fetched {
		fetched[i] = make(chan struct{})
	}
	asked := 0
	next := func(context.Context) (*hubspot.Page, error) {
		defer func() { asked++ }()
		close(fetched[asked])
		if asked == 3 {
			return nil, nil
		}
		return new(hubspot.Page), nil
	}
	used := 0
	stopped, err := eachPage(t.Context(), next, func(*hubspot.Page) bool {
		used++
		clocktest.Await(t, "the page after, while a page is used", fetched[used])
		return true
	})
	if used != 3 || stopped || err != nil {
		t.Errorf("%d pages, stopped %v, %v", used, stopped, err)
	}
}

func TestAReaderThatStopsEndsTheFetching(t *testing.T) {
	ended := make(chan struct{})
	calls := 0
	next := func(ctx context.Context) (*hubspot.Page, error) {
		if calls++; calls == 1 {
			return new(hubspot.Page), nil
		}
		defer close(ended)
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(10 * time.Second):
			t.Error("the fetching was not ended")
			return nil, nil
		}
	}
	stopped, err := eachPage(t.Context(), next, func(*hubspot.Page) bool { return false })
	if !stopped || err != nil {
		t.Errorf("stopped %v, %v", stopped, err)
	}
	clocktest.Await(t, "the end of the fetching", ended)
}

func TestTheCauseOfACancelledReadIsReported(t *testing.T) {
	cause := errors.New("stopping")
	ctx, cancel := context.WithCancelCause(t.Context())
	next := func(ctx context.Context) (*hubspot.Page, error) {
		cancel(cause)
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	if _, err := eachPage(ctx, next, func(*hubspot.Page) bool { return true }); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}
