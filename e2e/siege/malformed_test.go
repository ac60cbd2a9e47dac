package siege

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const (
	requests = 10_000
	longest  = 2 << 10 // bytes of a line of the log
)

// Who may come in.
const (
	username = "sesam"
	password = "5e5a-m5-p455w0rd"
)

// secrets must be repeated nowhere.
var secrets = []string{secret, stack.Token, password, base64.StdEncoding.EncodeToString([]byte(username + ":" + password))}

// seed is that of the garbage: SIEGE_SEED, or always the same.
func seed(t *testing.T) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(cmp.Or(os.Getenv("SIEGE_SEED"), "97"), 10, 64)
	must(t, err)
	t.Logf("SIEGE_SEED=%d", n)
	return n
}

// wrongEntities are bodies of which nothing can be written.
var wrongEntities = []string{
	"", " ", "{", "[", "[{", `[{"_id":"1"`, `[{"_id":"1"}`, `[{"_id":"1"},`, "nonsense", "null", "true", "[1]", `["x"]`, "[null]", "[[]]", `[{}]`, `[{"_id":1}]`,
	`[{"email":{"a":"b"}}]`, `[{"id":"abc"}]`, `[{"id":1e400}]`, `[{"id":123456789012345678901234567890}]`, `[{"id":"1","id":"2"}]`, "[{\"email\":\"\xff\xfe\"}]",
	`[{"email":"\ud800"`, `[{"_id":"1","firstname":"x"}]`, `[{"email":["a;b"]}]`, `[{"properties":[]}]`, "\xef\xbb\xbf[1]", "[,]", `[{"a":1,}]`, "[NaN]", "{}{}", "[]]", `[{"email":"a@x.example","email":"b@x.example"}]`,
	`[{"properties":{"email":"a@x.example","email":"b@x.example"}}]`, "[{\"email\":\"\xed\xa0\x80\"}]", "[{\"email\":\"\xc0\xaf\"}]", `[{"id":-1}]`, `[{"id":1.5}]`,
	`[{"email":-0e-999999999999}]`, `[{"a":"\x"}]`, "[{\"a\":\"\n\"}]", `[{'a':1}]`, "[01]", "[+1]", "[1]//", "<xml/>", "a=b&c=d",
}

// Ten thousand requests that cannot be fulfilled are answered with what is wrong, and change nothing: not HubSpot, not the connector.
func TestMalformedRequests(t *testing.T) {
	options := stack.Options{Contacts: 10, Seed: 97, Environment: map[string]string{"username": username, "password": password}}
	besieged(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		before, err := look(ctx, s)
		must(t, err)
		logged := len(s.Logs()["connector"])
		in := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password)) + "\r\n"
		connector := surface{
			reads:  []string{"/get_contacts", "/get_companies", "/get_owners", "/get_pipelines", "/get_associations"},
			params: []string{"sincee", "limit", "since", "properties", "associations", "from", "to", "object", "match"},
			writes: []string{
				"/push_contacts", "/push_products", "/push_associations?from=contacts&to=companies", "/push_contacts?match=nonsense", "/push_nothing",
				transforming + "contacts", transforming + "products", transforming + "nothing", transforming + "deals?match=nonsense",
			},
			header: in, wrongs: wrongEntities,
			strangers: []string{
				"", "Authorization: Basic\r\n", "Authorization: Basic !!!\r\n", "Authorization: Basic c2VzYW06\r\n", "Authorization: Bearer " + secret + "\r\n",
				"Authorization: " + strings.Repeat("Basic ", 1000) + "\r\n", "Authorization: Digest username=\"sesam\"\r\n", "Authorization: Basic\r\n" + in,
			},
			tricks: []string{
				"/get_contacts/", "/get_contacts%2f..%2fget_owners", "/get_../etc/passwd", "/GET_CONTACTS", "/get_contacts;x=1", "/get_%00", "/get_%ff%fe", "/get_contacts\\..",
				"/get_" + strings.Repeat("a", 5000), "/get_0-1'--", "/push_contacts", transforming + "contacts", "/metrics/../nowhere", "/healthz/..%2fget_contacts",
			},
		}
		m := newMaker(seed(t), connector)
		attack(ctx, t, m.some(requests), s.ConnectorURL(), judgeConnector)
		attack(ctx, t, slices.Values(m.tooLarge()), s.ConnectorURL(), judgeConnector)

		recovers(ctx, t, s, before)
		fits(t, before.pid, roomy)
		quietly(t, s.Logs()["connector"][logged:])
		untouched(ctx, t, s)
		got, err := pull(ctx, entrance(s)+"/get_contacts")
		must(t, err)
		if len(got.changed) != 10 {
			t.Errorf("afterwards %d contacts are read, want 10", len(got.changed))
		}
	})
}

// transforming is how the paths begin at which entities are transformed.
const transforming = "/transform_"

// judgeConnector requires what the connector answers to what cannot be fulfilled: never a status of 500 and above, but for old HTTP.
func judgeConnector(g garbage, r *http.Response, text []byte) error {
	isJSON := strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
	if g.broken && !isJSON {
		return closes(r)
	}
	if r.StatusCode == http.StatusOK && bytes.HasPrefix(g.raw, []byte("POST "+transforming)) {
		return refusesAll(text)
	}
	oldHTTP := r.StatusCode == http.StatusHTTPVersionNotSupported
	if r.StatusCode < 400 || r.StatusCode > 499 && !oldHTTP {
		return errors.New("want a status from 400 to 499")
	}
	var body struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(text, &body); err != nil || body.Error.Message == "" {
		return fmt.Errorf("want an error in JSON: %w", err)
	}
	return nil
}

// refusesAll requires that every entity of an answer to a transform is refused.
func refusesAll(text []byte) error {
	var entities []struct {
		Outcome struct {
			Status string `json:"status"`
			Error  string `json:"error"`
		} `json:"$hubspot"`
	}
	if err := json.Unmarshal(text, &entities); err != nil {
		return fmt.Errorf("want an array: %w", err)
	}
	for i, e := range entities {
		if e.Outcome.Status != "refused" || e.Outcome.Error == "" {
			return fmt.Errorf("entity %d is %q, want it refused, with a reason", i, e.Outcome.Status)
		}
	}
	return nil
}

// quietly requires that the log has short lines, which are warnings at most and have no secret.
func quietly(t *testing.T, log string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(log), "\n")
	t.Logf("%d lines of log, %d bytes", len(lines), len(log))
	if len(lines) > 2*requests {
		t.Errorf("%d lines of log for %d requests", len(lines), requests)
	}
	for _, line := range lines {
		if len(line) > longest || !json.Valid([]byte(line)) || strings.Contains(line, `"ERROR"`) || strings.Contains(line, "panic") {
			t.Fatalf("a line of the log is longer than %d bytes, or no JSON, or has an error: %.3000s", longest, line)
		}
		for _, secret := range secrets {
			if strings.Contains(line, secret) {
				t.Fatalf("a line of the log has a secret: %.3000s", line)
			}
		}
	}
}

// untouched requires that HubSpot was only read.
func untouched(ctx context.Context, t *testing.T, s *stack.Stack) {
	t.Helper()
	made, err := s.HubSpot.AllRequests(ctx)
	must(t, err)
	var calls allowance.Calls
	for _, r := range made {
		calls.Add(r.Method, r.Path, r.Status)
		if read := r.Method == http.MethodGet || strings.HasSuffix(r.Path, "/batch/read") || strings.HasSuffix(r.Path, "/search"); !read {
			t.Errorf("HubSpot was written to: %s %s %s", r.Method, r.Path, r.Body)
		}
	}
	t.Log(calls)
}

// The two fakes are programs on somebody's machine: the same does them no harm either.
func TestTheFakesWithstandMalformedRequests(t *testing.T) {
	on(t, onProcesses, stack.Options{Contacts: 10, Seed: 98}, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		hubspot := surface{
			reads: []string{
				"/crm/v3/objects/contacts", "/crm/v3/objects/contacts/1", "/crm/v3/properties/contacts", "/crm/v3/owners", "/crm/v4/objects/contacts/1/associations/companies",
				"/_fake/objects/contacts", "/_fake/faults", "/account-info/v3/details",
			},
			params: []string{"limit", "after", "properties", "archived", "associations", "query", "sort", "offset", "path", "status"},
			writes: []string{
				"/crm/v3/objects/contacts/search", "/crm/v3/objects/contacts/batch/read", "/crm/v3/objects/contacts/batch/upsert", "/crm/v3/objects/contacts/merge",
				"/_fake/clock/advance", "/_fake/requests", "/_fake/faults", "/_fake/tokens", "/_fake/objects/contacts/change", "/crm/v4/associations/contacts/companies/batch/create",
			},
			header: "Authorization: Bearer " + stack.Token + "\r\n", wrongs: wrongEntities,
		}
		sesam := surface{
			reads:  []string{"/api/pipes", "/api/systems", "/api/config", "/api/datasets", "/api/datasets/" + stack.Pipe + "/entities", "/api/pipes/" + stack.Pipe + "/log", "/api/logs"},
			params: []string{"since", "limit", "history", "deleted", "subset", "reverse", "entity_id", "force"},
			writes: []string{"/api/pipes", "/api/systems", "/api/receivers/" + stack.PersonsPipe + "/entities", "/api/pipes/" + stack.Pipe + "/pump", "/tour/peer"},
			wrongs: wrongEntities,
		}
		for _, of := range []struct {
			program, url string
			surface
		}{{"fakehubspot", s.HubSpotURL(), hubspot}, {"fakesesam", s.SesamURL(), sesam}} {
			t.Run(of.program, func(t *testing.T) {
				pid, err := child(of.program)
				must(t, err)
				before, err := openFiles(pid)
				must(t, err)
				attack(ctx, t, newMaker(seed(t), of.surface).some(requests), of.url, judgeFake)
				must(t, stack.Await(ctx, "the connections to be closed", func() bool {
					now, err := openFiles(pid)
					return err == nil && now <= before+filesMayRemain
				}))
				if log := s.Logs()[of.program]; strings.Contains(log, "panic") {
					t.Errorf("its log has a panic: %.3000s", log[strings.Index(log, "panic"):])
				}
			})
		}
		_, err := s.Sesam.Run(ctx, stack.Pipe)
		must(t, err)
	})
}

// judgeFake requires of a fake no more than that it does not fail.
func judgeFake(g garbage, r *http.Response, text []byte) error {
	if r.StatusCode == http.StatusServiceUnavailable && bytes.Contains(text, []byte("the pump is already running")) {
		return nil // a receiver takes one request at a time, as on a real node
	}
	if r.StatusCode >= 500 && (!g.broken || closes(r) != nil) {
		return errors.New("want a status below 500")
	}
	return nil
}
