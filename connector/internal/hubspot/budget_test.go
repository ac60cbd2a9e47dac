package hubspot_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
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
