package pages

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// read returns an attribute of the first element that matches.
func (p *page) read(selector, attribute string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.window, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%s)?.getAttribute(%s) ?? ''", quoted(selector), quoted(attribute))))
	if err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
	return text
}

// The journal is a list, the newest first, with one call beside it. It follows what happens, and stays where it is while somebody
// reads a call.
func TestRequests(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30))
	page := open(t, c.hub.URL()+"/_ui/requests")
	page.shows("#journal", "No requests yet")
	page.inspect("requests-empty")

	c.call(`POST /crm/v3/objects/contacts/search {"filterGroups":[],"limit":3}`)
	page.shows("#journal tbody tr:first-child", "POST /crm/v3/objects/contacts/search")
	c.call("GET /crm/v3/objects/contacts/999?properties=email&properties=first%20name")
	page.shows("#journal tbody tr:first-child", "404")

	page.click("#journal tbody tr:nth-child(2) a.row-link")
	page.shows("#sent", "\"limit\": 3")
	page.shows("#received", `"total": 30`)
	page.shows("#detail", "Content-Type")
	page.await(`location.search.includes("seq=1")`)
	page.await(`document.querySelector("#journal tr[aria-current=true]")?.innerText.includes("search")`)
	for range 12 {
		c.call("GET /crm/v3/objects/contacts?limit=1")
	}
	page.shows("#newer", "12 newer")
	page.shows("#journal tbody tr:first-child", "404") // the list is where it was
	page.inspect("requests-detail")
	page.click("#newer")
	page.shows("#journal tbody tr:first-child", "limit=1")

	page.click(`#journal tr[data-key=call2] a.row-link`)
	page.shows("#detail .pairs", "first name")
	want := fmt.Sprintf(`curl '%s/crm/v3/objects/contacts/999?properties=email&properties=first%%20name' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json'`, c.hub.URL())
	if got := page.read("#detail button[data-copy]", "data-copy"); got != want {
		t.Errorf("copied\n%s\nwant\n%s", got, want)
	}
	page.do(chromedp.KeyEvent("\x1b"))
	page.await(`document.querySelector("#detail") === null`)
	page.inspect("requests")
	c.reports("requests/count", `"count":14`)

	page.click("#live .title button.danger")
	page.shows("dialog", "Forget all 14 recorded requests?")
	page.decline()
	c.reports("requests/count", `"count":14`)
	page.click("#live .title button.danger")
	page.click("dialog button.danger")
	page.shows("#journal", "No requests yet")
	c.reports("requests/count", `"count":0`)
}

// Filters and pages are parts of the address; the keyboard goes through both.
func TestRequestsFiltersAndPages(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	for i := range 120 {
		c.call(fmt.Sprintf("GET /crm/v3/objects/contacts/%d", 1000+i))
	}
	c.call(`POST /crm/v3/objects/contacts {"properties":{"email":"needle@example.com"}}`)
	page := open(t, c.hub.URL()+"/_ui/requests")
	page.await(`document.querySelectorAll("#journal tbody tr").length === 50`)
	page.do(chromedp.KeyEvent("n"))
	page.await(`document.querySelector("#journal tr[data-key=call71]") !== null`)
	c.call("GET /crm/v3/objects/contacts/5000")
	page.shows("#newer", "51 newer")
	page.do(chromedp.KeyEvent("n"))
	page.await(`document.querySelectorAll("#journal tbody tr").length === 21`)
	page.do(chromedp.KeyEvent("p"))
	page.await(`document.querySelector("#journal tr[data-key=call71]") !== null`)
	page.inspect("requests-paged")

	page.script("document.activeElement.blur()")
	page.do(chromedp.KeyEvent("/"))
	page.await(`document.activeElement.matches("input[type=search]")`)
	page.enter("input[type=search]", "needle\r")
	page.await(`document.querySelectorAll("#journal tbody tr").length === 1`)
	page.shows("#journal", "1 of 122 match")
	page.choose("select[name=method]", "DELETE")
	page.shows("#journal", "No recorded request matches")
	page.await(`document.querySelector("select[name=method]").value === "DELETE" && document.querySelector("input[type=search]").value === "needle"`)
	page.shows("#journal .misses", "method is POST, wanted DELETE")
	page.inspect("requests-none")
	page.click("#filter a.button")
	page.await(`document.querySelectorAll("#journal tbody tr").length === 50 && document.querySelector("select[name=method]").value === ""`)
	page.choose("select[name=status]", "2xx")
	page.await(`document.querySelectorAll("#journal tbody tr").length === 1`)
	page.click("#filter a.button")
	page.await(`document.querySelector("select[name=status]").value === ""`)
	page.script("history.back()")
	page.await(`document.querySelector("select[name=status]").value === "2xx" && document.querySelectorAll("#journal tbody tr").length === 1`)
	page.click("#filter a.button")
	page.await(`document.querySelectorAll("#journal tbody tr").length === 50 && document.querySelector("select[name=status]").value === ""`)
	page.enter("#filter input[name=path]", "crm")
	page.do(chromedp.KeyEvent("\r"))
	page.shows("#journal .fault", `path must begin with /`)

	page = open(t, c.hub.URL()+"/_ui/requests?seq=9999")
	page.shows("#detail", "the journal has 1 to 122")
	page.inspect("requests-gone")
}

// Whatever was called is shown as text, however long it is, and no credential is.
func TestRequestsShowMarkupAsText(t *testing.T) {
	const markup = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
	c := start(t, fakehubspot.Contacts(3))
	c.call(`POST /crm/v3/objects/contacts/search {"query":"` + strings.Repeat("wide", 500) + strings.Repeat("\u202eالعربية 🦊", 20) + strings.ReplaceAll(markup, `"`, `\"`) + `"}`)
	c.call("GET /" + strings.Repeat("long", 300) + "?a=" + strings.Repeat("%3Cb%3Ex", 300) + "&hapikey=s3cret")
	c.call("POST /oauth/v1/token client_secret=s3cret")
	page := open(t, c.hub.URL()+"/_ui/requests?seq=1")
	page.shows("#sent", "<img src=x")
	page.inspect("requests-hostile")
	for _, seq := range []string{"2", "3"} {
		page = open(t, c.hub.URL()+"/_ui/requests?seq="+seq)
		page.shows("#detail", "REDACTED")
		page.inspect("requests-hostile-" + seq)
		if status, body := c.call("GET /_ui/requests?seq=" + seq); status != http.StatusOK || strings.Contains(body, "s3cret") || strings.Contains(body, c.hub.Token()) {
			t.Error("a credential is on the page")
		}
	}
	if n := page.count("main img, main script"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.await(`document.title.startsWith("Requests")`)
}
