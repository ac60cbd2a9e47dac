package pages

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

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

// take does all steps of the tour by clicks, and looks at what each shows.
func take(t *testing.T, page *page, picture string) {
	t.Helper()
	page.press("Guided tour")
	page.shows("#tour", "step 1 of 6")
	page.picture(picture + "-0")
	for number, want := range []string{
		"full: 30 read",
	} {
		page.press("Do it")
		page.await("document.querySelector('#tour .tour-do h3 .chip')?.innerText === 'done'")
		page.shows("#tour .tour-facts", want)
		page.picture(fmt.Sprintf("%s-%d", picture, number+1))
	}
}

func TestTourFromSesam(t *testing.T) {
	all := newTrio(t, 30)
	if err := all.node.ConnectHubSpot(all.hub.URL(), ""); err != nil {
		t.Fatal(err)
	}
	take(t, open(t, all.node.URL()+"/"), "tour-sesam")
}
