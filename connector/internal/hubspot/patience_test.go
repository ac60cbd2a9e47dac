package hubspot_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// Whatever chance says, each pause is longer than the one before, until it is as long as pauses get.
func TestPausesGrow(t *testing.T) {
	for name, test := range map[string]struct {
		code   int
		header http.Header
		body   string
		first  time.Duration
	}{
		"429":                       {429, nil, `{"message":"x"}`, time.Second},
		"429 of ten seconds":        {429, nil, `{"message":"x","policyName":"TEN_SECONDLY_ROLLING"}`, 10 * time.Second},
		"429 of a second":           {429, nil, `{"message":"You have reached your secondly limit."}`, time.Second},
		"429 that demands little":   {429, http.Header{"Retry-After": {"1"}}, `{}`, time.Second},
		"429 that demands nothing":  {429, http.Header{"Retry-After": {"0"}}, `{}`, time.Second},
		"429 that demands nonsense": {429, http.Header{"Retry-After": {"-7"}}, `{}`, time.Second},
		"locked":                    {423, nil, ``, 2 * time.Second},
		"unavailable":               {503, nil, ``, 250 * time.Millisecond},
	} {
		for _, chance := range []float64{0, 0.5, 0.999} {
			clock, up := clocktest.New(), hubspottest.New(1)
			up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if n == 1 {
					return false
				}
				maps.Copy(w.Header(), test.header)
				w.WriteHeader(test.code)
				_, _ = io.WriteString(w, test.body)
				return true
			}
			o := options(up, clock)
			o.Chance = func() float64 { return chance }
			s := hubspot.New(o).Session(hubspot.Contacts)
			lists(t, s, 1)
			if _, err := s.List(t.Context(), hubspot.ListQuery{}); err == nil {
				t.Fatal("no error")
			}
			waits := clock.Waits()
			if len(waits) < 10 || waits[0] < test.first || waits[0] > 2*test.first+time.Second {
				t.Errorf("%s: waits %v", name, waits)
			}
			for i := 1; i < len(waits) && waits[i] < 15*time.Second; i++ {
				if waits[i] < waits[i-1] || waits[i] == waits[i-1] && name != "429 that demands little" {
					t.Errorf("%s: pause %d is %s after %s", name, i+1, waits[i], waits[i-1])
				}
			}
		}
	}
}

// dripping sends one byte each time, for ever.
type dripping struct {
	ctx   context.Context
	every time.Duration
}

func (d dripping) Read(p []byte) (int, error) {
	select {
	case <-time.After(d.every):
		p[0] = ' '
		return 1, nil
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
}

func (d dripping) Close() error { return nil }

// Before the first page, everything together takes 30 seconds at most, whatever HubSpot does.
func TestBeforeTheFirstPageThirtySecondsAreAll(t *testing.T) {
	slow := func(r *http.Request, took time.Duration, code int, header http.Header, body io.ReadCloser) (*http.Response, error) {
		select {
		case <-time.After(took):
			return &http.Response{StatusCode: code, Header: header, Body: body, ContentLength: -1, Request: r}, nil
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"silence": func(r *http.Request) (*http.Response, error) {
			return slow(r, time.Hour, 200, http.Header{}, http.NoBody)
		},
		"slow failures": func(r *http.Request) (*http.Response, error) {
			return slow(r, 9*time.Second, 500, http.Header{}, http.NoBody)
		},
		"slow 429s": func(r *http.Request) (*http.Response, error) {
			return slow(r, 7*time.Second, 429, http.Header{}, http.NoBody)
		},
		"429s of ten seconds": func(r *http.Request) (*http.Response, error) {
			return slow(r, 6*time.Second, 429, http.Header{"Retry-After": {"10"}}, http.NoBody)
		},
		"a dripping page": func(r *http.Request) (*http.Response, error) {
			return slow(r, 0, 200, http.Header{}, dripping{r.Context(), time.Second})
		},
		"a dripping explanation": func(r *http.Request) (*http.Response, error) {
			return slow(r, 0, 503, http.Header{}, dripping{r.Context(), time.Second})
		},
		"a page that arrives fast enough for later": func(r *http.Request) (*http.Response, error) {
			return slow(r, 0, 200, http.Header{}, dripping{r.Context(), time.Millisecond})
		},
	} {
		for _, retryFor := range []time.Duration{0, time.Second, time.Hour} {
			synctest.Test(t, func(t *testing.T) {
				o := options(roundTripper(answer), nil)
				o.Clock, o.RetryFor = clock.System{}, retryFor
				start := time.Now()
				err := list(o)
				if took := time.Since(start); err == nil || took > 30*time.Second {
					t.Errorf("%s, retry-for %s: %v after %s", name, retryFor, err, took)
				}
				if strings.Contains(err.Error(), "context") {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
}

// Later there is more time, but an answer must make progress.
func TestALaterAnswerMustMakeProgress(t *testing.T) {
	for every, want := range map[time.Duration]string{
		time.Second:          "arrives too slowly: less than 4096 bytes in 30s",
		10 * time.Second:     "arrives too slowly",
		5 * time.Millisecond: "no complete answer within 3m", // and it never ends
	} {
		synctest.Test(t, func(t *testing.T) {
			up, calls := hubspottest.New(1), 0
			o := options(roundTripper(func(r *http.Request) (*http.Response, error) {
				if calls++; calls == 1 {
					return up.RoundTrip(r)
				}
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: dripping{r.Context(), every}, ContentLength: -1}, nil
			}), nil)
			o.Clock, o.RetryFor = clock.System{}, 0
			s := hubspot.New(o).Session(hubspot.Contacts)
			lists(t, s, 1)
			start := time.Now()
			_, err := s.List(t.Context(), hubspot.ListQuery{})
			if took := time.Since(start); err == nil || !strings.Contains(err.Error(), want) || took > 3*time.Minute {
				t.Errorf("a byte in %s: %v after %s", every, err, took)
			}
		})
	}
}

// HubSpot may demand much or talk nonsense. No demand is believed to last longer than a day.
func TestDemandedPauses(t *testing.T) {
	date := hubspottest.New().Now
	for value, want := range map[string]time.Duration{
		"3600": time.Hour, "1e9": 24 * time.Hour, "999999999999999999999": 24 * time.Hour, "+Inf": 24 * time.Hour,
		"-1": time.Second, "NaN": time.Second, "0": time.Second, "soon": time.Second, "": time.Second,
		date.Add(time.Minute * 2).Format(http.TimeFormat): 2 * time.Minute,
		date.Add(-time.Minute).Format(http.TimeFormat):    time.Second,
		date.AddDate(5, 0, 0).Format(http.TimeFormat):     24 * time.Hour,
	} {
		up := status(hubspottest.New(1), http.Header{"Retry-After": {value}}, 429)
		o := options(up, clocktest.New())
		o.RetryFor = 0
		e, ok := errors.AsType[*hubspot.Error](list(o))
		if !ok || e.RetryAfter != want {
			t.Errorf("Retry-After %q: %v, want %s", value, e.RetryAfter, want)
		}
	}
}

// A read that has to wait for the memory that others hold says so, and fails in time with the hint to come back.
func TestWaitingForMemoryIsBoundedAndLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up, log := hubspottest.New(1), new(logtest.Buffer)
		up.Now = time.Now()
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			_, _ = io.WriteString(w, `{"results":[{"id":"1","properties":{"x":"`+strings.Repeat("y", 400<<10)+`"}}]}`)
			return true
		}
		o := options(up, nil)
		o.Clock, o.PageMemory, o.Logger = clock.System{}, 1<<20, slog.New(slog.NewTextHandler(log, nil))
		client := hubspot.New(o)
		page, err := client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})
		if err != nil {
			t.Fatal(err)
		}
		defer page.Release()
		other, err := client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})
		if err == nil {
			defer other.Release()
		}
		start := time.Now()
		_, err = client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})
		e, ok := errors.AsType[*hubspot.Error](err)
		if took := time.Since(start); !ok || e.Kind != hubspot.KindBusy || e.RetryAfter != 10*time.Second || took > 30*time.Second {
			t.Errorf("%v after %s", err, took)
		}
		if !strings.Contains(err.Error(), "other answers have filled page-memory") || !strings.Contains(log.String(), "waiting for memory") {
			t.Errorf("%v\n%s", err, log)
		}
	})
}

// An answer that is rejected takes no memory while the next attempt is due.
func TestARejectedAnswerGivesItsMemoryBack(t *testing.T) {
	up, large := hubspottest.New(1), strings.Repeat(" ", 500<<10)
	o := options(up, nil)
	client := (*hubspot.Client)(nil)
	waiting := &observedClock{Clock: clocktest.New(), waiting: func() {
		page, err := client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})
		if err != nil {
			t.Error(err)
			return
		}
		page.Release()
	}}
	o.Clock, o.PageMemory = waiting, 1<<20
	client = hubspot.New(o)
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		switch n {
		case 1:
			_, _ = io.WriteString(w, "{}"+large)
		case 2:
			_, _ = io.WriteString(w, `{"results":[{"id":"1"}]}`+large)
		default:
			return false
		}
		return true
	}
	if err := read(client.Session(hubspot.Contacts).List(t.Context(), hubspot.ListQuery{})); err != nil || len(up.Requests()) != 3 {
		t.Errorf("%v after %d calls", err, len(up.Requests()))
	}
}

// observedClock runs waiting when somebody waits for the first time.
type observedClock struct {
	*clocktest.Clock
	waiting func()
}

func (c *observedClock) After(d time.Duration) <-chan time.Time {
	if waiting := c.waiting; waiting != nil {
		c.waiting = nil
		waiting()
	}
	return c.Clock.After(d)
}
