package pages

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// edit opens the form of a property of the record that is shown.
func (p *page) edit(property string) {
	p.t.Helper()
	p.click(fmt.Sprintf(`[data-key="property-%s"] button.edit`, property))
}

func TestPropertiesAreEditedInPlace(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2))
	c.hub.Advance(time.Hour)
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.edit("city")
	page.enter("[name='properties.city']", "Bodø"+kb.Enter)
	page.shows("[data-key=property-city] [data-value]", "Bodø")
	page.shows("#rows tr.fresh", "Brian")
	if got := c.value("contacts", "51", "city"); got != "Bodø" {
		t.Errorf("the city is %q", got)
	}
	page.click("[data-key=property-city] details summary")
	page.shows("[data-key=property-city] .past", "Cambridge")
	page.shows("[data-key=property-city] .past", "2026-03-01 13:00:00.000")
	page.shows("[data-key=property-city] .past", "a user, in HubSpot")

	page.edit("email") // HubSpot brings it into another form
	page.enter("[name='properties.email']", "Brian@HubSpot.com"+kb.Enter)
	page.shows("[data-key=property-email] [data-value]", "brian@hubspot.com")
	page.edit("email") // another contact has it: the form stays, with what was typed
	page.enter("[name='properties.email']", "emailmaria@hubspot.com"+kb.Enter)
	page.shows("#toasts .bad", "already belongs to record 1")
	page.await(`document.querySelector("[name='properties.email']").value === "emailmaria@hubspot.com"`)
	page.key(kb.Escape)
	page.shows("[data-key=property-email] [data-value]", "brian@hubspot.com")
	page.await(`document.querySelector("[name='properties.email']").value === "brian@hubspot.com"`)

	page.edit("lifecyclestage")
	page.choose("[name='properties.lifecyclestage']", "customer")
	page.click("[data-key=property-lifecyclestage] form button")
	page.shows("[data-key=property-lifecyclestage] [data-value]", "Customer")
	page.script(`document.querySelector("#without").open = true`)
	page.edit("closedate")
	page.enter("[name='properties.closedate']", "2026-03-05"+kb.Enter)
	page.shows("#toasts .bad:last-child", "is neither milliseconds since 1970 nor ISO 8601 with a time")
	page.enter("[name='properties.closedate']", "2026-03-05T10:00:00Z"+kb.Enter)
	page.shows("[data-key=property-closedate] [data-value]", "2026-03-05 10:00:00.000")
	page.shows("[data-key=property-closedate] [data-value]", "in 3 d")
	page.edit("jobtitle")
	page.enter("[name='properties.jobtitle']", kb.Backspace+kb.Enter)
	page.await(`document.querySelector("#without [data-key=property-jobtitle]") !== null`)
	page.shows("[data-key=property-hs_object_id]", "HubSpot gave it")
	page.inspect("records-edited")
}

// What is typed for one record is never sent to another.
func TestAnEditStaysWithItsRecord(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.edit("city")
	page.enter("[name='properties.city']", "half a na")
	c.hub.Advance(time.Minute)
	page.shows(".strip", "12:01:00")
	page.await(`document.querySelector("[name='properties.city']").value === "half a na"`)
	page.click("[data-key=row-1] a")
	page.shows(".record", "Maria")
	page.shows("[data-key=property-city] [data-value]", "Brisbane")
	page.await(`document.querySelector("[data-key=property-city] form").hidden && document.querySelector("[data-key=property-city] [name=ids]").value === "1"`)
}

// What is changed elsewhere while it is edited here is told before it is saved over.
func TestAnEditSaysWhatChangedMeanwhile(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.edit("city")
	page.enter("[name='properties.city']", "half a na")
	c.hub.Advance(time.Minute)
	if status, body := c.call(`PATCH /crm/v3/objects/contacts/51 {"properties":{"city":"Tromsø"}}`); status != http.StatusOK {
		t.Fatal(body)
	}
	page.shows("[data-key=property-city] [data-meanwhile]", "Changed elsewhere meanwhile, to “Tromsø”. Saving overwrites that.")
	page.await(`document.querySelector("[name='properties.city']").value === "half a na"`)
	page.picture("records-meanwhile")
	page.key(kb.Escape)
	page.shows("[data-key=property-city] [data-value]", "Tromsø")
	page.nowhere("[data-meanwhile]")
	page.edit("city")
	page.await(`document.querySelector("[name='properties.city']").value === "Tromsø"`)
}

// Somebody erases the record while one of its values is being edited: what was typed stays until the reader has done with it.
func TestAnEditOfARecordThatIsErased(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2))
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/51")
	page.edit("city")
	page.enter("[name='properties.city']", "half a na")
	if status, body := c.call("POST /_fake/objects/contacts/51/erase"); status >= 300 {
		t.Fatal(body)
	}
	page.shows("#lost", "What you are editing is no longer there")
	page.await(`document.querySelector("[name='properties.city']").value === "half a na"`)
	page.key(kb.Escape)
	page.shows("#record-gone", "There is no contact 51")
}

func TestSeveralChoicesAreTicked(t *testing.T) {
	c := start(t)
	for _, definition := range []string{`{"name":"topics","label":"Topics","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation",` +
		`"options":[{"label":"Sales","value":"s"},{"label":"News","value":"n"},{"label":"Events","value":"e"}]}`} {
		if status, body := c.call("POST /crm/v3/properties/contacts " + definition); status != http.StatusCreated {
			t.Fatal(body)
		}
	}
	id := c.made("contacts", map[string]string{"firstname": "Ada", "topics": "s"})
	page := open(t, c.hub.URL()+"/_ui/objects/contacts/"+id)
	page.edit("topics")
	page.click("[data-key=property-topics] input[value=e]")
	page.click("[data-key=property-topics] form button")
	page.shows("[data-key=property-topics] [data-value]", "s;e")
	if got := c.value("contacts", id, "topics"); got != "s;e" {
		t.Errorf("topics are %q", got)
	}
}
