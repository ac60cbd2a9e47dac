package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// A program that is told to stop turns away at once who waits for a turn, while those that read go on.
func TestStopTurnsAwayWhoWaits(t *testing.T) {
	asked, goOn := make(chan struct{}, 8), make(chan struct{})
	hubspot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		<-goOn
		_, _ = io.WriteString(w, `{"results":[]}`)
	}))
	defer hubspot.Close()
	release := sync.OnceFunc(func() { close(goOn) })
	defer release()
	ctx, stop := context.WithCancel(t.Context())
	url, ended := running(t, ctx, map[string]string{"api-key": "k", "port": "0", "stop-grace": "20s", "base-url": hubspot.URL + "/crm/v3"})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	get := func(path string) (status int, text string) {
		answer, err := client.Get(url + path)
		if err != nil {
			return 0, err.Error()
		}
		defer func() { _ = answer.Body.Close() }()
		body, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, string(body)
	}
	var reads sync.WaitGroup
	for range 8 {
		reads.Go(func() {
			if status, text := get("/get_contacts?limit=1"); status != http.StatusOK {
				t.Errorf("one that reads: %d %s", status, text)
			}
		})
	}
	for range 8 {
		<-asked
	}
	waiter := make(chan error, 1)
	var status int
	var text string
	go func() {
		status, text = get("/get_contacts?limit=1")
		waiter <- nil
	}()
	for waits := false; !waits; {
		_, metrics := get("/metrics")
		waits = strings.Contains(metrics, "\nconnector_waiting 1\n")
	}
	stop()
	_ = clocktest.Await(t, "the answer to the one that waits", waiter)
	if status != http.StatusServiceUnavailable || !strings.Contains(text, "stopping") {
		t.Errorf("the one that waits: %d %s", status, text)
	}
	release()
	reads.Wait()
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
}
