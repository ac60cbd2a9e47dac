package fakehubspot_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/contract"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// caller calls one server.
type caller struct {
	t   testing.TB
	hub *fakehubspot.Server
}

func start(tb testing.TB, opts ...fakehubspot.Option) caller {
	tb.Helper()
	return caller{tb, fakehubspot.Start(tb, append([]fakehubspot.Option{fakehubspot.Frozen(noon)}, opts...)...)}
}

// call sends "METHOD /path body" and gives status and body.
func (c caller) call(request string) (status int, body string) {
	c.t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	path, content, _ := strings.Cut(rest, " ")
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.hub.URL()+path, strings.NewReader(content))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.hub.Token())
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: contract.Witness{
		Base: &http.Transport{DisableKeepAlives: true}, Report: func(err error) { c.t.Error(err) },
	}}
	answer, err := client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}

// want calls and checks the status and that the body holds the pieces.
func (c caller) want(status int, request string, pieces ...string) string {
	c.t.Helper()
	got, body := c.call(request)
	if got != status {
		c.t.Fatalf("%s: %d %s, want %d", request, got, body, status)
	}
	for _, piece := range pieces {
		if !strings.Contains(body, piece) {
			c.t.Fatalf("%s: no %s in %s", request, piece, body)
		}
	}
	return body
}

// story is a sequence of calls that touches everything that chance decides.
func story(c caller) string {
	var told strings.Builder
	for _, request := range []string{
		"GET /crm/v3/objects/contacts?limit=100&properties=jobtitle,city,phone",
		"POST /_fake/contacts/change {\"count\":7,\"sameMillisecond\":true}",
		"POST /_fake/clock/advance {\"by\":\"1500ms\"}",
		"POST /crm/v3/objects/contacts {\"properties\":{\"email\":\"kari@x.no\"}}",
		"POST /_fake/contacts/change {\"count\":3,\"properties\":{\"city\":\"Oslo\"}}",
		"POST /_fake/scenarios/merge-storm {\"contacts\":6}",
		"POST /crm/v3/objects/contacts/search {\"limit\":200,\"sorts\":[\"lastmodifieddate\"]}",
		"POST /_fake/seed {\"contacts\":20,\"profile\":\"unicode\"}",
		"POST /crm/v3/objects/contacts/search {\"limit\":200,\"sorts\":[\"city\"]}",
		"PUT /_fake/index {\"lag\":\"1m\",\"mode\":\"random\"}",
		"POST /_fake/contacts/change {\"count\":20,\"properties\":{\"city\":\"Bergen\"}}",
		"POST /_fake/clock/advance {\"by\":\"30s\"}",
		"POST /crm/v3/objects/contacts/search {\"limit\":200,\"filters\":[{\"propertyName\":\"city\",\"operator\":\"EQ\",\"value\":\"bergen\"}]}",
		"GET /crm/v3/objects/contacts/99",
		"GET /_fake/state",
	} {
		status, body := c.call(request)
		fmt.Fprintf(&told, "%s\n%d %s\n", request, status, strings.ReplaceAll(body, c.hub.URL(), "URL"))
	}
	return told.String()
}

func TestSameSeedAndCallsGiveTheSameBytes(t *testing.T) {
	first := story(start(t, fakehubspot.Contacts(150), fakehubspot.Seed(7)))
	second := story(start(t, fakehubspot.Contacts(150), fakehubspot.Seed(7)))
	if first != second {
		at := 0
		for at < min(len(first), len(second)) && first[at] == second[at] {
			at++
		}
		t.Fatalf("they differ at byte %d:\n%.300s\n---\n%.300s", at, first[at:], second[at:])
	}
	if other := story(start(t, fakehubspot.Contacts(150), fakehubspot.Seed(8))); other == first {
		t.Fatal("another seed told the same story")
	}
}

func TestSeededContactsAreFixedByTheirPlace(t *testing.T) {
	small, large := start(t, fakehubspot.Contacts(10)), start(t, fakehubspot.Contacts(4), fakehubspot.Seed(1))
	if err := large.hub.SeedContacts(6, ""); err != nil {
		t.Fatal(err)
	}
	a := small.want(http.StatusOK, "GET /crm/v3/objects/contacts?limit=10")
	if b := large.want(http.StatusOK, "GET /crm/v3/objects/contacts?limit=10"); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, one := range small.hub.Contacts() {
		if !one.UpdatedAt.Before(epoch) || one.UpdatedAt.Before(one.CreatedAt) || one.CreatedAt.Before(epoch.AddDate(-2, 0, 0)) {
			t.Errorf("%d: created %v, updated %v", i, one.CreatedAt, one.UpdatedAt)
		}
	}
}

func TestAHundredServersInOneProcess(t *testing.T) {
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			c := start(t, fakehubspot.Contacts(i+2), fakehubspot.Seed(uint64(i)))
			if got := len(c.hub.Contacts()); got != i+2 {
				t.Errorf("%d contacts, want %d", got, i+2)
			}
			if _, err := c.hub.Update("51", map[string]string{"city": fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
			if one, ok := c.hub.Contact("51"); !ok || one.Properties["city"] != fmt.Sprint(i) {
				t.Errorf("server %d holds %+v", i, one)
			}
			if status, body := c.call("GET /crm/v3/objects/contacts/51?properties=city"); status != http.StatusOK || !strings.Contains(body, fmt.Sprintf(`"city":"%d"`, i)) {
				t.Errorf("server %d answers %d %s", i, status, body)
			}
			if n := c.hub.CountRequests(fakehubspot.Filter{}); n != 1 {
				t.Errorf("server %d got %d calls", i, n)
			}
		})
	}
	all.Wait()
}

func TestContactsAsMethods(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(5)).hub
	made, err := hub.Create(map[string]string{"email": "Kari@x.no"})
	if err != nil || made.Properties["email"] != "kari@x.no" || !made.CreatedAt.Equal(noon) {
		t.Fatalf("%+v, %v", made, err)
	}
	if err := hub.Archive(made.ID); err != nil {
		t.Fatal(err)
	}
	if one, ok := hub.Contact(made.ID); !ok || !one.Archived || !one.ArchivedAt.Equal(noon) || len(hub.ArchivedContacts()) != 1 {
		t.Errorf("%+v", one)
	}
	hub.Advance(time.Second)
	back, err := hub.Restore(made.ID)
	if err != nil || back.Archived || !back.UpdatedAt.Equal(noon.Add(time.Second)) {
		t.Errorf("%+v, %v", back, err)
	}
	merged, err := hub.Merge("51", made.ID)
	if err != nil || merged.Properties["hs_merged_object_ids"] != "51;"+made.ID {
		t.Errorf("%+v, %v", merged, err)
	}
	if one, ok := hub.Contact("51"); !ok || one.ID != merged.ID {
		t.Errorf("51 leads to %+v", one)
	}
	if err := hub.Erase(merged.ID); err != nil {
		t.Error(err)
	}
	if _, ok := hub.Contact(merged.ID); ok || len(hub.Contacts()) != 4 {
		t.Error("erased and still there")
	}
	for _, err := range []error{hub.Archive("99"), hub.Erase("99"), hub.Archive("x")} {
		if err == nil {
			t.Error("no error for a contact that does not exist")
		}
	}
}

func TestTouchAndChangeShareTheMillisecond(t *testing.T) {
	hub := fakehubspot.Start(t, fakehubspot.Contacts(3000)) // on the real clock
	changed, err := hub.Change(2500)
	if err != nil || len(changed) != 2500 {
		t.Fatal(len(changed), err)
	}
	touched, err := hub.Touch(changed...)
	if err != nil || len(touched) != 2500 {
		t.Fatal(len(touched), err)
	}
	first, _ := hub.Contact(touched[0])
	for _, id := range touched {
		if one, _ := hub.Contact(id); !one.UpdatedAt.Equal(first.UpdatedAt) {
			t.Fatalf("%s at %v, %s at %v", id, one.UpdatedAt, first.ID, first.UpdatedAt)
		}
	}
	if _, err := hub.Touch("51", "99"); err == nil {
		t.Error("no error for a contact that does not exist")
	}
}

func TestStateOutAndIn(t *testing.T) {
	c := start(t, fakehubspot.Contacts(40), fakehubspot.Profile("unicode"))
	c.want(http.StatusCreated, `POST /crm/v3/properties/contacts {"name":"shoe","label":"Shoe","type":"number","fieldType":"number","groupName":"contactinformation"}`)
	c.want(http.StatusOK, `PATCH /crm/v3/objects/contacts/51 {"properties":{"shoe":"44","city":"Oslo"}}`)
	c.want(http.StatusOK, `POST /crm/v3/objects/contacts/merge {"primaryObjectId":"1","objectIdToMerge":"51"}`)
	c.want(http.StatusNoContent, "DELETE /crm/v3/objects/contacts/"+c.hub.Contacts()[3].ID)
	c.want(http.StatusNoContent, `POST /crm/v3/objects/contacts/gdpr-delete {"objectId":"gone@x.no","idProperty":"email"}`)
	acme, err := c.hub.Object("companies").Create(map[string]string{"name": "Acme"})
	if err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusCreated, `POST /crm/v3/objects/contacts {"properties":{"email":"tied@x.no"},"associations":[{"to":{"id":"`+acme.ID+`"},"types":[{"associationTypeId":1}]}]}`)
	exported := c.want(http.StatusOK, "GET /_fake/state", `"kind":"tie"`, `"kind":"blocked"`, `"kind":"merge","id":"51"`, `"name":"shoe"`, `"kind":"contact"`, `"archivedAt"`)

	other := start(t, fakehubspot.Contacts(3))
	if err := other.hub.Import(strings.NewReader(exported)); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := other.hub.Export(&again); err != nil || again.String() != exported {
		t.Errorf("%v\n%s\n%s", err, exported, again.String())
	}
	for _, target := range []string{"/crm/v3/objects/contacts/51?propertiesWithHistory=city", "/crm/v3/objects/contacts?archived=true", "/crm/v3/objects/contacts?limit=50&properties=shoe&associations=companies"} {
		a, b := c.want(http.StatusOK, "GET "+target), other.want(http.StatusOK, "GET "+target)
		if strings.ReplaceAll(a, c.hub.URL(), "") != strings.ReplaceAll(b, other.hub.URL(), "") {
			t.Errorf("%s\n%s", a, b)
		}
	}
	before := other.want(http.StatusOK, "GET /_fake/state")
	lines := strings.Split(strings.TrimSpace(exported), "\n")
	for name, broken := range map[string]string{
		"line 2":    lines[0] + "\n{\"kind\":\"contact\",\"id\":\"x\"}",
		"unknown":   lines[0] + "\n{\"kind\":\"llama\"}",
		"no header": lines[1],
		"twice":     strings.Join(append(lines, lines[2]), "\n"),
		"circle":    lines[0] + "\n{\"kind\":\"merge\",\"id\":\"1\",\"into\":\"2\"}\n{\"kind\":\"merge\",\"id\":\"2\",\"into\":\"1\"}",
		"not JSON":  "hello",
		"nothing":   "",
	} {
		other.want(http.StatusBadRequest, "PUT /_fake/state "+broken, `{"error":`)
		if other.want(http.StatusOK, "GET /_fake/state") != before {
			t.Fatalf("%s: a refused import changed the state", name)
		}
	}
	other.want(http.StatusNoContent, "DELETE /_fake/state")
	if got := len(other.hub.Contacts()); got != 3 {
		t.Errorf("after the reset: %d contacts", got)
	}
}

func TestControlAPI(t *testing.T) {
	c := start(t, fakehubspot.Contacts(10))
	c.want(http.StatusOK, "GET /_fake/health", `{"status":"ok"}`)
	c.want(http.StatusOK, "GET /_fake/version", `"version"`)
	c.want(http.StatusOK, `POST /_fake/seed {"contacts":5}`, `{"contacts":15}`)
	c.want(http.StatusBadRequest, `POST /_fake/seed {"contacts":-5}`, `"error"`)
	c.want(http.StatusBadRequest, `POST /_fake/seed {"contacts":5,"profile":"odd"}`, "ordinary")
	c.want(http.StatusOK, "GET /_fake/clock", `{"mode":"frozen","now":"2026-03-01T12:00:00.000Z"}`)
	c.want(http.StatusOK, `POST /_fake/clock/advance {"by":"6m"}`, `"now":"2026-03-01T12:06:00.000Z"`)
	c.want(http.StatusOK, `PUT /_fake/clock {"mode":"frozen","now":"2027-01-01T00:00:00.123456+01:00"}`, `"now":"2026-12-31T23:00:00.123Z"`)
	c.want(http.StatusOK, `PUT /_fake/clock {"mode":"real"}`, `"mode":"real"`)
	c.want(http.StatusBadRequest, `PUT /_fake/clock {"mode":"fast"}`, "mode must be real or frozen")
	c.want(http.StatusBadRequest, `POST /_fake/clock/advance {"by":"soon"}`, "must be a duration")
	c.want(http.StatusOK, `PUT /_fake/clock {"mode":"frozen","now":"2026-05-01T00:00:00Z"}`)
	c.want(http.StatusOK, `POST /_fake/contacts/change {"ids":["1","51"],"properties":{"city":"Ås"}}`, `{"changed":["1","51"]}`)
	c.want(http.StatusNotFound, `POST /_fake/contacts/change {"ids":["99"]}`, `"error"`)
	c.want(http.StatusBadRequest, `POST /_fake/contacts/change {"ids":["1"],"count":2}`, "exclusive")
	c.want(http.StatusBadRequest, `POST /_fake/contacts/change {}`, "count or ids")
	c.want(http.StatusBadRequest, `POST /_fake/contacts/change {"count":1,"properties":{"nope":"1"}}`, "PROPERTY_DOESNT_EXIST")
	c.want(http.StatusOK, `PUT /_fake/index {"lag":"30s"}`, `"lag":"30s","mode":"fixed"`)
	c.want(http.StatusBadRequest, `PUT /_fake/index {"lag":"late"}`, "must be a duration")
	c.want(http.StatusBadRequest, `PUT /_fake/index {"lag":"1s","mode":"odd"}`, "fixed, random or record")
	c.want(http.StatusNoContent, "DELETE /crm/v3/objects/contacts/51")
	c.want(http.StatusOK, "POST /_fake/contacts/51/restore", `"city":"Ås"`, `"archived":false`, `"updatedAt":"2026-05-01T00:00:00.000Z"`,
		`"url":"https://app.hubspot.com/contacts/62515/record/0-1/51"}`)
	c.want(http.StatusNotFound, "POST /_fake/contacts/51/restore", `"error"`)
	c.want(http.StatusNotFound, "GET /_fake/nothing", `"error"`)
	c.want(http.StatusNotFound, "GET /_fake", `"error"`)
	c.want(http.StatusMethodNotAllowed, "DELETE /_fake/health", `"error"`)
	c.want(http.StatusOK, "GET /", "<html")
	if n := c.hub.CountRequests(fakehubspot.Filter{}); n != 1 {
		t.Errorf("the journal holds %d calls, want only the one of HubSpot's API", n)
	}
	c.want(http.StatusNoContent, "DELETE /_fake/state")
	c.want(http.StatusOK, "GET /_fake/clock", `"now":"2026-03-01T12:00:00.000Z"`)
	c.want(http.StatusOK, "GET /_fake/index", `"lag":"0s"`)
}

func TestPagesOfOtherSitesCannotDriveIt(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(3)).hub
	own := strings.TrimPrefix(hub.URL(), "http://")
	for name, one := range map[string]struct {
		header, value string
		status        int
	}{
		"a program":            {"Accept", "*/*", http.StatusOK},
		"the page itself":      {"Sec-Fetch-Site", "same-origin", http.StatusOK},
		"a page elsewhere":     {"Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		"another port of here": {"Sec-Fetch-Site", "same-site", http.StatusForbidden},
		"an old browser":       {"Origin", "http://evil.example", http.StatusForbidden},
		"an old browser, ours": {"Origin", hub.URL(), http.StatusOK},
	} {
		r := httptest.NewRequest(http.MethodPost, "/_fake/contacts/change", strings.NewReader(`{"count":1}`))
		r.Host = own
		r.Header.Set(one.header, one.value)
		w := httptest.NewRecorder()
		hub.Handler().ServeHTTP(w, r)
		if w.Code != one.status || w.Code == http.StatusForbidden && !strings.Contains(w.Body.String(), `{"error":"`) {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, one.status)
		}
	}
}

func TestFaultsAndLimitsStandBeforeTheVendor(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	if err := c.hub.AddFault(fakehubspot.Fault{Name: "down", Kind: "status", Status: 503, Match: fakehubspot.Match{Path: "/crm/*"}, Count: 1}); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusServiceUnavailable, "GET /crm/v3/objects/contacts", "503")
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts")
	if n := c.hub.CountRequests(fakehubspot.Filter{Status: 503}); n != 1 {
		t.Errorf("%d in the journal: %s", n, c.hub.ExplainRequests(fakehubspot.Filter{Status: 503}))
	}
	c.hub.ClearFaults()
	if err := c.hub.SetPlan("professional"); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		c.want(http.StatusOK, "POST /crm/v3/objects/contacts/search {}")
	}
	c.want(http.StatusTooManyRequests, "POST /crm/v3/objects/contacts/search {}", `"message":"You have reached your secondly limit."`)
	c.hub.Advance(time.Second)
	c.want(http.StatusOK, "POST /crm/v3/objects/contacts/search {}")
	if status, _ := c.call("POST /_fake/scenarios/calm"); status != http.StatusOK {
		t.Error(status)
	}
}

func TestLateIndexSelectsByWhatItKnewAndShowsWhatIs(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3), fakehubspot.IndexLag(time.Minute))
	search := func(value string) string {
		return c.want(http.StatusOK, `POST /crm/v3/objects/contacts/search {"properties":["city"],"filters":[{"propertyName":"city","operator":"EQ","value":"`+value+`"}]}`)
	}
	if _, err := c.hub.Update("51", map[string]string{"city": "Oslo"}); err != nil {
		t.Fatal(err)
	}
	if got := search("cambridge"); !strings.Contains(got, `"total":1`) || !strings.Contains(got, `"city":"Oslo"`) {
		t.Errorf("by the old value: %s", got)
	}
	if got := search("oslo"); !strings.Contains(got, `"total":0`) {
		t.Errorf("by the new value, too early: %s", got)
	}
	c.hub.Advance(time.Minute)
	if got := search("oslo"); !strings.Contains(got, `"total":1`) {
		t.Errorf("by the new value: %s", got)
	}
}

func TestInvalidOptions(t *testing.T) {
	for name, opt := range map[string]fakehubspot.Option{
		"contacts": fakehubspot.Contacts(-1), "token": fakehubspot.Token(""), "lag": fakehubspot.IndexLag(-1),
		"mode": fakehubspot.IndexLagMode("odd"), "plan": fakehubspot.Plan("gold"), "profile": fakehubspot.Profile("odd"), "cursors": fakehubspot.Cursors("odd"), "no cursors": fakehubspot.Cursors(""), "page": fakehubspot.PageLimit(0),
		"frozen": fakehubspot.Frozen(time.Time{}), "listen": fakehubspot.Listen("nowhere:x"),
	} {
		if s, err := fakehubspot.New(fakehubspot.Contacts(2), opt); err == nil {
			t.Errorf("%s was taken", name)
			_ = s.Close()
		}
	}
}
