package pages

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// made makes a record and returns its ID.
func (c caller) made(object string, properties map[string]string) string {
	c.t.Helper()
	r, err := c.hub.Object(object).Create(properties)
	if err != nil {
		c.t.Fatal(err)
	}
	return r.ID
}

// value is a property of a record, as HubSpot's API answers it.
func (c caller) value(object, id, property string) string {
	c.t.Helper()
	r, err := c.hub.Object(object).Get(id)
	if err != nil {
		c.t.Fatal(err)
	}
	return r.Properties[property]
}

// key presses a key.
func (p *page) key(key string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(key))
}

// at waits until the address of the page ends so.
func (p *page) at(end string) {
	p.t.Helper()
	p.await(fmt.Sprintf("(location.pathname + location.search).endsWith(%s)", quoted(end)))
}

func TestRecordsAreListedSortedAndPaged(t *testing.T) {
	c := start(t, fakehubspot.Contacts(60), fakehubspot.Records("companies", 3))
	page := open(t, c.hub.URL()+"/")
	page.shows("#place", "1–25 of 60")
	if n := page.count("#rows tbody tr"); n != 25 {
		t.Errorf("%d rows, want 25", n)
	}
	page.key(kb.ArrowRight)
	page.shows("#place", "26–50 of 60")
	page.at("?offset=25")
	page.key("n")
	page.shows("#place", "51–60 of 60")
	page.key("p")
	page.shows("#place", "26–50 of 60")
	page.key(kb.ArrowLeft)
	page.shows("#place", "1–25 of 60")
	page.click("#pager [data-key=last]")
	page.shows("#place", "51–60 of 60")

	page.click("#rows [data-key=col-email] a")
	page.at("?sort=email")
	page.await(`document.querySelector("[data-key=col-email]").ariaSort === "ascending"`)
	page.await(`(() => { const all = [...document.querySelectorAll("#rows td[data-label=Email]")].map(cell => cell.innerText);
		return all.length === 25 && all.every((text, i) => i === 0 || all[i - 1] <= text); })()`)
	page.click("#rows [data-key=col-email] a")
	page.await(`document.querySelector("[data-key=col-email]").ariaSort === "descending"`)

	page.script(`document.querySelector("#columns").open = true`)
	page.click("#columns input[value=city]")
	page.press("Show these")
	page.await(`document.querySelector("[data-key=col-city]") !== null`)
	page.await(`location.search.includes("sort=-email")`) // it keeps what the list was asked for before

	page.follow(`.tabs a[href="/_ui/objects/companies"]`)
	page.shows("h1", "Companies")
	page.shows("#place", "1–3 of 3")
}

// What changes is seen at once, and is marked for some seconds of the account's time.
func TestAChangeIsSeenAndMarked(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30))
	page := open(t, c.hub.URL()+"/")
	c.hub.Advance(time.Hour)
	page.press("Change one")
	page.shows("#rows tr.fresh", "2026-03-01 13:00:00")
	page.shows("#rows tr.fresh th", "-") // the new last name has two parts
	page.await(`document.querySelectorAll("#rows tr.fresh").length === 1`)
	c.hub.Advance(6 * time.Second)
	page.nowhere("#rows tr.fresh")
	page.shows("#rows tbody tr", "6 s ago")
	page.press("Change 60 a minute")
	page.shows("#churning", "60 changes a minute")
	c.reports("contacts/churn", `"perMinute":60`)
	page.press("Stop changing")
	page.nowhere("#churning")
	if err := c.hub.SetIndexLag(time.Hour); err != nil {
		t.Fatal(err)
	}
	page.press("Change 100 at once")
	page.shows("#held", "30 not in HubSpot's search yet")
}

func TestRecordsAreSearched(t *testing.T) {
	c := start(t, fakehubspot.Contacts(40))
	c.made("contacts", map[string]string{"firstname": "Øystein", "lastname": "Ærlig", "company": "Fjord & Co"})
	page := open(t, c.hub.URL()+"/")
	page.key("/")
	page.await(`document.activeElement.type === "search"`)
	page.enter("input[type=search]", "fjord øYST"+kb.Enter)
	page.shows("#found", "1 found for “fjord øYST”")
	page.shows("#rows tbody", "Øystein Ærlig")
	page.at("?q=fjord+%C3%B8YST")
	page.enter("input[type=search]", "51")
	page.key(kb.Enter)
	page.shows("#found", "The contact whose Record ID is “51”")
	page.shows("#rows tbody", "Brian")
	page.click("#found a")
	page.shows("#found", "found for “51”")
	page.enter("input[type=search]", "nobody at all")
	page.key(kb.Enter)
	page.shows("#nothing", "Nothing found")
	page.inspect("records-nothing")
	page.click("#found a")
	page.shows("#place", "1–25 of 41")
	page.await(`document.querySelector("input[type=search]").value === ""`)
	page.script("history.back()")
	page.await(`document.querySelector("input[type=search]").value === "nobody at all"`)
	page.enter("input[type=search]", "half a na")
	c.hub.Advance(time.Minute)
	page.shows(".strip", "12:01:00")
	page.await(`document.querySelector("input[type=search]").value === "half a na"`)
}

// A record opens beside its list, by its own address, and is left the same way.
func TestARecordOpensBesideItsList(t *testing.T) {
	c := start(t, fakehubspot.Contacts(40))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts?sort=hs_object_id")
	page.key("j")
	page.key("j")
	page.key(kb.Enter)
	page.at("/_ui/objects/contacts/51?sort=hs_object_id")
	page.shows(".record", "Brian Halligan")
	page.shows("#rows tr[aria-current=true]", "Brian")
	page.await(`document.activeElement.id === "record-title"`)
	page.shows("#curl", "Read it by HubSpot's API")
	page.inspect("records-record")
	page.key(kb.Escape)
	page.nowhere(".record")
	page.at("/_ui/objects/contacts?sort=hs_object_id")
	page.await(`document.activeElement.innerText.startsWith("Brian")`)
	page.script("history.back()")
	page.shows(".record", "Brian Halligan")

	page.script(`const field = document.querySelector("[data-filter]"); field.value = "JOB"; field.dispatchEvent(new Event("input", { bubbles: true }))`)
	page.await(`document.querySelector("[data-key=property-city]").hidden && !document.querySelector("[data-key=property-jobtitle]").hidden`)
	c.hub.Advance(time.Minute) // the filter outlives what the page follows
	page.shows(".strip", "12:01:00")
	page.await(`document.querySelector("[data-key=property-city]").hidden`)
}

func TestArchivingCanBeUndone(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.press("Archive")
	page.shows(".record .chip", "archived")
	page.shows("#archived-count", "1")
	page.shows(".record", "it can be restored until 2026-05-30")
	page.press("Undo")
	page.nowhere(".record .chip.poor")
	page.shows("#archived-count", "0")
	page.press("Archive")
	page.shows("#archived-count", "1")
	page.click(`[aria-label="Which ones"] a:last-child`)
	page.shows("#rows", "Brian")
	page.click("#rows a.row-link")
	page.press("Restore")
	page.shows("#nothing", "No archived contacts")
	page.inspect("records-archived")
}

// Nothing is erased before its ID was typed.
func TestErasingIsAsked(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.press("Erase…")
	page.shows("dialog", "it cannot be restored")
	page.await(`document.querySelector("dialog button.danger").disabled`)
	page.picture("records-erase")
	page.decline()
	page.press("Erase…")
	page.enter("dialog input", "51")
	page.await(`!document.querySelector("dialog button.danger").disabled`)
	page.press("Erase for good")
	page.nowhere(".record")
	page.shows("#place", "1–2 of 2")
	page.at("/_ui/objects/contacts")
	page.do(chromedp.Navigate(c.hub.URL() + "/_ui/objects/contacts/51"))
	page.shows(".record", "There is no contact 51, live or archived.")
	page.inspect("records-gone")
}

func TestRecordsAreMerged(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.script(`document.querySelector("#merge").open = true`)
	page.enter("#merge [name=id]", "99")
	page.press("Merge…")
	page.shows("dialog", "Both become one new contact")
	page.press("Merge")
	page.shows("#toasts .bad", "contact 99: record not found")
	page.enter("#merge [name=id]", "1")
	page.press("Merge…")
	page.press("Merge")
	page.await(`/contacts\/\d{5,}$/.test(location.pathname)`)
	page.shows(".record", "Brian Halligan")
	page.shows("[data-key=property-hs_additional_emails]", "emailmaria@hubspot.com")
	page.shows("#place", "1–2 of 2")
}

func TestAssociationsLeadFromRecordToRecord(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	company := c.made("companies", map[string]string{"name": "Fjord"})
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.script(`document.querySelector("#associate").open = true`)
	page.choose("#associate [name=toType]", "companies")
	page.enter("#associate [name=toId]", "7")
	page.click("#associate button")
	page.shows("#toasts .bad", "there is no company with ID 7")
	page.enter("#associate [name=toId]", company)
	page.choose("#associate [name=label]", "Primary")
	page.click("#associate button")
	page.shows("[data-key=ties-companies]", "Fjord")
	page.shows("[data-key=ties-companies]", "Primary")
	page.click("[data-key=ties-companies] a")
	page.at("/_ui/objects/companies/" + company)
	page.shows("h1", "Companies")
	page.shows(".record", "Fjord")
	page.click("[data-key=ties-contacts] a")
	page.at("/_ui/objects/contacts/51")
	page.shows(".record", "Brian")
	page.press("Remove")
	page.shows("#associations", "None.")
	page.press("Undo")
	page.shows("[data-key=ties-companies]", "Primary")
}

// A value that is refused costs nothing that was typed.
func TestARecordIsMade(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	page := open(t, c.hub.URL()+"/")
	page.click(`a[href="/_ui/objects/contacts/new"]`)
	page.shows(".record", "New contact")
	page.enter("[name='properties.firstname']", "Kim")
	page.enter("[name='properties.email']", "kim at example.com")
	page.press("Create contact")
	page.shows("#toasts .bad", `"kim at example.com" is not an email address (INVALID_EMAIL)`)
	c.hub.Advance(time.Minute)
	page.shows(".strip", "12:01:00")
	page.await(`document.querySelector("[name='properties.firstname']").value === "Kim" && document.querySelector("[name='properties.email']").value === "kim at example.com"`)
	page.inspect("records-new")
	page.enter("[name='properties.email']", "Kim@Example.com")
	page.press("Create contact")
	page.await(`/contacts\/\d+$/.test(location.pathname)`)
	page.shows(".record", "kim@example.com")
	page.shows("#rows tr.fresh", "Kim")
	page.shows(".record [data-key=property-hs_object_source]", "CRM_UI")
	if n := c.hub.CountRequests(fakehubspot.Filter{}); n != 0 {
		t.Errorf("the journal has %d calls of HubSpot's API", n)
	}
}

// Whatever values are, they are text, and the page is no wider than its window.
func TestHostileRecordsAreText(t *testing.T) {
	const markup = `"><img src=x onerror="document.title='run'"><script>document.title='run'</script>`
	c := start(t)
	long := strings.Repeat("w", 10_000)
	id := c.made("contacts", map[string]string{
		"email": "m@example.com", "firstname": markup, "lastname": "\u202eمحمد عبد الله 🧑🏽‍🚀", "company": long, "city": long, "message": long + "\n" + markup,
	})
	for i := range 30 {
		c.made("contacts", map[string]string{"email": fmt.Sprintf("%s%d@%s.example.com", strings.Repeat("x", 60), i, strings.Repeat("y", 60)), "firstname": long, "company": markup})
	}
	c.made("companies", map[string]string{"name": long})
	page := open(t, c.hub.URL()+"/")
	page.shows("#rows", "wwww")
	page.inspect("records-hostile")
	page.do(chromedp.Navigate(c.hub.URL() + "/_ui/objects/contacts/" + id))
	page.shows("[data-key=property-firstname]", markup)
	page.inspect("records-hostile-one")
	page.edit("firstname")
	page.enter("[name='properties.firstname']", "<b>x</b>")
	page.click("[data-key=property-firstname] form button")
	page.shows("[data-key=property-firstname] [data-value]", "<b>x</b>")
	page.enter("input[type=search]", markup)
	page.key(kb.Enter)
	page.shows("#found", markup)
	if n := page.count("img, main b > b, main script"); n != 0 {
		t.Errorf("%d elements were made of text", n)
	}
	page.await(`document.title.endsWith("fakehubspot")`)
}

// An account without records says what to do, and so does an address that leads nowhere.
func TestEmptyRecords(t *testing.T) {
	c := start(t)
	page := open(t, c.hub.URL()+"/")
	page.shows("#nothing", "No contacts yet")
	page.inspect("records-empty")
	page.press("Make up 100")
	page.shows("#place", "1–25 of 100")
	page.do(chromedp.Navigate(c.hub.URL() + "/_ui/objects/llamas"))
	page.shows("main", "This account has no object type llamas.")
}

// All that the page shows can be had as JSON.
func TestRecordsAsJSON(t *testing.T) {
	c := start(t, fakehubspot.Contacts(30))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51?q=halligan")
	for _, selector := range []string{"#list .json", ".record .json"} {
		address, err := chromedp.Run(page.window, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%s).getAttribute('href')", quoted(selector))))
		if err != nil {
			t.Fatal(err)
		}
		status, body := c.call("GET " + address)
		if status != http.StatusOK || !strings.Contains(body, "bh@hubspot.com") || !json.Valid([]byte(body)) {
			t.Errorf("%s: %d %s", address, status, body)
		}
	}
}
