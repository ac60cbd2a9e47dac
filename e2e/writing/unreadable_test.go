package writing

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// squeamish is a HubSpot that refuses to look for records by a key with a word in it.
type squeamish struct {
	http.RoundTripper

	word string
}

func (s squeamish) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || !strings.HasSuffix(r.URL.Path, "/batch/read") {
		return s.RoundTripper.RoundTrip(r)
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(text, []byte(s.word)) {
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(text))
		return s.RoundTripper.RoundTrip(r)
	}
	const told = `{"status":"error","message":"Invalid input","category":"VALIDATION_ERROR"}`
	return &http.Response{
		StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(told)), ContentLength: int64(len(told)),
	}, nil
}

// newSqueamishBed is newBed with a HubSpot that does not look for 77777.
func newSqueamishBed(t *testing.T) *bed {
	t.Helper()
	hub := fakehubspot.Start(t, fakehubspot.Token(key), fakehubspot.Frozen(epoch))
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(key), hub.URL()+"/crm/v3", connector.WriteOn
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c := connector.Start(t, cfg, connector.WithClock(hubTime{hub}), connector.Seed(1), connector.Transport(squeamish{transport, "77777"}),
		connector.Logger(slog.New(slog.DiscardHandler)))
	return &bed{t: t, hub: hub, url: c.URL(), ids: map[string]string{}}
}

// A key by which HubSpot refuses to look for a record is to blame alone: the other entities of the batch are written.
func TestKeysThatHubSpotRefusesToLookFor(t *testing.T) {
	b := newSqueamishBed(t)
	hub := b.hub
	const persons = 60
	body := people(persons, `"firstname":"A"`)
	body = strings.Replace(body, "p7@example.com", "p77777@example.com", 1)
	body = strings.Replace(body, "p9@example.com", "p977777@example.com", 1)
	body = strings.TrimSuffix(body, "]") + `,{"id":"77777","firstname":"A"},{"id":"777778","_deleted":true}]`
	a := b.push("contacts", body)
	told := a.failure(t)
	if a.status != http.StatusBadRequest || told.Failed != 4 {
		t.Fatalf("%d %s, want 400 and 4 refused", a.status, a.body)
	}
	for i, index := range []int{7, 9, persons, persons + 1} {
		if e := told.Entities[i]; e.Index != index || e.Status != "refused" || !strings.Contains(e.Error, "Invalid input") {
			t.Errorf("%+v, want entity %d refused", e, index)
		}
	}
	if n := len(hub.Contacts()); n != persons-2 {
		t.Errorf("HubSpot has %d contacts, want %d", n, persons-2)
	}
	if a := b.push("contacts", fmt.Sprintf(`[%s]`, `{"email":"p77777@example.com"}`)); a.status != http.StatusBadRequest {
		t.Errorf("alone: %d %s", a.status, a.body)
	}
}

// Where HubSpot tells keys apart that differ in case only, one is not taken for the other because they are looked for in calls of their
// own, for the sake of a third one.
func TestKeysLookedForInSeveralCalls(t *testing.T) {
	b := newSqueamishBed(t)
	b.define("contacts", "erp_id", fakehubspot.PropertyString, true)
	b.create("small", "contacts", map[string]string{"erp_id": "x", "lastname": "small"})
	for _, order := range [][]string{{"X", "77777", "x"}, {"x", "77777", "X"}, {"77777", "X", "y", "x"}} {
		var entities []string
		for _, erp := range order {
			entities = append(entities, fmt.Sprintf(`{"erp_id":%q,"lastname":"of %s"}`, erp, erp))
		}
		body := "[" + strings.Join(entities, ",") + "]"
		if a := b.push("contacts?match=erp_id", body); a.status != http.StatusBadRequest || a.failure(t).Failed != 1 {
			t.Errorf("%s: %d %s, want 400 and one refused", body, a.status, a.body)
		}
		for _, erp := range []string{"x", "X"} {
			if got := b.one("contacts", erp).Properties["lastname"]; got != "of "+erp {
				t.Errorf("%s: %s has the lastname %q", body, erp, got)
			}
		}
		if err := b.hub.Archive(b.one("contacts", "X").ID); err != nil {
			t.Fatal(err)
		}
	}
}
