package pages

import (
	"github.com/chromedp/chromedp"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func TestZZRecords(t *testing.T) {
	c := start(t, fakehubspot.Contacts(1000), fakehubspot.Records("companies", 200), fakehubspot.Records("deals", 60), fakehubspot.Records("tickets", 20))
	c.hub.Object("contacts").Update("51", map[string]string{"city": "Oslo"})
	page := open(t, c.hub.URL()+"/")
	page.shows("#rows", "Brian")
	page.inspect("records-list")
	page.do(chromedp.Navigate(c.hub.URL() + "/_ui/objects/contacts/51"))
	page.shows("#record", "Brian")
	page.inspect("records-one")
	page.do(chromedp.Navigate(c.hub.URL() + "/_ui/objects/contacts/new"))
	page.inspect("records-new")
	page.do(chromedp.Navigate(c.hub.URL() + "/_ui/objects/deals"))
	page.inspect("records-deals")
}
