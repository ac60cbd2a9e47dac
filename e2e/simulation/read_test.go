package simulation

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestCountBelievesWholeArraysOnly(t *testing.T) {
	for name, c := range map[string]struct {
		body, fault string // "" for none
		want        int
	}{
		"whole":      {`[{"_id":"1"},{"_id":"2","x":[1]}]`, "", 2},
		"nothing":    {`[]`, "", 0},
		"twice":      {`[{"_id":"1"},{"_id":"1"}]`, "contact 1 is delivered twice", 1},
		"open":       {`[{"_id":"1"}`, "EOF", 1},
		"cut":        {`[{"_id":"1"},{"_i`, "unexpected EOF", 1},
		"an object":  {`{"error":{}}`, "want an array", 0},
		"without id": {`[{"id":"1"}]`, "parsing", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := count(strings.NewReader(c.body))
			if got != c.want || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%d, %v; want %d, %q", got, err, c.want, c.fault)
			}
		})
	}
}

func TestDeliverBelievesNoAnswerThatIsCutOrAnError(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		fault   string
	}{
		"whole": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `[{"_id":"1"}]`) }, ""},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `[{"_id":"1"}`)
			panic(http.ErrAbortHandler)
		}, errCut.Error()},
		"cut behind the array": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `[{"_id":"1"}]`)
			panic(http.ErrAbortHandler)
		}, errCut.Error()},
		"an error": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, `[]`)
		}, "status 502"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := deliver(t.Context(), c.handler, "/get_contacts")
			if c.fault == "" && (err != nil || got != 1) || c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
				t.Errorf("%d, %v; want %q", got, err, c.fault)
			}
		})
	}
}

func TestTransportCountsCallsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		carry := &transport{handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) })}
		var all sync.WaitGroup
		for i := range 3 { // at 0, 0.4 and 0.8 s, so that all three are under way before the first ends
			all.Go(func() {
				time.Sleep(time.Duration(i) * 400 * time.Millisecond)
				call(t, carry)
			})
		}
		all.Wait()
		call(t, carry)
		if carry.most != 3 || carry.under != 0 || carry.together != 4*time.Second {
			t.Errorf("at most %d, now %d, together %s; want 3, 0, 4s", carry.most, carry.under, carry.together)
		}
	})
}

func call(t *testing.T, carry *transport) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://hub.test/x?y=z", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := carry.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%v, %v", response, err)
	}
}

func TestTransportReportsConnectionsThatBreak(t *testing.T) {
	carry := &transport{handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })}
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://hub.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := carry.RoundTrip(request); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v, want an unexpected end", err)
	}
	cancel()
	if _, err := carry.RoundTrip(request); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that the caller is gone", err)
	}
}
