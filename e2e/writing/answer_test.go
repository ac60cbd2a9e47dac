package writing

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// routes are the two ways to write records.
var routes = []string{"/push_", "/transform_"}

// away is a HubSpot that answers nothing but errors about records.
var away = fakehubspot.Fault{Kind: fakehubspot.FaultStatus, Status: 500, Match: fakehubspot.Match{Path: "/crm/v3/objects/*"}}

func (b *bed) strike(f fakehubspot.Fault) {
	b.t.Helper()
	if err := b.hub.AddFault(f); err != nil {
		b.t.Fatal(err)
	}
}

func TestWritingIsOffByDefault(t *testing.T) {
	b := newBed(t, func(c *connector.Config) { c.Write = connector.DefaultConfig().Write })
	for _, route := range routes {
		a := b.post(route+"contacts", strings.NewReader(`[{"email":"new@example.com"}]`))
		if a.status != http.StatusForbidden || !strings.Contains(a.failure(t).Message, "write is off") {
			t.Errorf("%s: %d %s", route, a.status, a.body)
		}
	}
	if calls := b.hub.CountRequests(fakehubspot.Filter{}); calls > 0 {
		t.Errorf("HubSpot was asked %d times", calls)
	}
}

// A compressed body is no JSON, and no entity is to blame.
func TestACompressedBodyIsRefused(t *testing.T) {
	b := newBed(t, nil)
	for _, route := range routes {
		for coding, want := range map[string]int{"gzip": http.StatusUnsupportedMediaType, "identity": http.StatusOK} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+route+"contacts", strings.NewReader(`[]`))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Encoding", coding)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if err != nil || response.StatusCode != want || want != http.StatusOK && !strings.Contains(string(body), `encoded as \"gzip\"`) {
				t.Errorf("%s as %s: %d %s, %v", route, coding, response.StatusCode, body, err)
			}
		}
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	for _, test := range []struct {
		to     string
		status int
		says   string
	}{
		{"contacts?mach=erp_id", 400, `"mach", the nearest is match; this path takes match`},
		{"contacts?match=hs_object_id", 400, "hs_object_id of contacts is read-only, so that no record could be created with it; the unique properties of contacts are erp_day, erp_id, erp_no, email"},
		{"contacts?match=", 400, "match is empty"},
		{"contacts?match=erp_id&match=email", 400, "only once"},
		{"contacts?match=firstname", 400, "not unique"},
		{"contacts?match=erpid", 400, `"erp_id"`},
		{"contacts?match=%zz", 400, "percent-encoded"},
		{"deals?match=dealname", 400, "not unique"},
		{"contcts", 404, "contacts"},
	} {
		for _, route := range routes {
			a := b.post(route+test.to, strings.NewReader(b.with(`[{"id":"{a}","jobtitle":"Chief"}]`)))
			if a.status != test.status || !strings.Contains(a.failure(t).Message, test.says) {
				t.Errorf("%s%s: %d %s", route, test.to, a.status, a.body)
			}
		}
	}
	if writes := b.writes(); len(writes) > 0 {
		t.Errorf("written nevertheless: %v", writes)
	}
}

func TestParametersOfPushes(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	before := len(b.hub.Contacts())
	full := "?sequence_id=s%201&is_full=true&request_id=1&previous_request_id=0&is_first=true&is_last=true"
	for _, body := range []string{`[]`, ` [ ] `, `[{"id":"{b}","jobtitle":"Clerk"}]`} {
		if a := b.push("contacts"+full, b.with(body)); a.status != 200 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	if after := len(b.hub.Contacts()); after != before {
		t.Errorf("there were %d contacts, and a full run has left %d", before, after)
	}
}

func TestEmptyBodies(t *testing.T) {
	b := newBed(t, nil)
	if a := b.push("contacts", `[]`); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := b.post("/transform_contacts", strings.NewReader(`[]`)); a.status != 200 || a.body != `[]` || a.header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if calls := b.hub.CountRequests(fakehubspot.Filter{}); calls > 0 {
		t.Errorf("HubSpot was asked %d times", calls)
	}
}

func TestMalformedBodies(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	good := b.with(`{"id":"{b}","jobtitle":"Clerk"}`)
	for body, at := range map[string]struct{ index, offset int }{
		``:                                 {0, 0},
		`x`:                                {0, 0},
		`7`:                                {0, 0},
		`[{]`:                              {0, 2},
		`[` + good + `,]`:                  {1, len(good) + 2},
		`[` + good + `,{"id" 7}]`:          {1, len(good) + 8},
		`[` + good:                         {1, len(good) + 1},
		`[` + good + ` ` + good + `]`:      {1, len(good) + 2},
		`[` + good + `] x`:                 {1, len(good) + 3},
		good + good:                        {1, len(good)},
		`[` + good + `,{"jobtitle":"no"`:   {1, len(good) + 17},
		"[{\"firstname\":\"\xff\xfe\"}]":   {0, 14},
		`[` + good + `,{"firstname":tru}]`: {1, len(good) + 17},
	} {
		for _, route := range routes {
			a := b.post(route+"contacts", strings.NewReader(body))
			if a.err != nil {
				t.Errorf("%s %s: %v", route, body, a.err)
				continue
			}
			if says := a.failure(t).Message; a.status != 400 || !strings.Contains(says, fmt.Sprintf("element %d", at.index)) || !near(says, at.offset) {
				t.Errorf("%s %s: %d %s, want element %d and byte %d", route, body, a.status, a.body, at.index, at.offset)
			}
		}
	}
	if title := b.one("contacts", "b").Properties["jobtitle"]; title != "Clerk" && title != "" {
		t.Errorf("b is a %s", title)
	}
}

// near reports whether a message names about this byte.
func near(says string, offset int) bool {
	_, after, _ := strings.Cut(says, "at byte ")
	number, _, _ := strings.Cut(after, ",")
	at, err := strconv.Atoi(number)
	return err == nil && at >= offset-3 && at <= offset+3
}

func TestLargeBodies(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	for _, route := range routes {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+route+"contacts", io.LimitReader(spaces{}, 64<<20+1))
		if err != nil {
			t.Fatal(err)
		}
		request.ContentLength = 64<<20 + 1
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusRequestEntityTooLarge || err != nil || !strings.Contains(string(text), "64 MiB") {
			t.Errorf("%s: %s %s %v", route, response.Status, text, err)
		}
	}
	if calls := b.hub.CountRequests(fakehubspot.Filter{}); calls > 0 {
		t.Errorf("HubSpot was asked %d times", calls)
	}
}

// spaces is a body without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestHubSpotIsAway(t *testing.T) {
	faults := map[string]fakehubspot.Fault{
		"500":     away,
		"502":     {Kind: fakehubspot.FaultStatus, Status: 502, Match: away.Match},
		"429":     {Kind: fakehubspot.FaultStatus, Status: 429, Match: away.Match},
		"423":     {Kind: fakehubspot.FaultStatus, Status: 423, Match: away.Match},
		"resets":  {Kind: fakehubspot.FaultReset, AfterBytes: -1, Match: away.Match},
		"no day":  {Kind: fakehubspot.FaultStatus, Status: 429, Variant: "DAILY", Match: away.Match},
		"writing": {Kind: fakehubspot.FaultStatus, Status: 503, Match: fakehubspot.Match{Path: "/crm/v3/objects/contacts/batch/update"}},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBed(t, nil)
			b.furnish()
			b.strike(fault)
			body := b.with(`[{"_id":"one","id":"{a}","jobtitle":"Chief"},{"_id":"two","firstname":"Nobody"}]`)
			a := b.push("contacts", body)
			if a.status != http.StatusServiceUnavailable || !retries(a) {
				t.Fatalf("push: %d %v %s", a.status, a.header, a.body)
			}
			told := a.failure(t)
			if told.Failed != 2 || told.Entities[0].Status != "unwritten" || told.Entities[0].Key != "one" || told.Entities[1].Status != "refused" {
				t.Errorf("push: %s", a.body)
			}
			if !strings.HasPrefix(a.body, `{"error":{"message":`) || len(told.Message) > 500 {
				t.Errorf("the message is not first and short: %s", a.body)
			}
			if took := b.hub.Now().Sub(epoch); took > 70*time.Second || name == "no day" && took > time.Second {
				t.Errorf("push gave up after %s", took)
			}
			a = b.post("/transform_contacts", strings.NewReader(body))
			if a.status != http.StatusServiceUnavailable || !retries(a) || a.failure(t).Message == "" {
				t.Errorf("transform: %d %v %s", a.status, a.header, a.body)
			}
			b.hub.ClearFaults()
			b.hub.Advance(24 * time.Hour)
			if a := b.push("contacts", b.with(`[{"_id":"one","id":"{a}","jobtitle":"Chief"}]`)); a.status != 200 {
				t.Errorf("afterwards: %d %s", a.status, a.body)
			}
		})
	}
}

// retries reports whether the answer says when to come back.
func retries(a answer) bool {
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	return err == nil && seconds > 0
}

func TestHubSpotRefusesTheConnector(t *testing.T) {
	for _, status := range []int{401, 403} {
		b := newBed(t, nil)
		b.furnish()
		b.strike(fakehubspot.Fault{Kind: fakehubspot.FaultStatus, Status: status, Match: away.Match})
		body := b.with(`[{"id":"{a}","jobtitle":"Chief"},{"firstname":"Nobody"}]`)
		for _, route := range routes {
			a := b.post(route+"contacts", strings.NewReader(body))
			if a.status != http.StatusBadGateway || a.failure(t).Message == "" {
				t.Errorf("%d: %s %d %s", status, route, a.status, a.body)
			}
			for _, o := range a.failure(t).Entities {
				if o.Index == 0 && o.Status != "unwritten" {
					t.Errorf("%d: an entity is blamed: %s", status, a.body)
				}
			}
		}
	}
}

// What was sent may be personal data: the answer quotes it, for whoever has sent it, and the log does not.
func TestTheLogQuotesNoEntity(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	for _, entity := range []string{
		`{"_id":"Jane Doe","id":"Jane Doe"}`, `{"_id":"Jane Doe","firstname":"Jane Doe"}`, `{"_id":"Jane Doe","email":"Jane Doe","firstname":"Jane Doe"}`,
		`{"id":"{a}","amount":"Jane Doe"}`, `{"id":"{a}","hs_lead_status":"Jane Doe"}`, `{"id":"{a}","Jane Doe":7}`,
		`{"id":"{a}","jobtitle":"Jane Doe","$based_on":{"jobtitle":"Jane"}}`, `{"id":"{a}","jobtitle":"Jane Doe"}`,
	} {
		for _, route := range routes {
			if a := b.post(route+"contacts", strings.NewReader(b.with("["+entity+"]"))); a.err != nil {
				t.Fatal(a.err)
			}
		}
	}
	if log := b.log.String(); strings.Contains(log, "Jane") || !strings.Contains(log, "1 of 1 entities failed; the answer says which, and why") {
		t.Error(log)
	}
}

func TestMostFailuresAreCounted(t *testing.T) {
	b := newBed(t, nil)
	a := b.push("contacts", "["+strings.Repeat(`{"firstname":"Nobody"},`, 1004)+`{"firstname":"Nobody"}]`)
	if told := a.failure(t); a.status != 400 || told.Failed != 1005 || len(told.Entities) != 1000 {
		t.Errorf("%d: %d failed, %d named", a.status, told.Failed, len(told.Entities))
	}
}

func TestTransformKeepsEntities(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	body := b.with(`[{"_id":"1","id":"{a}","jobtitle":"Chief","x:y":1.50,"$hubspot":{"status":"refused"},"\u00e6":[{"a":null}]},{"_id":"2","id":"{b}","firstname":"Bob","\u0024hubspot":7}]`)
	a := b.post("/transform_contacts", strings.NewReader(body))
	want := b.with(`[{"_id":"1","id":"{a}","jobtitle":"Chief","x:y":1.50,"\u00e6":[{"a":null}],"$hubspot":{"status":"refused","error":`)
	if a.status != 200 || !strings.HasPrefix(a.body, want) || strings.Count(a.body, "hubspot") != 2 {
		t.Errorf("%d %s, want %s…", a.status, a.body, want)
	}
	var lines []string
	for i := range 450 {
		lines = append(lines, fmt.Sprintf(`{"_id":"%d","email":"p%d@example.com","firstname":"P"}`, i, (i*7)%300))
	}
	for i, o := range b.post("/transform_contacts", strings.NewReader("["+strings.Join(lines, ",")+"]")).outcomes(t) {
		if o.Key != strconv.Itoa(i) || o.ID == "" {
			t.Fatalf("entity %d came back as %s: %+v", i, o.Key, o)
		}
	}
}

// An answer that has begun cannot become an error: it is cut, so that nobody takes it for the whole.
func TestTransformIsCut(t *testing.T) {
	b := newBed(t, nil)
	b.furnish()
	b.strike(fakehubspot.Fault{Kind: fakehubspot.FaultStatus, Status: 401, Match: away.Match})
	large := `{"firstname":"` + strings.Repeat("x", 900<<10) + `"},`
	a := b.post("/transform_contacts", strings.NewReader("["+strings.Repeat(large, 12)+b.with(`{"id":"{a}","jobtitle":"Chief"}]`)))
	if a.status != 200 || a.err == nil {
		t.Errorf("%d, %d bytes, %v", a.status, len(a.body), a.err)
	}
}
