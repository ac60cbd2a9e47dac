package hubspot_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// metered is an account with a limit. It records when it was called.
type metered struct {
	up        *hubspottest.Upstream
	clock     *clocktest.Clock
	max       int // calls in ten seconds; 0: no limit and no headers
	others    int // calls other apps have made in the interval
	took      time.Duration
	refuse    map[int]string // policy of the 429 for call n
	calls     []time.Time
	remaining []int
}

func (m *metered) RoundTrip(r *http.Request) (*http.Response, error) {
	m.calls = append(m.calls, m.clock.Now())
	m.clock.Advance(m.took)
	n := len(m.calls)
	left := m.max - m.others
	for _, at := range m.calls {
		if m.clock.Now().Sub(at) < 10*time.Second {
			left--
		}
	}
	m.remaining = append(m.remaining, left)
	m.up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		if m.max > 0 {
			w.Header().Set("X-HubSpot-RateLimit-Max", strconv.Itoa(m.max))
			w.Header().Set("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
			w.Header().Set("X-HubSpot-RateLimit-Remaining", strconv.Itoa(max(left, 0)))
			w.Header().Set("X-HubSpot-RateLimit-Daily-Remaining", "1234")
		}
		if policy := m.refuse[n]; policy != "" {
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = w.Write([]byte(`{"message":"x","policyName":"` + policy + `"}`))
			return true
		}
		return false
	}
	return m.up.RoundTrip(r)
}

// busiest is the largest number of calls in any interval of that length.
func (m *metered) busiest(interval time.Duration) int {
	most := 0
	for i, from := range m.calls {
		n := 0
		for _, at := range m.calls[i:] {
			if at.Sub(from) < interval {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func (m *metered) elapsed() time.Duration { return m.calls[len(m.calls)-1].Sub(m.calls[0]) }

func newMetered(limit int) *metered {
	return &metered{up: hubspottest.New(1), clock: clocktest.New(), max: limit, took: 5 * time.Millisecond}
}

func lists(t *testing.T, s *hubspot.Session, n int) {
	t.Helper()
	for range n {
		page, err := s.List(context.Background(), hubspot.ListQuery{})
		if err != nil {
			t.Fatal(err)
		}
		page.Release()
	}
}

func TestSearchesAreSpaced(t *testing.T) {
	m := newMetered(0)
	s := hubspot.New(options(m, m.clock)).Session(hubspot.Contacts)
	for range 21 {
		if _, err := s.Search(context.Background(), hubspot.SearchQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := m.busiest(time.Second); n > 4 {
		t.Errorf("%d searches in one second", n)
	}
	if took := m.elapsed(); took > 5100*time.Millisecond {
		t.Errorf("20 searches after the first took %s, want 5 s", took)
	}
	if waited := s.Stats().Waited; waited < 4*time.Second {
		t.Errorf("waited %s", waited)
	}
}

// If an account announces no limit, none is assumed.
func TestWithoutAnnouncedLimitNothingIsHeldBack(t *testing.T) {
	m := newMetered(0)
	lists(t, hubspot.New(options(m, m.clock)).Session(hubspot.Contacts), 100)
	if took := m.elapsed(); took != 99*m.took {
		t.Errorf("took %s", took)
	}
}

func TestAnnouncedLimitIsFollowedWithAShareLeftToOthers(t *testing.T) {
	for _, share := range []float64{0.5, 0.9} {
		m := newMetered(100)
		o := options(m, m.clock)
		o.RateShare = share
		client := hubspot.New(o)
		lists(t, client.Session(hubspot.Contacts), 150)
		lists(t, client.Session(hubspot.Contacts), 150) // the budget is the process's, not the run's
		allowed := int(100*share) + 1
		if n := m.busiest(10 * time.Second); n > allowed {
			t.Errorf("share %v: %d calls in ten seconds, want at most %d", share, n, allowed)
		}
		if want := time.Duration(299/(10*share)*1.05) * time.Second; m.elapsed() > want {
			t.Errorf("share %v: took %s, want at most %s", share, m.elapsed(), want)
		}
	}
}

func TestBusyAppsAreGivenWay(t *testing.T) {
	m := newMetered(100)
	m.others = 99
	lists(t, hubspot.New(options(m, m.clock)).Session(hubspot.Contacts), 3)
	if gap := m.calls[1].Sub(m.calls[0]); gap < 9*time.Second {
		t.Errorf("next call after %s though the interval was used up", gap)
	}
}

func TestConfiguredRateIsKept(t *testing.T) {
	m := newMetered(100)
	o := options(m, m.clock)
	o.RequestRate = 2
	lists(t, hubspot.New(o).Session(hubspot.Contacts), 11)
	if took := m.elapsed(); took < 4900*time.Millisecond || took > 5100*time.Millisecond {
		t.Errorf("10 calls after the first took %s, want 5 s", took)
	}
}

// A 429 holds back every run of the process, separately for each budget.
func TestA429PausesItsBudget(t *testing.T) {
	for policy, pause := range map[string]time.Duration{"TEN_SECONDLY_ROLLING": 10 * time.Second, "SECONDLY": time.Second} {
		m := newMetered(0)
		m.refuse = map[int]string{1: policy}
		o := options(m, m.clock)
		o.RetryFor = 0 // the first run gives up at once
		client := hubspot.New(o)
		if _, err := client.Session(hubspot.Contacts).List(context.Background(), hubspot.ListQuery{}); err == nil {
			t.Fatal("no error")
		}
		if _, err := client.Session(hubspot.Contacts).Search(context.Background(), hubspot.SearchQuery{}); err != nil {
			t.Fatal(err)
		}
		lists(t, client.Session(hubspot.Contacts), 1)
		if gap := m.calls[1].Sub(m.calls[0]); gap > 10*time.Millisecond {
			t.Errorf("%s: the search waited %s for the list's limit", policy, gap)
		}
		if gap := m.calls[2].Sub(m.calls[0]); gap < pause || gap > pause+time.Second {
			t.Errorf("%s: next list after %s, want %s", policy, gap, pause)
		}
	}
}

// What holds calls back for too long fails them at once and says when to come back. A wait that is long but allowed is
// logged.
func TestALongPauseIsNotWaitedForInSilence(t *testing.T) {
	clock, up, log := clocktest.New(), hubspottest.New(1), new(logtest.Buffer)
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n == 1 {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}
		return n == 1
	}
	o := options(up, clock)
	o.Logger = slog.New(slog.NewTextHandler(log, nil))
	client := hubspot.New(o)
	for _, after := range []time.Duration{0, time.Minute, 30 * time.Minute} {
		clock.Advance(after)
		_, err := client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})
		e, ok := errors.AsType[*hubspot.Error](err)
		if !ok || e.Kind != hubspot.KindBusy || e.RetryAfter > time.Hour-after || e.RetryAfter < 28*time.Minute || len(clock.Waits()) > 0 || len(up.Requests()) != 1 {
			t.Errorf("after %s: %v, waited %v, %d calls", after, err, clock.Waits(), len(up.Requests()))
		}
		if after == 0 && !strings.HasSuffix(err.Error(), "it demands a pause of 1h") {
			t.Error(err)
		}
		if after > 0 && !strings.Contains(err.Error(), "not asked, because the next request may be made in") {
			t.Error(err)
		}
	}
	if err := client.Check(t.Context(), hubspot.Contacts); err == nil || !strings.Contains(err.Error(), "HubSpot has answered 429") {
		t.Error(err)
	}
	clock.Advance(28*time.Minute + 45*time.Second)
	lists(t, client.Session(hubspot.Contacts), 1)
	if waits := clock.Waits(); len(waits) != 1 || waits[0] > 15*time.Second {
		t.Errorf("waited %v", waits)
	}
	if text := log.String(); !strings.Contains(text, "waiting before a request to HubSpot") || !strings.Contains(text, "op=list wait=15s reason=\"HubSpot has answered 429\"") {
		t.Error(text)
	}
}

// A pause is demanded by Retry-After, whatever the status, and everybody keeps it.
func TestEveryDemandedPauseIsKept(t *testing.T) {
	for code, kept := range map[int]bool{423: true, 429: true, 477: true, 500: true, 503: true, 400: false, 401: false} {
		for demand, keeps := range map[string]bool{"3600": kept, "": false} {
			up := status(hubspottest.New(1), http.Header{"Retry-After": {demand}}, code, 0)
			o := options(up, clocktest.New())
			o.RetryFor = 0
			client := hubspot.New(o)
			for range 2 {
				_ = read(client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{}))
			}
			if calls := len(up.Requests()); (calls == 1) != keeps {
				t.Errorf("%d, Retry-After %q: %d calls", code, demand, calls)
			}
		}
	}
}

// Later in a run, retry-for bounds the waiting.
func TestALaterWaitIsBoundedByRetryFor(t *testing.T) {
	for demand, fails := range map[string]bool{"500": false, "700": true} {
		clock, up := clocktest.New(), hubspottest.New(1)
		o := options(up, clock)
		client := hubspot.New(o)
		s := client.Session(hubspot.Contacts)
		lists(t, s, 1)
		up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n == 2 {
				w.Header().Set("Retry-After", demand)
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return n == 2
		}
		_, _ = client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{}) // another run, which gives up
		_, err := s.List(t.Context(), hubspot.ListQuery{})
		if (err != nil) != fails {
			t.Errorf("a pause of %s s: %v", demand, err)
		}
	}
}

// A limit that no plan has must not bring everything to a standstill.
func TestAnnouncedNonsenseIsNotFollowed(t *testing.T) {
	for announced, slowly := range map[[3]string]bool{
		{"1", "86400000", "0"}:            true,
		{"1", "10000", "0"}:               true,
		{"1", "9223372036854775807", "1"}: true,
		{"9", "10000", "9"}:               true,
		{"0", "10000", "0"}:               true,
		{"-5", "10000", "-3"}:             true,
		{"0", "0", "0"}:                   false,
		{"many", "10000", ""}:             false,
		{"NaN", "10000", "NaN"}:           false,
		{"100", "-1", "5"}:                false,
		{"9223372036854775807", "1", "7"}: false,
	} {
		m, log := newMetered(0), new(logtest.Buffer)
		m.up.Intercept = nil
		o := options(roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := m.RoundTrip(r)
			for i, name := range []string{"Max", "Interval-Milliseconds", "Remaining"} {
				resp.Header.Set("X-HubSpot-RateLimit-"+name, announced[i])
			}
			return resp, err
		}), m.clock)
		o.Logger = slog.New(slog.NewTextHandler(log, nil))
		lists(t, hubspot.New(o).Session(hubspot.Contacts), 10)
		if took := m.elapsed(); took > 11*time.Second {
			t.Errorf("%v: ten calls took %s", announced, took)
		}
		if slow := m.elapsed() > time.Second; slow != slowly || slow != (strings.Count(log.String(), "too low to be believed") == 1) {
			t.Errorf("%v: %s", announced, log)
		}
	}
}

// Something in front of HubSpot can take its headers away. Calls side by side would then exceed the limit for ever.
func TestALimitThatIsNotAnnouncedIsAssumed(t *testing.T) {
	for name, c := range map[string]struct {
		announced, refusals int
		paced               bool
	}{"a few refusals": {0, 3, true}, "two refusals": {0, 2, false}, "an announced limit": {1000, 3, false}} {
		m := newMetered(c.announced)
		m.refuse = map[int]string{}
		for n := range c.refusals {
			m.refuse[n+1] = "SECONDLY"
		}
		log := new(logtest.Buffer)
		o := options(m, m.clock)
		o.RateShare, o.Logger = 0.5, slog.New(slog.NewTextHandler(log, nil))
		session := hubspot.New(o).Session(hubspot.Contacts)
		lists(t, session, 1)
		before := m.clock.Now()
		lists(t, session, 10)
		took := m.clock.Now().Sub(before)
		if said := strings.Contains(log.String(), "that of its smallest plan is assumed"); said != c.paced || took >= 1900*time.Millisecond != c.paced {
			t.Errorf("%s: ten calls took %s; said so: %v", name, took, said)
		}
	}
}
