package siege

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// SIGTERM while a read is under way, to the program as process 1 of its container: a read that ends within stop-grace is whole, one
// that does not is cut, and the program exits with 0 in both cases.
func TestSIGTERMDuringARead(t *testing.T) {
	for _, driver := range []stack.Driver{onProcesses, onContainers} {
		for name, test := range map[string]struct {
			grace string
			whole bool
		}{"enough": {"50s", true}, "not enough": {"1s", false}} {
			t.Run(driver.Name()+"/"+name, func(t *testing.T) {
				const contacts = 1000
				options := stack.Options{Contacts: contacts, Seed: 95, Environment: map[string]string{"stop-grace": test.grace, "parallel": "1"}}
				on(t, driver, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
					slow := stack.Fault{Kind: "delay", Delay: "300ms", Match: stack.FaultMatch{Operation: "list"}}
					must(t, s.HubSpot.AddFault(ctx, slow))
					var got answer
					var err error
					var read sync.WaitGroup
					read.Go(func() { got, err = pull(ctx, s.ConnectorURL()+"/get_contacts") })
					must(t, s.HubSpot.AwaitRequests(ctx, http.MethodGet, "/crm/v3/objects/contacts", 3))
					began := time.Now()
					status, stopErr := s.StopConnector(ctx)
					must(t, stopErr)
					took := time.Since(began)
					read.Wait()
					t.Logf("stopped within %s with status %d; %d contacts, %v", took, status, len(got.changed), err)
					if status != 0 {
						t.Errorf("the connector exited with %d", status)
					}
					if test.whole && (err != nil || len(got.changed) != contacts) {
						t.Errorf("%d contacts (%v), want all %d: there was time", len(got.changed), err, contacts)
					}
					if !test.whole && err == nil {
						t.Errorf("a read that was cut looks whole: %d contacts", len(got.changed))
					}
				})
			})
		}
	}
}

// The health check is answered in time while as many reads run as may.
func TestHealthUnderFullLoad(t *testing.T) {
	const within = time.Minute // a check that waited for a place, or for a read, would take longer
	options := stack.Options{Contacts: 20_000, Seed: 96}
	besieged(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		load, unload := context.WithCancel(ctx)
		var readers sync.WaitGroup
		for range nodes {
			readers.Go(func() {
				for load.Err() == nil {
					busy(load, s.ConnectorURL()+"/get_contacts?properties=*")
				}
			})
		}
		defer readers.Wait()
		defer unload()
		must(t, s.HubSpot.AwaitRequests(ctx, http.MethodGet, "/crm/v3/objects/contacts", 20))
		var slowest time.Duration
		for range 100 {
			began := time.Now()
			text, err := stack.Read(ctx, s.ConnectorURL()+"/healthz")
			must(t, err)
			if slowest = max(slowest, time.Since(began)); !strings.Contains(text, `"ok"`) {
				t.Errorf("not healthy: %s", text)
			}
		}
		t.Logf("of 100 health checks, the slowest took %s", slowest)
		if slowest > within {
			t.Errorf("a health check took %s, want at most %s", slowest, within)
		}
	})
}

// busy reads whatever there is.
func busy(ctx context.Context, address string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return
	}
	response, err := honest.Do(request)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = errors.Join(response.Body.Close())
}
