package fakehubspot_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browsertest"
)

// open shows the page of c in a browser.
func open(t *testing.T, c caller) *browsertest.Page {
	t.Helper()
	page := browsertest.Open(t, c.hub.URL()+"/")
	t.Cleanup(page.Sound)
	return page
}

// told asks your side and wants a piece in its answer.
func (c caller) told(resource, piece string) {
	c.t.Helper()
	if status, body := c.call("GET /_fake/" + resource); status != http.StatusOK || !strings.Contains(body, piece) {
		c.t.Errorf("/_fake/%s: %d %s, want %s", resource, status, body, piece)
	}
}

func TestPageButtons(t *testing.T) {
	c := start(t, fakehubspot.Contacts(200))
	page := open(t, c)
	page.Do("for (let timer = 1; timer < 100; timer++) clearInterval(timer)") // a pressed button is not to wait for it
	for _, step := range []struct {
		button, place, shows string // what is pressed, and what the page shows then
		resource, piece      string // and what your side says
	}{
		{"+1 min", "#clock", "12:01:00.000", "clock", `"now":"2026-03-01T12:01:00.000Z"`},
		{"+6 min", "#clock", "12:07:00.000", "clock", `"now":"2026-03-01T12:07:00.000Z"`},
		{"+1 day", "#clock", "2026-03-02 12:07:00.000", "clock", `"now":"2026-03-02T12:07:00.000Z"`},
		{"real time", "#clock", "runs", "clock", `"mode":"real"`},
		{"freeze", "#clock", "stands still", "clock", `"mode":"frozen"`},
		{"60 a minute", "#word", "/_fake/contacts/churn", "contacts/churn", `"perMinute":60`},
		{"stop", "#word", "/_fake/contacts/churn", "contacts/churn", `"perMinute":0`},
		{"silence", "#faults", "hang", "faults", `"kind":"hang"`},
		{"calm", "#faults", "none", "faults", `"faults":[]`},
	} {
		page.Do("document.getElementById('word').textContent = ''")
		page.Press(step.button)
		page.AwaitText(step.place, step.shows)
		c.told(step.resource, step.piece)
	}

	c.hub.SetTime(noon)
	page.Press("change 100 in one ms")
	page.AwaitText("#contacts", "2026-03-01 12:00:00.000")
	if _, body := c.call(`POST /crm/v3/objects/contacts/search {"filterGroups":[{"filters":[{"propertyName":"lastmodifieddate","operator":"EQ","value":"` +
		fmt.Sprint(noon.UnixMilli()) + `"}]}]}`); !strings.HasPrefix(body, `{"total":100,`) {
		t.Errorf("100 contacts should have changed at noon: %.40s", body)
	}
	c.hub.Advance(time.Hour)
	page.Press("change one")
	page.AwaitText("#contacts tr:first-child", "2026-03-01 13:00:00.000")
	c.hub.Advance(time.Hour)
	page.Click(`#contacts tr:nth-child(3) button`)
	page.AwaitText("#contacts tr:first-child", "2026-03-01 14:00:00.000")
}

func TestPageForms(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30))
	page := open(t, c)

	page.Type("input[name=lag]", "45s")
	page.Choose("select[name=mode]", "record")
	page.Click("form[data-path='/_fake/index'] button")
	page.AwaitText("#index", "45s late, record")
	c.told("index", `"lag":"45s"`)
	page.Click("form[data-path='/_fake/index'] button[type=button]")
	page.AwaitText("#index", "knows every change at once")

	page.Choose("select[name=plan]", "professional")
	page.Click("input[name=retryAfter]")
	page.Click("form[data-path='/_fake/limits'] button")
	page.AwaitText("#limits", "professional, with Retry-After")
	c.told("limits", `"retryAfter":true`)

	const faults = "form[data-path='/_fake/faults'] "
	page.Type(faults+"input[name='match.path']", "/crm/*")
	page.Type(faults+"input[name=count]", "2")
	page.Click(faults + "button")
	page.AwaitText("#faults", "struck 0 of 2")
	if status, _ := c.call("GET /crm/v3/objects/contacts"); status != http.StatusInternalServerError {
		t.Errorf("the fault of the form did not strike: %d", status)
	}
	page.AwaitText("#faults", "struck 1 of 2")
	page.Choose(faults+"select[name=kind]", "html") // which takes no status
	page.Click(faults + "button")
	page.Await("document.querySelectorAll('#faults li').length === 2")
	page.Click("#faults li button")
	page.Await("document.querySelectorAll('#faults li').length === 1")
	page.AwaitText("#faults", "html")
	page.Click(faults + "button[type=button]")
	page.AwaitText("#faults", "none")
	c.told("faults", `"faults":[]`)

	page.Type("input[name=find]", "51")
	page.Press("find")
	page.AwaitText("#contacts caption", "What “51” finds")
	if n := page.Count("#contacts tbody tr"); n != 1 {
		t.Errorf("%d contacts are found by one id", n)
	}
}

// The journal fills by itself, a body that is being read stays open, and what is being typed stays.
func TestPageJournal(t *testing.T) {
	c := start(t, fakehubspot.Contacts(5))
	page := open(t, c)
	page.Type("input[name=find]", "half a na")
	c.call(`POST /crm/v3/objects/contacts/search {"limit":3}`)
	c.call("GET /crm/v3/objects/contacts/999?properties=email")
	page.AwaitText("#recorded", "2")
	page.AwaitText("#requests tr:first-child", "/crm/v3/objects/contacts/999?properties=email")
	page.AwaitText("#requests tr:first-child", "404")
	page.Click("#requests summary")
	page.AwaitText("#requests details code", `{"limit":3}`)
	c.call("GET /crm/v3/objects/contacts")
	page.AwaitText("#recorded", "3")
	page.AwaitText("#requests details[open] code", `{"limit":3}`)
	page.Await(`document.querySelector("input[name=find]").value === "half a na"`)
	page.Click("#requests summary")
	page.AwaitText("#requests tr:first-child", "200")
	page.Press("forget all")
	page.AwaitText("#requests", "nobody called yet")
	c.told("requests/count", `"count":0`)
}

// Whatever is typed or called is shown as text.
func TestPageShowsMarkupAsText(t *testing.T) {
	const markup = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
	c := start(t, fakehubspot.Contacts(5))
	if _, err := c.hub.Create(map[string]string{"email": "m@example.com", "firstname": markup, "lastname": `"><b>x`}); err != nil {
		t.Fatal(err)
	}
	c.call(`POST /crm/v3/objects/contacts/search ` + markup)
	page := open(t, c)
	page.AwaitText("#contacts", markup)
	page.Click("#requests summary")
	page.AwaitText("#requests code", markup)

	const faults = "form[data-path='/_fake/faults'] "
	page.Type(faults+"input[name='match.path']", "/"+markup)
	page.Click(faults + "button")
	page.AwaitText("#faults code", "onerror")
	page.Type(faults+"input[name=delay]", markup)
	page.Click(faults + "button")
	page.AwaitText("#word.bad", "<img src=x")

	page.Type("input[name=find]", markup)
	page.Press("find")
	page.AwaitText("#contacts caption", markup)
	page.Await(`document.querySelector("input[name=find]").value.includes("<script>")`)
	if n := page.Count("img, main script, main b > b"); n != 0 {
		t.Errorf("%d elements were made of text", n)
	}
	if title := page.Text("title"); title != "fakehubspot" {
		t.Errorf("the title is %q: what was typed ran", title)
	}
}
