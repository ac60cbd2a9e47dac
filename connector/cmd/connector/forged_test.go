package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// forged is a text that would be a line of its own in a log that takes it as it is.
const forged = "x\r\n{\"level\":\"ERROR\",\"msg\":\"forged\"}\n\x1b[2J"

// Whatever a client or HubSpot sends, and wherever, it makes no line of the log: each request leaves one, and each line is an object.
func TestNobodyForgesALineOfTheLog(t *testing.T) {
	text, _ := json.Marshal(forged)
	hubspot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"status":"error","message":`+string(text)+`,"category":`+string(text)+`}`)
	}))
	defer hubspot.Close()
	log := new(logtest.Buffer)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, ended := serving(t, ctx, map[string]string{"api-key": "k", "port": "0", "write": "on", "base-url": hubspot.URL + "/crm/v3"}, log)

	client, escaped, requests := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, url.QueryEscape(forged), 0
	for _, path := range []string{
		"/" + url.PathEscape(forged), "/get_" + url.PathEscape(forged), "/get_contacts", "/get_contacts?since=" + escaped, "/get_contacts?" + escaped + "=1",
		"/get_contacts?properties=" + escaped, "/get_associations?from=" + escaped + "&to=companies", "/push_contacts?match=" + escaped, "/push_contacts",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(`[{"_id":`+string(text)+`,"email":`+string(text)+`}]`))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			requests++
		}
	}
	stop()
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
	lines := 0
	for scanner := bufio.NewScanner(strings.NewReader(log.String())); scanner.Scan(); {
		var line struct{ Msg string }
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil || line.Msg == "forged" || strings.ContainsRune(scanner.Text(), '\x1b') {
			t.Errorf("%q: %v", scanner.Text(), err)
		}
		if line.Msg == "request" {
			lines++
		}
	}
	if lines != requests {
		t.Errorf("%d requests left %d lines", requests, lines)
	}
}
