package pages

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// gets reads a resource of the control API.
func (c caller) gets(resource string, into any) {
	c.t.Helper()
	status, body := c.call("GET /_fake/" + resource)
	if status != http.StatusOK {
		c.t.Fatalf("/_fake/%s: %d %s", resource, status, body)
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		c.t.Fatal(err)
	}
}

// fill enters a value into a field of a form, or chooses it from a list.
func (p *page) fill(form, name, value string) {
	p.t.Helper()
	selector := fmt.Sprintf("%s [name='%s']", form, name)
	p.await(fmt.Sprintf("document.querySelector(%s) !== null", quoted(selector)))
	if p.count(strings.Replace(selector, " [name", " select[name", 1)) > 0 {
		p.choose(selector, value)
		return
	}
	p.enter(selector, value)
}

// made are faults of every kind, with every member that the kind takes, as the form is filled in and as the control API then has
// them.
var made = []struct {
	kind   string
	fields map[string]string
	want   string
}{
	{
		"status",
		map[string]string{"status": "429", "variant": "DAILY", "retryAfter": "10s", "match.operation": "search", "match.method": "POST", "match.path": "/crm/*", "match.nth": "2", "match.token": "t0ken", "count": "3", "probability": "0.5", "name": "a status"},
		`{"name":"a status","kind":"status","match":{"method":"POST","path":"/crm/*","operation":"search","nth":2,"token":"t0ken"},"count":3,"probability":0.5,"status":429,"variant":"DAILY","retryAfter":"10s","seen":0,"struck":0}`,
	},
	{"html", map[string]string{"match.path": "/x"}, `{"name":"f1","kind":"html","match":{"path":"/x"},"count":0,"probability":1,"seen":0,"struck":0}`},
	{"delay", map[string]string{"delay": "200ms", "match.path": "/x"}, `{"name":"f2","kind":"delay","match":{"path":"/x"},"count":0,"probability":1,"delay":"200ms","seen":0,"struck":0}`},
	{"trickle", map[string]string{"delay": "1s", "chunk": "9", "match.path": "/x"}, `{"name":"f3","kind":"trickle","match":{"path":"/x"},"count":0,"probability":1,"delay":"1s","chunk":9,"seen":0,"struck":0}`},
	{"hang", map[string]string{"afterBytes": "7", "match.path": "/x"}, `{"name":"f4","kind":"hang","match":{"path":"/x"},"count":0,"probability":1,"afterBytes":7,"seen":0,"struck":0}`},
	{"cut", map[string]string{"afterBytes": "-1", "match.path": "/x"}, `{"name":"f5","kind":"cut","match":{"path":"/x"},"count":0,"probability":1,"afterBytes":-1,"seen":0,"struck":0}`},
	{"reset", map[string]string{"afterBytes": "5", "match.path": "/x"}, `{"name":"f6","kind":"reset","match":{"path":"/x"},"count":0,"probability":1,"afterBytes":5,"seen":0,"struck":0}`},
	{"lost", map[string]string{"loss": "status", "status": "503", "retryAfter": "2s", "match.path": "/x"}, `{"name":"f7","kind":"lost","match":{"path":"/x"},"count":0,"probability":1,"loss":"status","status":503,"retryAfter":"2s","seen":0,"struck":0}`},
	{"lost", map[string]string{"loss": "cut", "afterBytes": "5", "match.path": "/x"}, `{"name":"f8","kind":"lost","match":{"path":"/x"},"count":0,"probability":1,"loss":"cut","afterBytes":5,"seen":0,"struck":0}`},
	{"lost", map[string]string{"status": "401", "variant": "expired", "match.path": "/x"}, `{"name":"f9","kind":"lost","match":{"path":"/x"},"count":0,"probability":1,"status":401,"variant":"expired","seen":0,"struck":0}`},
	{"length", map[string]string{"delta": "-4", "match.path": "/x"}, `{"name":"f10","kind":"length","match":{"path":"/x"},"count":0,"probability":1,"delta":-4,"seen":0,"struck":0}`},
	{"malformed", map[string]string{"afterBytes": "5", "match.path": "/x"}, `{"name":"f11","kind":"malformed","match":{"path":"/x"},"count":0,"probability":1,"afterBytes":5,"seen":0,"struck":0}`},
	{"repeat-cursor", map[string]string{"match.path": "/x"}, `{"name":"f12","kind":"repeat-cursor","match":{"path":"/x"},"count":0,"probability":1,"seen":0,"struck":0}`},
	{"empty-page", map[string]string{"match.path": "/x"}, `{"name":"f13","kind":"empty-page","match":{"path":"/x"},"count":0,"probability":1,"seen":0,"struck":0}`},
	{"duplicate-row", map[string]string{"row": "2", "match.path": "/x"}, `{"name":"f14","kind":"duplicate-row","match":{"path":"/x"},"count":0,"probability":1,"row":2,"seen":0,"struck":0}`},
	{"missing-row", map[string]string{"row": "-1", "match.path": "/x"}, `{"name":"f15","kind":"missing-row","match":{"path":"/x"},"count":0,"probability":1,"row":-1,"seen":0,"struck":0}`},
}

// The form makes every kind of fault, exactly as it was filled in, and has a field for each member.
func TestControlMakesEveryFault(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	page := open(t, c.hub.URL()+"/_ui/control")
	kinds := map[string]bool{}
	for i, one := range made {
		page.click(fmt.Sprintf("#faults .kinds a[href*='kind=%s#']", one.kind))
		page.await(fmt.Sprintf("document.querySelector('#add-fault [name=kind]').value === %s", quoted(one.kind)))
		for name, value := range one.fields {
			page.fill("#add-fault", name, value)
		}
		page.click("#add-fault button.main")
		page.await(fmt.Sprintf("document.querySelectorAll('#active-faults tbody tr').length === %d", i+1))
		var all struct{ Faults []any }
		c.gets("faults", &all)
		var want any
		if err := json.Unmarshal([]byte(one.want), &want); err != nil {
			t.Fatal(err)
		}
		if got := all.Faults[len(all.Faults)-1]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: there is\n%v\nwant\n%v", one.kind, got, want)
		}
		kinds[one.kind] = true
	}
	for _, kind := range fakehubspot.FaultKinds() {
		if !kinds[string(kind)] {
			t.Errorf("no fault of kind %s was made", kind)
		}
	}
	page.inspect("control-faults")
	if _, body := c.call("GET /_ui/control"); strings.Contains(body, "t0ken") || strings.Contains(body, c.hub.Token()) {
		t.Error("a token is on the page")
	}
	page.click("#clear-faults")
	page.shows("dialog", fmt.Sprintf("Remove all %d faults?", len(made)))
	page.click("dialog button.danger")
	page.shows("#no-faults", "No faults")
	c.reports("faults", `"faults":[]`)
}

// What a fault has struck moves by itself; it leads to the calls, it can be removed, and that can be undone.
func TestControlFollowsFaults(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	page := open(t, c.hub.URL()+"/_ui/control?kind=status")
	page.fill("#add-fault", "status", "503")
	page.fill("#add-fault", "count", "2")
	page.click("#add-fault button.main")
	page.shows("#active-faults", "0 of 2")
	page.shows("#head", "1 fault")
	for i := range 3 {
		if status, _ := c.call("GET /crm/v3/objects/contacts"); (status == http.StatusServiceUnavailable) != (i < 2) {
			t.Errorf("call %d: %d", i, status)
		}
	}
	page.shows("#active-faults", "2 of 2 spent")
	page.shows("#active-faults", "3 calls seen")
	page.click("#active-faults button")
	page.shows("#no-faults", "No faults")
	page.press("Undo")
	page.shows("#active-faults", "0 of 2")
	page.fill("#add-fault", "status", "200") // the browser does not send that
	page.click("#add-fault button.main")
	page.await(`document.querySelector("#add-fault [name=status]").matches(":invalid")`)
	page.fill("#add-fault", "status", "503")
	page.fill("#add-fault", "retryAfter", "soon")
	page.click("#add-fault button.main")
	page.shows(".toast.bad", "duration")
	c.call("GET /crm/v3/objects/contacts")
	page.follow("#active-faults a[href*='requests?fault=']")
	page.await(`document.querySelectorAll("#journal tbody tr").length === 3`)
	page.shows("#journal", "3 of 4 match")
}

// The clock, the index, the limits, the cursors and the tokens are set by hand.
func TestControlSettings(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30))
	page := open(t, c.hub.URL()+"/_ui/control")
	page.inspect("control")
	for _, step := range []struct{ button, shows, piece string }{
		{"+1 s", "12:00:01.000", `"now":"2026-03-01T12:00:01.000Z"`},
		{"+1 min", "12:01:01.000", `T12:01:01.000Z`},
		{"+1 day", "2026-03-02", `"2026-03-02T12:01:01.000Z"`},
		{"Undo", "2026-03-01 12:01:01.000", `2026-03-01T12:01:01.000Z`},
		{"Use real time", "runs", `"mode":"real"`},
		{"Freeze", "stands still", `"mode":"frozen"`},
	} {
		if step.button == "Undo" {
			page.click("#toasts .toast:last-child button") // of the last step
		} else {
			page.press(step.button)
		}
		page.shows("#clock", step.shows)
		c.reports("clock", step.piece)
	}
	page.fill("#set-clock", "now", "2026-03-01T12:00:00Z")
	page.click("#set-clock button")
	page.shows("#clock", "12:00:00.000")
	page.fill("#advance", "by", "1h30m")
	page.click("#advance button")
	page.shows("#head", "13:30:00.000")
	page.fill("#advance", "by", "a while")
	page.click("#advance button")
	page.shows(".toast.bad", "by must be a duration")
	page.click(".toast.bad button")

	page.fill("#set-index", "lag", "45s")
	page.fill("#set-index", "mode", "record")
	page.click("#set-index [name=archived]")
	page.click("#set-index button.main")
	page.shows("#index", "45s late at most, each record by its own time. Archived records leave late too.")
	c.reports("index", `"archived":true,"lag":"45s","mode":"record"`)
	page.shows("#head", "index 45s late")
	page.press("No lag")
	page.shows("#index", "Searches see every change at once")
	page.press("Undo")
	page.shows("#index", "45s late at most")

	page.click("#limits summary")
	for name, value := range map[string]string{"plan": "professional", "tenSecondly": "5", "daily": "100", "search": "2", "upserts": "10"} {
		page.fill("#set-limits", name, value)
	}
	page.click("#set-limits [name=retryAfter]")
	page.click("#set-limits button.main")
	page.shows("#limits", "Plan professional; refusals say when to retry")
	c.reports("limits", `"plan":"professional","retryAfter":true,"tenSecondly":5,"daily":100,"search":2,"upserts":10`)
	for range 4 {
		c.call("GET /crm/v3/objects/contacts?limit=1")
	}
	page.shows("#limits", "4 of 5 calls")
	page.shows("#limits", "4 of 100 calls")
	page.shows("#head", "professional 4/5")
	c.call("POST /crm/v3/objects/contacts/batch/upsert " + upserts(6))
	page.shows("#limits", "Upserts in ten seconds: Contacts\n6 of 10 upserts")
	c.hub.Advance(5 * time.Second)
	c.call("POST /crm/v3/objects/contacts/batch/upsert " + upserts(6))
	page.shows("#limits", "5 of 5 calls")
	page.inspect("control-limits")

	page.fill("#set-cursors", "habit", "opaque")
	page.click("#set-cursors button")
	page.shows("#cursors p", "opaque: A text such as")
	c.reports("cursors", `"habit":"opaque"`)

	page.click("#tokens summary")
	page.fill("#add-token", "token", "s3cret value")
	page.fill("#add-token", "name", "reader")
	page.fill("#add-token", "scopes", "crm.objects.contacts.read crm.objects.deals.read")
	page.fill("#add-token", "expires", "2026-03-01T12:00:00Z")
	page.click("#add-token button")
	page.shows("#token-list", "reader")
	page.shows("#token-list", "expired")
	c.reports("tokens", `{"name":"reader","scopes":["crm.objects.contacts.read","crm.objects.deals.read"],"expires":"2026-03-01T12:00:00Z"}`)
	if _, body := c.call("GET /_ui/control"); strings.Contains(body, "s3cret") {
		t.Error("a token is on the page")
	}
	page.click("[data-key=token-reader] button")
	page.shows("dialog", "Remove token reader?")
	page.click("dialog button.danger")
	page.await(`!document.querySelector("#token-list").innerText.includes("reader")`)
}

// upserts is the body of a batch that upserts that many contacts.
func upserts(n int) string {
	var inputs []string
	for i := range n {
		inputs = append(inputs, fmt.Sprintf(`{"id":"u%d@example.com","idProperty":"email","properties":{"email":"u%[1]d@example.com"}}`, i))
	}
	return `{"inputs":[` + strings.Join(inputs, ",") + `]}`
}

// companies is how many there are.
func companies(c caller) int {
	c.t.Helper()
	all, err := c.hub.Object("companies").All()
	if err != nil {
		c.t.Fatal(err)
	}
	return len(all)
}

// Scenarios are played and say what they did; records change in the background until that is stopped; a reset asks first.
func TestControlPlaysAndResets(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30), fakehubspot.Records("companies", 20))
	page := open(t, c.hub.URL()+"/_ui/control")
	page.press("▶ outage")
	page.shows("#played", "outage: The edge answers every call with its 502 page")
	page.shows("#active-faults", "outage")
	page.press("▶ calm")
	page.shows("#no-faults", "No faults")
	page.choose("#scenarios select[name=object]", "companies")
	page.await(`document.querySelector("[data-key=clean-up] [name=object]").value === "companies"`)
	page.fill("[data-key=clean-up] form", "records", "5")
	page.press("▶ clean-up")
	page.shows("#played", "5 companies were archived")
	if n := companies(c); n != 15 {
		t.Errorf("%d companies are left", n)
	}
	page.press("▶ month-end")
	page.shows(".toast.bad", "which companies do not have")
	page.click(".toast.bad button")

	page.fill("#set-churn", "object", "companies")
	page.fill("#set-churn", "perMinute", "60000")
	page.click("#set-churn button")
	page.shows("#running", "changing Companies")
	page.shows("#head", "60\u202f000 changes/min")
	page.await(`Number(document.querySelector("#running td:nth-child(3)").innerText.replaceAll(/\D/g, "")) > 20`)
	page.inspect("control-churn")
	page.click("#running button")
	page.shows("#churn", "Records change only when somebody writes them")
	c.reports("objects/companies/churn", `{"perMinute":0}`)

	_, export := c.call("GET /_fake/state")
	file := filepath.Join(t.TempDir(), "state.jsonl")
	if err := os.WriteFile(file, []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	c.call("DELETE /crm/v3/objects/contacts/51")
	page.do(chromedp.SetUploadFiles("#import input", []string{file}))
	page.click("#import button")
	page.shows("dialog", "Replace all records")
	page.press("Replace all")
	page.shows("#toasts", "Imported: 30 live contacts.")

	page.press("▶ silence")
	page.shows("#active-faults", "silence")
	page.click("#reset")
	page.shows("dialog", "45 live records, 1 faults")
	page.picture("control-reset")
	page.decline()
	c.reports("faults", "silence")
	page.click("#reset")
	page.click("dialog button.danger")
	page.shows("#no-faults", "No faults")
	c.reports("requests/count", `"count":0`)
	if n := companies(c); n != 20 {
		t.Errorf("after a reset there are %d companies", n)
	}
}

// Whatever is typed is shown as text.
func TestControlShowsMarkupAsText(t *testing.T) {
	const markup = `<img src=x onerror="document.title='run'"><script>document.title='run'<\script>`
	c := start(t)
	page := open(t, c.hub.URL()+"/_ui/control?kind=html")
	page.fill("#add-fault", "match.path", "/"+strings.Repeat("wide", 300)+markup)
	page.fill("#add-fault", "name", "\"><b>\u202eالعربية 🦊 "+strings.Repeat("w", 80))
	page.click("#add-fault button.main")
	page.shows("#active-faults", `"><b>`)
	page.shows("#active-faults", "<img src=x")
	page.inspect("control-hostile")
	page.fill("#advance", "by", markup)
	page.click("#advance button")
	page.shows(".toast.bad", "<img src=x")
	if n := page.count("main img, main script, #toasts img"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.await(`document.title.startsWith("Control")`)
}
