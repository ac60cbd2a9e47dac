package pages

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// inOneLine is a condition: there are elements that match, and each is in one line.
func inOneLine(selector string) string {
	return fmt.Sprintf(`((all) => all.length > 0 && all.every((each) => each.getClientRects().length <= 1))([...document.querySelectorAll(%s)])`, quoted(selector))
}

// A time that is an offset is broken between its date and its time of day at most, not at a hyphen.
func TestOffsetsKeepTheirDates(t *testing.T) {
	source := &answers{}
	server := httptest.NewServer(source)
	t.Cleanup(server.Close)
	node := sesam(t, map[string]string{"timed": fmt.Sprintf(`{"_id":"timed","type":"pipe","source":{"type":"json","url":"%s/","supports_since":true},"pump":{"log_events_noop_runs":true}}`,
		server.URL)}, fakesesam.Schedule(false))
	for i, day := range []int{26, 26, 27} {
		source.next(200, fmt.Sprintf(`[{"_id":"%d","_updated":"2026-11-%dT09:44:19.458Z"}]`, i, day))
		if _, err := node.Run(t.Context(), "timed"); err != nil {
			t.Fatal(err)
		}
		if err := node.Advance(time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	page := open(t, node.URL()+"/pipes/timed")
	page.shows("#runs tbody tr:nth-child(1)", "2026-11-26T09:44:19.458Z → 2026-11-27T09:44:19.458Z")
	page.shows("#runs tbody tr:nth-child(2)", "2026-11-26T09:44:19.458Z\nunchanged")
	page.shows("#offset", "2026-11-27T09:44:19.458Z")
	look := func() {
		t.Helper()
		for _, width := range []int64{390, 650, 900, 1000, 1151, 1241, 1280} {
			page.resize(width)
			page.await(fmt.Sprintf("document.documentElement.scrollWidth <= innerWidth /* of %d */", width))
			page.await(inOneLine(".unbroken"))
			page.await(fmt.Sprintf("[...document.querySelectorAll('#runs th .chip')].every((each) => each.offsetHeight < 25) /* at %d */", width))
		}
	}
	look()
	page.click("#runs tr.run a")
	page.shows("#run h3", "Completed")
	look()
	page.visit(node.URL() + "/")
	page.shows("#row-timed code", "2026-11-27T09:44:19.458Z")
	look()
}

// The panel of the tour can be made small, so that a phone shows the page below it, and stays so on other pages; the step to which
// one goes on is shown in full again.
func TestTourFolds(t *testing.T) {
	all := newTrio(t, 30)
	if err := all.node.ConnectHubSpot(all.hub.URL(), ""); err != nil {
		t.Fatal(err)
	}
	page := open(t, all.node.URL()+"/")
	page.resize(390)
	page.press("Guided tour")
	page.shows("#tour", "Why it is so")
	page.press("Fold")
	page.await(`document.querySelector("#tour .why") === null`)
	page.await(`document.querySelector("#tour > section").getBoundingClientRect().height < 200`)
	page.follow(`#head nav a[href="/datasets"]`)
	page.shows("#live h1", "Datasets")
	page.shows("#tour .folded", "1. Full sync")
	page.press("Do it")
	page.shows("#tour .folded", "done")
	page.inspect("tour-folded")
	page.press("Unfold")
	page.shows("#tour .tour-facts", "full: 30 read, 30 changed")
	page.press("Fold")
	page.await(`document.querySelector("#tour .tour-facts") === null`)
	page.press("Next: Change one, see it arrive")
	page.shows("#tour .why", "HubSpot's search learns of a change late")

	// Each program leads to the other one, and to the tour that it has.
	for _, link := range []string{all.hub.URL() + "/", all.hub.URL() + "/_ui/tour"} {
		page.await(fmt.Sprintf(`document.querySelector('#head a[target=_blank][href="%[1]s"], #tour a[target=_blank][href="%[1]s"]') !== null`, link))
		fetched(t, link)
	}
	if err := all.hub.ConnectSesam(all.node.URL(), ""); err != nil {
		t.Fatal(err)
	}
	page = open(t, all.hub.URL()+"/_ui/tour")
	page.shows("#head nav", "Sesam")
	page.await(fmt.Sprintf(`document.querySelector('#live a[target=_blank][href="%s/tour"]') !== null`, all.node.URL()))
}
