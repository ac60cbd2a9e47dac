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

// A panic in the goroutine that reads must not end the process: it arrives where the request is answered.
func TestAPanicWhileReadingArrivesAtTheReader(t *testing.T) {
	defer func() {
		if fault := fmt.Sprint(recover()); !strings.Contains(fault, "boom") || !strings.Contains(fault, "prefetch_test.go") {
			t.Errorf("recovered %q, want the fault and where it was", fault)
		}
	}()
	for _, err := range ahead(t.Context(), func(context.Context) pages { panic("boom") }) {
		t.Errorf("no panic, %v", err)
	}
	t.Error("no panic, and the pages ended")
}

func TestTheNextPageIsReadWhileAPageIsInUse(t *testing.T) {
	read := [4]chan struct{}{}
	for i := range read {
		read[i] = make(chan struct{})
	}
	source := func(context.Context) pages {
		return func(yield func(*hubspot.Page, error) bool) {
			for i := range 3 {
				close(read[i])
				if !yield(new(hubspot.Page), nil) {
					return
				}
			}
			close(read[3])
		}
	}
	used := 0
	for _, err := range ahead(t.Context(), source) {
		if err != nil {
			t.Fatal(err)
		}
		used++
		clocktest.Await(t, "the next page, while a page is in use", read[used])
	}
	if used != 3 {
		t.Errorf("%d pages", used)
	}
}

func TestAReaderThatStopsEndsTheReading(t *testing.T) {
	ended := make(chan struct{})
	source := func(ctx context.Context) pages {
		return func(yield func(*hubspot.Page, error) bool) {
			if !yield(new(hubspot.Page), nil) {
				t.Error("stopped before the reader did")
			}
			defer close(ended)
			select {
			case <-ctx.Done():
				yield(nil, context.Cause(ctx))
			case <-time.After(10 * time.Second):
				t.Error("the reading was not ended")
			}
		}
	}
	for page, err := range ahead(t.Context(), source) {
		if page == nil || err != nil {
			t.Errorf("%v, %v", page, err)
		}
		break
	}
	clocktest.Await(t, "the end of the reading", ended)
}

// A read that was cancelled must never look like the end of the pages, even if the source says nothing.
func TestTheCauseOfACancelledReadIsReported(t *testing.T) {
	cause := errors.New("stopping")
	for name, last := range map[string]error{"with the error": cause, "in silence": nil} {
		ctx, cancel := context.WithCancelCause(t.Context())
		source := func(ctx context.Context) pages {
			return func(yield func(*hubspot.Page, error) bool) {
				cancel(cause)
				<-ctx.Done()
				if last != nil {
					yield(nil, last)
				}
			}
		}
		var reported error
		for _, err := range ahead(ctx, source) {
			reported = err
		}
		if !errors.Is(reported, cause) {
			t.Errorf("%s: %v", name, reported)
		}
	}
}
