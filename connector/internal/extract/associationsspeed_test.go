package extract_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// distant is an upstream whose answers take some time, and which announces a limit.
type distant struct {
	up      *hubspottest.Upstream
	latency time.Duration

	mu                  sync.Mutex
	calls, links        int
	inFlight, mostCalls int
}

// RoundTrip implements http.RoundTripper.
func (d *distant) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.calls++
	if strings.Contains(r.URL.Path, "/associations/") {
		d.links++
	}
	d.inFlight++
	d.mostCalls = max(d.mostCalls, d.inFlight)
	d.mu.Unlock()
	time.Sleep(d.latency)
	resp, err := d.up.RoundTrip(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inFlight--
	if err == nil {
		resp.Header.Set("X-HubSpot-RateLimit-Max", "190")
		resp.Header.Set("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
	}
	return resp, err
}

// A read with associations takes hardly longer than the calls that it needs, at the rate that the account allows: ten for a
// thousand contacts, and one for their associations. It never has more calls in flight than it may.
func TestAssociationsAreReadAtTheRateOfTheAccount(t *testing.T) {
	const perSecond = 17.1
	for latency, contacts := range map[time.Duration]int{150 * time.Millisecond: 20_000, 300 * time.Millisecond: 20_000, 600 * time.Millisecond: 50_000} {
		ids := make([]uint64, contacts)
		for i := range ids {
			ids[i] = uint64(1000 + 3*i)
		}
		synctest.Test(t, func(t *testing.T) {
			d := &distant{up: hubspottest.New(ids...), latency: latency}
			o, opts := clientOptions(d), options()
			o.Clock, opts.Clock = clock.System{}, clock.System{}
			begin, n := time.Now(), 0
			req := extract.Request{Object: hubspot.Contacts, Associations: []*hubspot.Object{companies}}
			for _, err := range extract.Start(hubspot.New(o), opts, req).Entities(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			took := time.Since(begin).Seconds()
			bound := float64(contacts) / 1000 * 11 / perSecond
			t.Logf("%s: %.1f s, %d calls, %d of them for associations, %d in flight: %.2f of the bound", latency, took, d.calls, d.links, d.mostCalls, bound/took)
			if n != contacts || bound/took < 0.85 || d.mostCalls > opts.Parallel || d.links > contacts/1000+2 {
				t.Errorf("%d contacts in %.1f s, at most %d calls in flight, %d calls for associations", n, took, d.mostCalls, d.links)
			}
		})
	}
}
