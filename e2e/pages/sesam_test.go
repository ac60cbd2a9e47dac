package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// sesam starts a node with these pipes and a frozen clock.
func sesam(t *testing.T, pipes map[string]string) *fakesesam.Node {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "pipes"), 0o750); err != nil {
		t.Fatal(err)
	}
	for id, pipe := range pipes {
		if err := os.WriteFile(filepath.Join(dir, "pipes", id+".conf.json"), []byte(pipe), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return fakesesam.Start(t, fakesesam.Config(dir), fakesesam.NoSync(), fakesesam.Frozen(noon))
}

// contacts is a pipe with two contacts, one of which its rules reject.
const contacts = `{"_id":"contacts","type":"pipe",
	"source":{"type":"embedded","supports_since":true,"entities":[{"_id":"1","_updated":1,"name":"%s"},{"_id":"2","_updated":2,"refuse":true}]},
	"pump":{"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":2},
	"transform":{"type":"dtl","rules":{"default":[["if","_S.refuse",["fail!","refused"]],["copy","*"]]}}}`

// The page starts, resets and disables pumps, and shows the result without being reloaded.
func TestSesamButtons(t *testing.T) {
	node := sesam(t, map[string]string{"contacts": fmt.Sprintf(contacts, "Ada")})
	page := open(t, node.URL()+"/")
	page.shows("#live", "never")
	page.press("Start")
	page.shows("#live", "full, completed; not written yet: 1")
	page.picture("sesam-node")
	log, err := node.Log("contacts")
	if err != nil || len(log) == 0 {
		t.Errorf("the log has %d events, %v", len(log), err)
	}
	if got, err := node.Offset("contacts"); err != nil || got != "2" {
		t.Errorf("the offset is %q, %v", got, err)
	}
	page.press("Reset")
	page.await(`![...document.querySelectorAll("#live code")].some(c => c.innerText === "2")`)
	if got, err := node.Offset("contacts"); err != nil || got != "" {
		t.Errorf("after a reset the offset is %q, %v", got, err)
	}
	page.press("Rescan")
	page.await(`[...document.querySelectorAll("#live code")].some(c => c.innerText === "2")`)

	page.click(`a[href="/pipes/contacts"]`)
	page.shows("h2", "contacts")
	page.shows("#live", "1 to be tried again, 0 given up")
	page.press("Disable")
	page.shows("h2 .state", "Disabled")
	page.press("Enable")
	page.await(`document.querySelector("h2 .state").innerText !== "Disabled"`)
	page.click("tr.pump-completed summary")
	page.shows("tr.pump-completed pre", `"entities_failed": 1`)
	page.picture("sesam-pipe")
	page.click(`a[href="/datasets/contacts"]`)
	page.shows("#live tbody", "1")
	page.picture("sesam-dataset")
}

// Whatever contacts and configurations contain is shown as text.
func TestSesamShowsMarkupAsText(t *testing.T) {
	const markup = `<img src=x onerror=document.title=1><b>x</b>`
	node := sesam(t, map[string]string{
		"contacts": fmt.Sprintf(contacts, markup),
		"odd":      `{"_id":"odd","type":"` + markup + `"}`,
	})
	if run, err := node.Run(t.Context(), "contacts"); err != nil || run.Outcome != fakesesam.Completed {
		t.Fatal(run, err)
	}
	page := open(t, node.URL()+"/")
	page.shows("#live", "<img src=x")
	for _, path := range []string{"/", "/pipes/contacts", "/datasets/contacts"} {
		page = open(t, node.URL()+path)
		page.script("for (const d of document.querySelectorAll('details')) d.open = true")
		if path != "/" {
			page.shows("#live", "onerror=document.title")
		}
		if n := page.count("img, #live b"); n != 0 {
			t.Errorf("%s: %d elements were created from text", path, n)
		}
	}
}

// The page follows the node by itself, and does not disturb what is being read.
func TestSesamFollowsTheNode(t *testing.T) {
	node := sesam(t, map[string]string{"contacts": fmt.Sprintf(contacts, "Ada")})
	page := open(t, node.URL()+"/")
	page.shows("#live", "never")
	if err := node.Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := node.Run(t.Context(), "contacts"); err != nil {
		t.Fatal(err)
	}
	page.shows("#live", "full, completed")
	page.shows("header time", "12:01:00")
}
