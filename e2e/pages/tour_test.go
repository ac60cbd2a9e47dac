package pages

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// trio is HubSpot, a connector and a node that has the pipes of the connector's folder; all three run on the machine's clock, as
// they do when somebody takes the tour.
type trio struct {
	hub  *fakehubspot.Server
	node *fakesesam.Node
}

func newTrio(t *testing.T, contacts int) trio {
	t.Helper()
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	hub := fakehubspot.Start(t, fakehubspot.Contacts(contacts))
	settings := connector.DefaultConfig()
	settings.APIKey, settings.BaseURL, settings.Write = connector.Secret(hub.Token()), hub.URL()+"/crm/v3", connector.WriteOn
	settings.RetryFor = 2 * time.Second // half a minute teaches no more
	service := connector.Start(t, settings)
	node := fakesesam.Start(t,
		fakesesam.Config(filepath.Join(root, "connector", "sesam")), fakesesam.NoSync(), fakesesam.Microservice("hubspot", service.URL()),
		fakesesam.Env(map[string]string{"hubspot-base-url": settings.BaseURL}), fakesesam.Secrets(map[string]string{"hubspot-api-key": hub.Token()}),
	)
	return trio{hub, node}
}

// steps are what the tour shows of each step on an account with 30 contacts, one piece a program: figures that only a right
// history has.
var steps = []struct {
	title string
	shows []string
}{
	{"Full sync", []string{"30 contacts", "full: 30 read, 30 changed", "30 entities in 30 versions"}},
	{"Change one, see it arrive", []string{
		"lastname is now \"", "incremental: 1 read, 1 changed", "\" → \"", "incremental: 1 read, 0 changed", "six minutes on", "incremental: 0 read, 0 changed",
	}},
	{"Break HubSpot", []string{"503, for every call", "the service answered 502", "stays: 20", "stays: 31 versions"}},
	{"Mend HubSpot", []string{"answers again, after ", "incremental: 1 read, 1 changed", "30 entities in 32 versions"}},
	{"Reset the pipe", []string{"deleted", "full: 30 read, 0 changed", "30 entities in 32 versions"}},
	{"Write back", []string{
		"1 sent, 1 accepted", "1 call: POST /crm/v3/objects/contacts/batch/create, answered 201", "incremental: 1 read, 1 changed", "0 sent, 0 accepted", "0 calls",
	}},
}

// take does all steps of the tour by clicks, and looks at what each shows.
func take(t *testing.T, p *page, name string) {
	t.Helper()
	p.press("Guided tour")
	p.shows("#tour .tour-way", steps[0].title)
	for i, step := range steps {
		p.shows("#tour h2 + span", fmt.Sprintf("step %d of 6", i+1))
		p.press("Do it")
		p.await("['done', 'failed'].includes(document.querySelector('#tour .tour-do h3 .chip')?.innerText)")
		p.shows("#tour .tour-do h3 .chip", "done")
		for _, piece := range step.shows {
			p.shows("#tour .tour-facts", piece)
		}
		if i == 0 || i == 2 || i == 5 {
			p.inspect(fmt.Sprintf("%s-%d", name, i+1))
		}
		if i+1 < len(steps) {
			p.press("Next: " + steps[i+1].title)
		}
	}
	p.shows("#tour", "That was all.")
}

// lead follows every link that the tour has shown, from both programs' pages: there must be something to look at.
func lead(t *testing.T, base, state string) {
	t.Helper()
	var tour struct {
		Steps []struct {
			Facts []struct{ Links []struct{ Text, Href string } }
		}
	}
	if err := json.Unmarshal([]byte(fetched(t, base+state)), &tour); err != nil {
		t.Fatal(err)
	}
	links := 0
	for _, step := range tour.Steps {
		for _, fact := range step.Facts {
			for _, link := range fact.Links {
				links++
				if strings.HasPrefix(link.Href, "/") {
					link.Href = base + link.Href
				}
				fetched(t, link.Href)
			}
		}
	}
	if links < 30 {
		t.Errorf("the tour shows %d links only", links)
	}
}

// fetched is the body of a successful answer.
func fetched(t *testing.T, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %.200s (%v)", address, answer.StatusCode, body, err)
	}
	return string(body)
}

func TestTourFromSesam(t *testing.T) {
	all := newTrio(t, 30)
	if err := all.node.ConnectHubSpot(all.hub.URL(), ""); err != nil {
		t.Fatal(err)
	}
	page := open(t, all.node.URL()+"/datasets/hubspot-contacts-collect")
	take(t, page, "tour-sesam")
	page.do(chromedp.Navigate(all.node.URL() + "/tour"))
	page.shows("#live h1", "Guided tour")
	page.inspect("tour-sesam-page")
	lead(t, all.node.URL(), "/tour/state")
}

func TestTourFromHubSpot(t *testing.T) {
	all := newTrio(t, 30)
	page := open(t, all.hub.URL()+"/")
	page.press("Guided tour")
	page.shows("#tour", "Sesam is not connected")
	page.inspect("tour-alone")
	page.enter("#tour input[name=url]", all.node.URL())
	page.press("Connect")
	page.shows("#tour", "Connected to Sesam at "+all.node.URL())
	page.press("Hide")
	page.await("document.querySelector('#tour .tour') === null")
	take(t, page, "tour-hubspot")
	lead(t, all.hub.URL(), "/_ui/tour/state")

	page.press("Do it again") // with another name, which is an update
	page.shows("#tour .tour-facts", "1 call: POST /crm/v3/objects/contacts/batch/update, answered 200")
	page.shows("#tour .tour-do h3 .chip", "done")
	page.click("#tour [data-key=way-outage] button")
	page.shows("#tour h2 + span", "step 3 of 6")
	page.press("Do it again")
	page.await("document.querySelector('#tour .tour-do h3 .chip')?.innerText === 'running'")
	page.shows("#tour .tour-do h3 .chip", "done")
	page.press("Hide")
	page.shows("dialog", "HubSpot is broken since step 3.")
	page.press("Mend and hide")
	page.await("document.querySelector('#tour .tour') === null")
	if faults := all.hub.Faults(); len(faults) != 0 {
		t.Errorf("whoever left the tour left %+v", faults)
	}
}

// Whatever a contact is called is shown as text, and does not stretch the panel.
func TestTourShowsMarkupAsText(t *testing.T) {
	const markup = `<img src=x onerror="document.title='run'"><b>`
	all := newTrio(t, 0)
	if _, err := all.hub.Create(map[string]string{"email": "m@example.com", "lastname": markup + strings.Repeat("long", 2500)}); err != nil {
		t.Fatal(err)
	}
	if err := all.node.ConnectHubSpot(all.hub.URL(), ""); err != nil {
		t.Fatal(err)
	}
	page := open(t, all.node.URL()+"/tour")
	page.click("[data-key=do-full-sync]")
	page.shows("#step-1", "ended")
	page.click("[data-key=do-one-change]")
	page.shows("#step-2 .tour-facts", `lastname "<img src=x onerror=`)
	page.shows("#step-2", "ended")
	page.inspect("tour-hostile")
	if n := page.count("#live img, #live b"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.await(`document.title === "Guided tour · fakesesam"`)
}
