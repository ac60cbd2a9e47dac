package connector_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

func TestReadyzAsksHubSpotRarely(t *testing.T) {
	up := many(1)
	srv := start(t, up, nil)
	for range 5 {
		resp, err := srv.Client().Get(srv.URL + "/readyz")
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
		_ = resp.Body.Close()
	}
	if n := len(up.Requests()); n != 2 { // the list, and once the account's time zone
		t.Errorf("%d calls", n)
	}
	srv = start(t, failing(many(1), 1, 401, "{}"), nil)
	resp, err := srv.Client().Get(srv.URL + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	if message, _, _ := problem(t, resp); resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(message, "Check api-key") {
		t.Errorf("%d %s", resp.StatusCode, message)
	}
}

// What answers must be HubSpot: a page to sign in at is no sign of readiness, whatever its status.
func TestReadyzWantsAnAnswerOfHubSpots(t *testing.T) {
	for _, body := range []string{"<html>sign in</html>", "", "{}", `{"status":"error","message":"x"}`, `{"results":[{}]}`} {
		srv := start(t, failing(many(1), 1, 200, body), nil)
		resp, err := srv.Client().Get(srv.URL + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		if message, _, _ := problem(t, resp); resp.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%q: %d %s", body, resp.StatusCode, message)
		}
	}
}

// If HubSpot demands a pause, readiness does not ask again soon.
func TestReadyzRespectsTheDemandedPause(t *testing.T) {
	for body, after := range map[string]time.Duration{
		`{"message":"x"}`: time.Second + 9*time.Second,
		`{"message":"You have reached your daily limit.","policyName":"DAILY"}`: 10 * time.Minute,
	} {
		clock, up := clocktest.New(), failing(many(1), 1, 429, body)
		srv := start(t, up, nil, connector.WithClock(clock))
		ready := func() {
			resp, err := srv.Client().Get(srv.URL + "/readyz")
			if err != nil || resp.StatusCode != http.StatusServiceUnavailable {
				t.Fatal(resp, err)
			}
			_ = resp.Body.Close()
		}
		ready()
		clock.Advance(after - time.Second)
		ready()
		if n := len(up.Requests()); n != 1 {
			t.Errorf("%s: %d calls before %s", body, n, after)
		}
		clock.Advance(2 * time.Second)
		ready()
		if n := len(up.Requests()); n != 2 {
			t.Errorf("%s: %d calls after %s", body, n, after)
		}
	}
}

// If HubSpot does not answer, it is not ready either, and that is reused.
func TestReadyzDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		cfg := connector.DefaultConfig()
		cfg.APIKey = key
		c, err := connector.New(cfg, connector.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
			calls++
			<-r.Context().Done()
			return nil, r.Context().Err()
		})))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		start := time.Now()
		for range 3 {
			w := httptest.NewRecorder()
			c.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "not answered within 20s") {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		}
		if took := time.Since(start); calls != 1 || took != 20*time.Second {
			t.Errorf("%d calls in %s", calls, took)
		}
	})
}

// Clients that leave before HubSpot answers share one call, and its answer is remembered for those who come later.
func TestImpatientProbesGetReadyAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := many(1)
		calls := 0
		c, err := connector.New(validConfig(), connector.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
			calls++
			select {
			case <-time.After(4700 * time.Millisecond):
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
			return up.RoundTrip(r)
		})))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		probe := func() int {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			w := httptest.NewRecorder()
			c.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/readyz", nil))
			return w.Code
		}
		for n := range 12 { // the check takes two calls: the list, and once the account's time zone
			if status := probe(); (status == http.StatusOK) != (n >= 9) {
				t.Errorf("after %ds: %d", n, status)
			}
		}
		for range 40 {
			probe()
		}
		if calls != 2 {
			t.Errorf("%d calls", calls)
		}
	})
}

// Whoever asks while a check runs waits for it.
func TestManyProbesAtOnceAreOneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls, goOn := 0, make(chan struct{})
		c, err := connector.New(validConfig(), connector.Transport(roundTripper(func(*http.Request) (*http.Response, error) {
			calls++
			<-goOn
			return nil, errors.New("the network is down")
		})))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		answers := make(chan int, 60)
		for range cap(answers) {
			go func() { answers <- ask(c, "/readyz").Code }()
		}
		synctest.Wait()
		close(goOn)
		for range cap(answers) {
			if status := <-answers; status != http.StatusServiceUnavailable {
				t.Error(status)
			}
		}
		if calls != 1 {
			t.Errorf("%d calls", calls)
		}
		time.Sleep(10 * time.Second) // a failure is remembered that long
		ask(c, "/readyz")
		if calls != 2 {
			t.Errorf("%d calls after ten seconds", calls)
		}
	})
}
