package system_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// parsed returns the system of a configuration.
func parsed(t *testing.T, component, base string) *system.System {
	t.Helper()
	set, err := config.Parse("", []byte(component), nil, map[string]string{"password": "hush"})
	if err != nil {
		t.Fatal(err)
	}
	return system.New(set.Systems["hubspot"], base)
}

func TestURL(t *testing.T) {
	const container = `{"_id":"hubspot","type":"system:microservice","docker":{"image":"i","port":5000}`
	for _, one := range []struct{ component, base, path, want string }{
		{container + `}`, "", "get_contacts", "http://hubspot:5000/get_contacts"},
		{container + `,"use_https":true}`, "", "/get_contacts", "https://hubspot:5000/get_contacts"},
		{container + `}`, "http://127.0.0.1:8000/", "get_contacts", "http://127.0.0.1:8000/get_contacts"},
		{container + `}`, "", "http://elsewhere/x", "http://elsewhere/x"},
		{`{"_id":"hubspot","type":"system:url","base_url":"http://site/api/"}`, "", "x", "http://site/api/x"},
	} {
		if got := parsed(t, one.component, one.base).URL(one.path); got != one.want {
			t.Errorf("%s at %q: %s, want %s", one.component, one.base, got, one.want)
		}
	}
}

// Certificates are verified only if the configuration says so, as on a real node.
func TestTransportVerifiesOnRequest(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshake
	server.StartTLS()
	defer server.Close()
	for component, want := range map[string]bool{
		`{"_id":"hubspot","type":"system:url","base_url":"` + server.URL + `"}`:                    true,
		`{"_id":"hubspot","type":"system:url","base_url":"` + server.URL + `","verify_ssl":true}`:  false,
		`{"_id":"hubspot","type":"system:url","base_url":"` + server.URL + `","verify_ssl":false}`: true,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := parsed(t, component, "").Transport().RoundTrip(req)
		if err == nil {
			_ = res.Body.Close()
		}
		if (err == nil) != want {
			t.Errorf("%s: %v", component, err)
		}
	}
}

// A system answers if anything comes back, whatever the status.
func TestAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	const component = `{"_id":"hubspot","type":"system:microservice","docker":{"image":"i","port":5000}}`
	s := parsed(t, component, server.URL)
	if !s.Answers(t.Context()) {
		t.Error("a system that answers 418 does not answer")
	}
	server.Close()
	if s.Answers(t.Context()) {
		t.Error("a system that is gone answers")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if s.Answers(ended) {
		t.Error("answers after its context has ended")
	}
}

// Basic credentials are for the caller to send; digest credentials only answer a challenge.
func TestAuthentication(t *testing.T) {
	var sent []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.Header.Get("Authorization"))
		if r.Header.Get("Authorization") == "" {
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth", algorithm=MD5`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer server.Close()
	with := func(kind string) *system.System {
		return parsed(t, `{"_id":"hubspot","type":"system:url","base_url":"`+server.URL+`","authentication":"`+kind+`","username":"u","password":"$SECRET(password)"}`, "")
	}
	if !with("basic").Basic() || with("digest").Basic() {
		t.Error("basic authentication is mistaken for digest, or the other way round")
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := with("digest").Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || len(sent) != 2 || sent[0] != "" || !strings.HasPrefix(sent[1], "Digest ") || strings.Contains(sent[1], "hush") {
		t.Errorf("%d after %q", res.StatusCode, sent)
	}
}

func TestReadRetries(t *testing.T) {
	s := parsed(t, `{"_id":"hubspot","type":"system:microservice","docker":{"image":"i","port":5000},
		"retry_strategy":{"429":{"max_read_retries":9,"read_retry_delay":1.5},"500":{"max_read_retries":2},"502":{"read_retry_delay":3}}}`, "")
	for status, want := range map[int]struct {
		retries int
		delay   time.Duration
	}{429: {9, 1500 * time.Millisecond}, 500: {2, 0}, 502: {0, 0}, 404: {0, 0}} {
		if retries, delay := s.ReadRetries(status); retries != want.retries || delay != want.delay {
			t.Errorf("%d: %d after %s, want %d after %s", status, retries, delay, want.retries, want.delay)
		}
	}
}
