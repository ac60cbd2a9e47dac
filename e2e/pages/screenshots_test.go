package pages

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// TestScreenshots makes the pictures of the README, of a morning on which things happened: contacts changed, HubSpot was away
// for two runs, and the ERP sent persons, one of them with a bad address. SCREENSHOTS names the folder where they are saved.
func TestScreenshots(t *testing.T) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	hub := fakehubspot.Start(t, fakehubspot.Contacts(1000), fakehubspot.Records("companies", 200), fakehubspot.Records("deals", 300),
		fakehubspot.Records("tickets", 150), fakehubspot.Frozen(noon))
	settings := connector.DefaultConfig()
	settings.APIKey, settings.BaseURL, settings.Write = connector.Secret(hub.Token()), hub.URL()+"/crm/v3", connector.WriteOn
	settings.RetryFor = 0
	service := unhurry(t, connector.Start(t, settings).URL())
	node := fakesesam.Start(t, fakesesam.Config(filepath.Join(root, "connector", "sesam")), fakesesam.NoSync(), fakesesam.Frozen(noon),
		fakesesam.Microservice("hubspot", service.address), fakesesam.Env(map[string]string{"hubspot-base-url": settings.BaseURL}),
		fakesesam.Secrets(map[string]string{"hubspot-api-key": hub.Token()}))
	if err := node.ConnectHubSpot(hub.URL(), ""); err != nil {
		t.Fatal(err)
	}
	service.node.Store(node)
	morning(t, hub, node)

	page := open(t, node.URL()+"/?view=flow")
	page.shows("#live", "hubspot-contacts-collect")
	page.shot("sesam-flow", page.downTo("#flow"))
	page.visit(node.URL() + "/pipes/hubspot-contacts-collect")
	page.shows("#live", "2 failed")
	page.shot("sesam-pipe", 900)

	page = open(t, hub.URL()+"/")
	page.shows("#live", "Contacts")
	page.follow("tbody tr:nth-child(2) a.row-link")
	page.shows("#live .beside", "Properties")
	page.click("#live .beside [data-key=property-lastname] details summary")
	page.shot("hubspot-records", 900)
	page.visit(hub.URL() + "/_ui/requests")
	page.follow("tbody tr:nth-child(3) a.row-link")
	page.shows("#live .beside", "Answer")
	page.shot("hubspot-requests", 900)
}

// morning is what happened: 24 runs of the pipe of contacts, a quarter of an hour apart, and one of each other.
func morning(t *testing.T, hub *fakehubspot.Server, node *fakesesam.Node) {
	t.Helper()
	away := fakehubspot.Fault{Name: "away", Kind: "status", Status: 503, Match: fakehubspot.Match{Path: "/crm/*"}}
	for quarter, changes := range []int{0, 120, 30, 400, 0, 70, 0, 0, 250, 180, 600, 40, 90, 0, 310, 220, 50, 0, 130, 480, 20, 160, 80, 270} {
		if changes > 0 {
			if _, err := hub.Change(changes); err != nil {
				t.Fatal(err)
			}
		}
		if quarter == 6 {
			if err := hub.AddFault(away); err != nil {
				t.Fatal(err)
			}
		}
		if quarter == 8 {
			hub.ClearFaults()
		}
		hub.Advance(15 * time.Minute)
		if err := node.Advance(15 * time.Minute); err != nil {
			t.Fatal(err)
		}
		run, err := node.Run(t.Context(), "hubspot-contacts-collect")
		if failed := quarter == 6 || quarter == 7; err != nil || (run.Outcome == fakesesam.Failed) != failed {
			t.Fatalf("run %d: %+v, %v", quarter, run, err)
		}
	}
	persons := `[{"_id":"erp:ida","email":"ida@example.com","firstname":"Ida"},{"_id":"erp:bo","email":"bo at example.com","firstname":"Bo"}]`
	post(t, node.URL()+"/api/receivers/erp-persons-collect/entities", persons)
	for _, pipe := range node.Pipes() {
		if _, err := node.Run(t.Context(), pipe); err != nil && !errors.Is(err, fakesesam.ErrNoPump) {
			t.Fatalf("%s: %v", pipe, err)
		}
	}
}

// unhurried is a service whose answers take some of the node's time, which stands still otherwise.
type unhurried struct {
	address string
	node    atomic.Pointer[fakesesam.Node]
	calls   atomic.Int64
}

func unhurry(t *testing.T, address string) *unhurried {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s := &unhurried{}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.Transport = &http.Transport{DisableKeepAlives: true}
	proxy.ModifyResponse = func(*http.Response) error {
		return s.node.Load().Advance(time.Duration(300+170*s.calls.Add(1)%900) * time.Millisecond)
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	s.address = server.URL
	return s
}

// visit leads to another page of the same or another program.
func (p *page) visit(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate(address))
	p.await("document.documentElement.classList.contains('script')")
}

// downTo is the height of a window that shows the page as far as the end of an element.
func (p *page) downTo(selector string) int64 {
	p.t.Helper()
	p.resize(1280)
	end, err := chromedp.Run(p.window, chromedp.Evaluate[int64](fmt.Sprintf("Math.ceil(document.querySelector(%s).getBoundingClientRect().bottom + scrollY)", quoted(selector))))
	if err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
	const margin = 16
	return end + margin
}

// shot saves what a window of usual width shows in the folder named by SCREENSHOTS, if it is set.
func (p *page) shot(name string, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(1280, height))
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.window, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func post(t *testing.T, address, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(answer.Body) // it is only told
		t.Fatalf("%s: %d %s", address, answer.StatusCode, text)
	}
}
