package connector_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// many returns an upstream of n contacts, whose records have about 300 bytes each.
func many(n int) *hubspottest.Upstream {
	up := hubspottest.New()
	for id := range uint64(n) {
		up.Records = append(up.Records, hubspottest.Record{ID: id + 1, Modified: hubspottest.At(9, 0, 0, 0)})
	}
	return up
}

// failing answers with the given status from the nth call on.
func failing(up *hubspottest.Upstream, from, status int, body string) *hubspottest.Upstream {
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n < from {
			return false
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
	return up
}

// problem reads an error answer, which must be an object.
func problem(t *testing.T, resp *http.Response) (message, category, correlation string) {
	t.Helper()
	defer func() { _ = resp.Body.Close() }()
	var got struct {
		Error struct {
			Message       string
			Category      string
			CorrelationID string
		}
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil || got.Error.Message == "" {
		t.Fatalf("status %d, body %s, want an error object", resp.StatusCode, text)
	}
	return got.Error.Message, got.Error.Category, got.Error.CorrelationID
}

func TestFailuresBeforeTheFirstByte(t *testing.T) {
	const said = `{"status":"error","message":"words of HubSpot","correlationId":"abc-1","category":"SOME_CATEGORY"}`
	for name, test := range map[string]struct {
		up         *hubspottest.Upstream
		path       string
		status     int
		message    string
		retryAfter string
	}{
		"bad since":                {many(1), "?since=yesterday", 400, "accepted: 2022-04-14T07:45:39.582Z", ""},
		"bad limit":                {many(1), "?limit=0", 400, "limit \"0\" must be a positive integer", ""},
		"since lost on the way":    {many(1), "?since=2026-01-01T00:00:00%ZZ", 400, "malformed query string", ""},
		"since cut by a semicolon": {many(1), "?limit=1;since=2026-01-01T00:00:00Z", 400, "malformed query string", ""},
		"two sinces":               {many(1), "?since=1&since=2", 400, "since must be given only once, got 2 of them", ""},
		"misspelt since":           {many(1), "?sice=2026-01-01T00:00:00Z", 400, "unknown parameter \"sice\", the nearest is since; this path takes since, limit, properties and associations", ""},
		"since in another case":    {many(1), "?Since=2026-01-01T00:00:00Z", 400, "unknown parameter \"Since\", the nearest is since", ""},
		"parameters of others":     {many(1), "?page_size=5&limit=1", 400, "unknown parameter \"page_size\"", ""},
		"a limit without a number": {many(1), "?limit=", 400, "limit \"\" must be a positive integer", ""},
		"both bad":                 {many(1), "?limit=x&since=y", 400, "limit \"x\"", ""},
		"key not accepted":         {failing(many(1), 1, 401, said), "", 502, "Check api-key", ""},
		"malformed key":            {failing(many(1), 1, 530, "<html>"), "", 502, "Check api-key", ""},
		"no scope":                 {failing(many(1), 1, 403, said), "", 502, "crm.objects.contacts.read", ""},
		"refused":                  {failing(many(1), 1, 400, said), "", 502, "words of HubSpot", ""},
		"unavailable":              {failing(many(1), 1, 500, "<html>"), "", 502, "Internal Server Error", ""},
		"day used up":              {failing(many(1), 1, 429, `{"message":"You have reached your daily limit.","policyName":"DAILY"}`), "", 503, "resets at midnight", ""},
		"busy":                     {failing(many(1), 1, 429, `{"message":"x","policyName":"TEN_SECONDLY_ROLLING"}`), "", 503, "answered 429", "10"},
		"not JSON":                 {failing(many(1), 1, 200, "<html>"), "", 502, "not JSON", ""},
		"late in a small run":      {failing(many(150), 2, 401, said), "", 502, "Check api-key", ""},
		"archive in since":         {failing(many(150), 2, 401, said), "?since=0", 502, "Check api-key", ""},
	} {
		t.Run(name, func(t *testing.T) {
			srv := start(t, test.up, nil)
			resp, err := srv.Client().Get(srv.URL + "/get_contacts" + test.path)
			if err != nil {
				t.Fatal(err)
			}
			message, category, correlation := problem(t, resp)
			if resp.StatusCode != test.status || !strings.Contains(message, test.message) || resp.Header.Get("Retry-After") != test.retryAfter {
				t.Errorf("%d %q, Retry-After %q", resp.StatusCode, message, resp.Header.Get("Retry-After"))
			}
			if category != "" && (category != "SOME_CATEGORY" || correlation != "abc-1") && test.status == 502 {
				t.Errorf("category %q, correlation %q", category, correlation)
			}
		})
	}
}

// What HubSpot says, and what to do about it, is in the answer and in the log alike.
func TestTheLogHasTheAdviceToo(t *testing.T) {
	log := new(logtest.Buffer)
	logger := connector.Logger(slog.New(slog.NewJSONHandler(log, nil)))
	const advice = "Give the app behind api-key the scope crm.objects.some.read"
	said := `{"message":"no","errors":[{"context":{"requiredGranularScopes":["crm.objects.some.read"]}}]}`
	srv := start(t, failing(many(1), 1, 403, said), nil, logger)
	resp, err := srv.Client().Get(srv.URL + "/get_contacts")
	if err != nil {
		t.Fatal(err)
	}
	if message, _, _ := problem(t, resp); !strings.HasSuffix(message, advice) {
		t.Error(message)
	}
	if runs := lines(t, log.String(), "run"); len(runs) != 1 || !strings.HasSuffix(runs[0]["error"].(string), advice) {
		t.Errorf("%v", runs)
	}
}

func TestFailureAfterTheFirstByteCutsTheArrayOpen(t *testing.T) {
	srv := start(t, failing(many(5000), 40, 401, "{}"), nil)
	resp, err := srv.Client().Get(srv.URL + "/get_contacts")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("status %d, %v, want an incomplete body", resp.StatusCode, err)
	}
	if len(text) < 1000 || text[0] != '[' || text[len(text)-1] == ']' || json.Valid(text) {
		t.Errorf("%d bytes, which end in %q", len(text), text[max(len(text)-20, 0):])
	}
}

func TestPostIsAnsweredLikeGet(t *testing.T) {
	srv := start(t, many(150), nil)
	resp, err := srv.Client().Post(srv.URL+"/get_contacts?limit=120&subset=x", "application/json", strings.NewReader(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var got []map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || len(got) != 120 {
		t.Fatalf("%d entities, %v", len(got), err)
	}
	for _, e := range got {
		if _, has := e["_updated"]; has || e["_id"] == nil {
			t.Fatalf("with a limit no offset may be returned: %v", e)
		}
	}
}

// A since in the body would be passed over, and everything be read.
func TestABodyThatAsksForSomethingIsRefused(t *testing.T) {
	srv := start(t, many(1), nil)
	for body, status := range map[string]int{
		"application/x-www-form-urlencoded; charset=utf-8|since=2026-01-01T00:00:00Z": http.StatusBadRequest,
		"application/x-www-form-urlencoded|sice=1":                                    http.StatusBadRequest,
		"Multipart/Form-Data; boundary=x|--x--":                                       http.StatusBadRequest,
		`application/json|{"since":"2026-01-01T00:00:00Z"}`:                           http.StatusBadRequest,
		`application/json|[{"a": 1, "Limit": 5}]`:                                     http.StatusBadRequest,
		"text/plain|since=1":                                                          http.StatusBadRequest,
		"|since=1":                                                                    http.StatusBadRequest,
		"application/x-www-form-urlencoded|":                                          http.StatusOK,
		"application/json|{}":                                                         http.StatusOK,
		`application/json|{"a":1}`:                                                    http.StatusOK,
		"|":                                                                           http.StatusOK,
	} {
		media, body, _ := strings.Cut(body, "|")
		resp, err := srv.Client().Post(srv.URL+"/get_contacts", media, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != status || status != http.StatusOK && !strings.Contains(string(text), "since and limit belong in the query") {
			t.Errorf("%s %q: %d %s", media, body, resp.StatusCode, text)
		}
	}
}

func TestOtherRoutes(t *testing.T) {
	srv := start(t, many(1), nil)
	for path, status := range map[string]int{"/": 200, "/healthz": 200, "/readyz": 200, "//get_contacts": 200, "/nowhere": 404} {
		resp, err := srv.Client().Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	for _, path := range []string{"/", "/healthz", "/readyz", "/metrics"} {
		resp, err := srv.Client().Head(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || len(text) > 0 || err != nil {
			t.Errorf("HEAD %s: %d %q, %v", path, resp.StatusCode, text, err)
		}
	}
	for _, method := range []string{http.MethodDelete, http.MethodOptions, http.MethodPut, http.MethodHead} {
		req, _ := http.NewRequestWithContext(t.Context(), method, srv.URL+"/get_contacts", nil)
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if method != http.MethodHead { // which never has a body
			problem(t, resp)
		}
		_ = resp.Body.Close()
		if allow := resp.Header.Get("Allow"); resp.StatusCode != http.StatusMethodNotAllowed || !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
			t.Errorf("%s: %d, Allow %q", method, resp.StatusCode, allow)
		}
	}
}

func TestBasicAuth(t *testing.T) {
	srv := start(t, many(1), map[string]string{"username": "sesam", "password": "p"})
	for _, test := range []struct {
		path, user, password string
		status               int
	}{
		{"/get_contacts", "sesam", "p", 200},
		{"/get_contacts", "sesam", "q", 401},
		{"/get_contacts", "x", "p", 401},
		{"/get_contacts", "", "", 401},
		{"/metrics", "sesam", "p", 200},
		{"/metrics", "", "", 401},
		{"/healthz", "", "", 200},
		{"/readyz", "", "", 200},
	} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+test.path, nil)
		if test.user != "" {
			req.SetBasicAuth(test.user, test.password)
		}
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != test.status || (test.status == 401) != (resp.Header.Get("WWW-Authenticate") != "") {
			t.Errorf("%+v: %d", test, resp.StatusCode)
		}
	}
}

// When a reader disconnects, the calls to HubSpot end at once.
func TestAGoneReaderEndsTheCalls(t *testing.T) {
	called, ended := make(chan struct{}), make(chan error, 1)
	giveUp := time.After(10 * time.Second)
	up := roundTripper(func(r *http.Request) (*http.Response, error) {
		close(called)
		select {
		case <-r.Context().Done():
		case <-giveUp:
		}
		ended <- r.Context().Err()
		return nil, errors.New("the call has ended")
	})
	srv := start(t, up, nil)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		called = make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		req, _ := http.NewRequestWithContext(ctx, method, srv.URL+"/get_contacts", strings.NewReader("some body"))
		go func() {
			<-called
			cancel()
		}()
		if resp, err := srv.Client().Do(req); err == nil {
			_ = resp.Body.Close()
			t.Errorf("%s: %s", method, resp.Status)
		}
		if err := clocktest.Await(t, "the end of the call to HubSpot", ended); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", method, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Close cuts what is still running: with an error before the first byte, with an open array after it.
func TestCloseCutsRunningReads(t *testing.T) {
	for _, hang := range []int{1, 40} {
		up, hanging := many(5000), make(chan struct{})
		var calls atomic.Int32
		rt := roundTripper(func(r *http.Request) (*http.Response, error) {
			if int(calls.Add(1)) == hang {
				close(hanging)
				select {
				case <-r.Context().Done():
				case <-time.After(10 * time.Second): // the test fails then, but it ends
				}
				return nil, errors.New("the call has ended")
			}
			return up.RoundTrip(r)
		})
		cfg := connector.DefaultConfig()
		cfg.APIKey = key
		c, err := connector.New(cfg, connector.Transport(rt))
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(c.Handler())
		go func() {
			<-hanging
			_ = c.Close()
		}()
		resp, err := srv.Client().Get(srv.URL + "/get_contacts")
		if err != nil {
			t.Fatal(err)
		}
		if hang == 1 {
			if message, _, _ := problem(t, resp); resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(message, "stopping") {
				t.Errorf("%d %s", resp.StatusCode, message)
			}
		} else if text, err := io.ReadAll(resp.Body); err == nil || json.Valid(text) {
			t.Errorf("%d bytes and no cut", len(text))
		}
		_ = resp.Body.Close()
		srv.Close()
	}
}

// Whatever goes wrong, neither the key nor the password is revealed, in any mode.
func TestSecretsStayInside(t *testing.T) {
	const password = "open-sesame"
	for _, auth := range []string{"bearer", "hapikey"} {
		log := new(logtest.Buffer)
		logger := connector.Logger(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		env := map[string]string{"auth": auth, "username": "u", "password": password, "retry-for": "1s", "base-url": "http://127.0.0.1:1/crm/v3"}
		upstreams := []http.RoundTripper{
			many(150), failing(many(1), 1, 401, `{"message":"This hapikey `+key+` doesn't exist."}`), failing(many(1), 1, 500, key),
			failing(many(1), 1, 200, "<html>"+key), failing(many(1), 1, 302, ""), failing(many(1), 1, 403, `{"message":"x","category":"`+key+`","correlationId":"`+key+`"}`),
			failing(many(1), 1, 429, `{"message":"`+key+`","policyName":"DAILY `+key+`"}`), http.DefaultTransport,
		}
		var answers strings.Builder
		for _, up := range upstreams {
			srv := start(t, up, env, logger)
			for _, path := range []string{"/get_contacts", "/get_contacts?since=0", "/get_contacts?hapikey=" + key, "/readyz", "/", "/metrics"} {
				req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
				req.SetBasicAuth("u", password)
				resp, err := srv.Client().Do(req)
				if err != nil {
					t.Fatal(err)
				}
				text, _ := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				answers.Write(text)
			}
		}
		for what, text := range map[string]string{"log": log.String(), "answers": answers.String()} {
			if strings.Contains(text, key) || strings.Contains(text, password) {
				t.Errorf("%s: a secret is in the %s", auth, what)
			}
			if !strings.Contains(text, "HubSpot") {
				t.Errorf("%s: nothing about HubSpot is in the %s: %s", auth, what, text)
			}
		}
	}
}
