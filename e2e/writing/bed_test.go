package writing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

const (
	key      = "pat-secret-of-hubspot"
	password = "password-of-sesam"
)

// epoch is when every test begins, by HubSpot's clock.
var epoch = time.Date(2026, 3, 1, 8, 0, 0, 250e6, time.UTC)

// bed is a HubSpot and a connector that writes to it, on HubSpot's clock. The cleanup of the test looks for credentials in what
// the connector has said.
type bed struct {
	t    *testing.T
	hub  *fakehubspot.Server
	url  string
	log  logbook
	said logbook // every answer
	ids  map[string]string
}

// logbook collects what is written to it. It is safe for concurrent use.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newBed starts both. set changes the connector's settings, and habits HubSpot.
func newBed(t *testing.T, set func(*connector.Config), habits ...fakehubspot.Option) *bed {
	t.Helper()
	b := &bed{t: t, ids: map[string]string{}}
	b.hub = fakehubspot.Start(t, append(habits, fakehubspot.Token(key), fakehubspot.Frozen(epoch))...)
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(key), b.hub.URL()+"/crm/v3", connector.WriteOn
	if set != nil {
		set(&cfg)
	}
	c := connector.Start(t, cfg, connector.WithClock(hubTime{b.hub}), connector.Seed(1), connector.Logger(slog.New(slog.NewTextHandler(&b.log, nil))))
	b.url = c.URL()
	t.Cleanup(b.keepsSecrets)
	return b
}

// keepsSecrets looks for credentials in the log and in the answers.
func (b *bed) keepsSecrets() {
	for _, secret := range []string{key, password} {
		if strings.Contains(b.log.String(), secret) {
			b.t.Errorf("the log contains %q", secret)
		}
		if strings.Contains(b.said.String(), secret) {
			b.t.Errorf("an answer contains %q", secret)
		}
	}
}

// hubTime puts the connector on HubSpot's clock: sleeping advances that clock.
type hubTime struct{ hub *fakehubspot.Server }

func (h hubTime) Now() time.Time { return h.hub.Now() }

// After implements connector.Clock: the wait is over at once.
func (h hubTime) After(d time.Duration) <-chan time.Time {
	h.hub.Advance(d)
	passed := make(chan time.Time, 1)
	passed <- h.hub.Now()
	return passed
}

// answer is what the connector has answered.
type answer struct {
	status int
	header http.Header
	body   string
	err    error // the body was cut
}

// post sends a body to the connector.
func (b *bed) post(path string, body io.Reader) answer {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	request.SetBasicAuth("sesam", password) // not asked for unless set
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	_, _ = fmt.Fprintln(&b.said, response.Header, string(text))
	return answer{response.StatusCode, response.Header, string(text), err}
}

func (b *bed) push(path, body string) answer {
	b.t.Helper()
	return b.post("/push_"+path, strings.NewReader(body))
}

// failure is the body that answers a push that has failed.
type failure struct {
	Message  string
	Failed   int
	Entities []outcome
}

// outcome is what has become of an entity.
type outcome struct {
	Index  int
	Key    string `json:"_id"`
	Status string
	ID     string
	Error  string
}

// failure decodes the body of the answer.
func (a answer) failure(t *testing.T) failure {
	t.Helper()
	var told struct{ Error failure }
	if err := json.Unmarshal([]byte(a.body), &told); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return told.Error
}

// outcomes decodes the answer to a transform.
func (a answer) outcomes(t *testing.T) []outcome {
	t.Helper()
	var entities []struct {
		Key     string  `json:"_id"`
		Outcome outcome `json:"$hubspot"`
	}
	if err := json.Unmarshal([]byte(a.body), &entities); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	all := make([]outcome, len(entities))
	for i, e := range entities {
		all[i] = e.Outcome
		all[i].Index, all[i].Key = i, e.Key
	}
	return all
}

// writes are the calls that HubSpot has been asked to write with, and reads the others about records.
func (b *bed) writes() []fakehubspot.Request { return b.calls(true) }
func (b *bed) reads() []fakehubspot.Request  { return b.calls(false) }

func (b *bed) calls(write bool) (calls []fakehubspot.Request) {
	for _, r := range b.hub.Requests(fakehubspot.Filter{Path: "/crm/v3/objects/*"}) {
		if !strings.HasSuffix(r.Path, "/batch/read") == write {
			calls = append(calls, r)
		}
	}
	return calls
}

// with puts the IDs of the records into a text, where it has their names in braces.
func (b *bed) with(text string) string {
	for name, id := range b.ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}
