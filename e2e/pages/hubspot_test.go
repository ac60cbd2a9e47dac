package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// caller calls a fake HubSpot while its web page is open.
type caller struct {
	t   *testing.T
	hub *fakehubspot.Server
}

func start(t *testing.T, opts ...fakehubspot.Option) caller {
	t.Helper()
	return caller{t, fakehubspot.Start(t, append([]fakehubspot.Option{fakehubspot.Frozen(noon)}, opts...)...)}
}

// call sends "METHOD /path body" and returns status and body.
func (c caller) call(request string) (status int, body string) {
	c.t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	path, content, _ := strings.Cut(rest, " ")
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, strings.NewReader(content))
	r.Header.Set("Authorization", "Bearer "+c.hub.Token())
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	c.hub.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// reports checks that the control API's response contains a piece of text.
func (c caller) reports(resource, piece string) {
	c.t.Helper()
	if status, body := c.call("GET /_fake/" + resource); status != http.StatusOK || !strings.Contains(body, piece) {
		c.t.Errorf("/_fake/%s: %d %s, want %s", resource, status, body, piece)
	}
}

func TestHubSpotButtons(t *testing.T) {
	c := start(t, fakehubspot.Contacts(200))
	page := open(t, c.hub.URL()+"/")
	page.script("for (let timer = 1; timer < 100; timer++) clearInterval(timer)") // the page must react to a button without it
	for _, step := range []struct {
		button, place, shows string // the button, and what the page shows after it
		resource, piece      string // what the control API reports then
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
		page.script("document.getElementById('word').textContent = ''")
		page.press(step.button)
		page.shows(step.place, step.shows)
		c.reports(step.resource, step.piece)
	}

	if err := c.hub.SetTime(noon); err != nil {
		t.Fatal(err)
	}
	page.press("change 100 in one ms")
	page.shows("#contacts", "2026-03-01 12:00:00.000")
	if _, body := c.call(`POST /crm/v3/objects/contacts/search {"filterGroups":[{"filters":[{"propertyName":"lastmodifieddate","operator":"EQ","value":"` +
		fmt.Sprint(noon.UnixMilli()) + `"}]}]}`); !strings.HasPrefix(body, `{"total":100,`) {
		t.Errorf("100 contacts should have changed at noon: %.40s", body)
	}
	c.hub.Advance(time.Hour)
	page.press("change one")
	page.shows("#contacts tr:first-child", "2026-03-01 13:00:00.000")
	c.hub.Advance(time.Hour)
	page.click(`#contacts tr:nth-child(3) button`)
	page.shows("#contacts tr:first-child", "2026-03-01 14:00:00.000")
}

func TestHubSpotForms(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30))
	page := open(t, c.hub.URL()+"/")

	page.enter("input[name=lag]", "45s")
	page.choose("select[name=mode]", "record")
	page.click("form[data-path='/_fake/index'] button")
	page.shows("#index", "45s late, record")
	c.reports("index", `"lag":"45s"`)
	page.click("form[data-path='/_fake/index'] button[type=button]")
	page.shows("#index", "knows every change at once")

	page.choose("select[name=plan]", "professional")
	page.click("input[name=retryAfter]")
	page.click("form[data-path='/_fake/limits'] button")
	page.shows("#limits", "professional, with Retry-After")
	c.reports("limits", `"retryAfter":true`)

	const faults = "form[data-path='/_fake/faults'] "
	page.enter(faults+"input[name='match.path']", "/crm/*")
	page.enter(faults+"input[name=count]", "2")
	page.click(faults + "button")
	page.shows("#faults", "struck 0 of 2")
	if status, _ := c.call("GET /crm/v3/objects/contacts"); status != http.StatusInternalServerError {
		t.Errorf("the fault from the form was not applied: %d", status)
	}
	page.shows("#faults", "struck 1 of 2")
	page.choose(faults+"select[name=kind]", "html") // which takes no status
	page.click(faults + "button")
	page.await("document.querySelectorAll('#faults li').length === 2")
	page.click("#faults li button")
	page.await("document.querySelectorAll('#faults li').length === 1")
	page.shows("#faults", "html")
	page.click(faults + "button[type=button]")
	page.shows("#faults", "none")
	c.reports("faults", `"faults":[]`)

	page.enter("input[name=find]", "51")
	page.follow("form[action='/'] button")
	page.shows("#contacts caption", "What “51” finds")
	if n := page.count("#contacts tbody tr"); n != 1 {
		t.Errorf("one id finds %d contacts, want 1", n)
	}
}

// The journal updates itself, a body that is being read stays open, and text being typed is kept.
func TestHubSpotJournal(t *testing.T) {
	c := start(t, fakehubspot.Contacts(5))
	page := open(t, c.hub.URL()+"/")
	page.enter("input[name=find]", "half a na")
	c.call(`POST /crm/v3/objects/contacts/search {"limit":3}`)
	c.call("GET /crm/v3/objects/contacts/999?properties=email")
	page.shows("#recorded", "2")
	page.shows("#requests tr:first-child", "/crm/v3/objects/contacts/999?properties=email")
	page.shows("#requests tr:first-child", "404")
	page.click("#requests summary")
	page.shows("#requests details code", `{"limit":3}`)
	c.call("GET /crm/v3/objects/contacts")
	page.shows("#recorded", "3")
	page.shows("#requests details[open] code", `{"limit":3}`)
	page.await(`document.querySelector("input[name=find]").value === "half a na"`)
	page.click("#requests summary")
	page.shows("#requests tr:first-child", "200")
	page.press("forget all")
	page.shows("#requests", "nobody called yet")
	page.picture("hubspot")
	c.reports("requests/count", `"count":0`)
}

// Whatever is typed or requested is shown as text.
func TestHubSpotShowsMarkupAsText(t *testing.T) {
	const markup = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
	c := start(t, fakehubspot.Contacts(5))
	if _, err := c.hub.Create(map[string]string{"email": "m@example.com", "firstname": markup, "lastname": `"><b>x`}); err != nil {
		t.Fatal(err)
	}
	c.call(`POST /crm/v3/objects/contacts/search ` + markup)
	page := open(t, c.hub.URL()+"/")
	page.shows("#contacts", markup)
	page.click("#requests summary")
	page.shows("#requests code", markup)

	const faults = "form[data-path='/_fake/faults'] "
	page.enter(faults+"input[name='match.path']", "/"+markup)
	page.click(faults + "button")
	page.shows("#faults code", "onerror")
	page.enter(faults+"input[name=delay]", markup)
	page.click(faults + "button")
	page.shows("#word.bad", "<img src=x")

	page.enter("input[name=find]", markup)
	page.follow("form[action='/'] button")
	page.shows("#contacts caption", markup)
	page.await(`document.querySelector("input[name=find]").value.includes("<script>")`)
	if n := page.count("img, main script, main b > b"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.await(`document.title === "fakehubspot"`) // what was typed did not run
}
