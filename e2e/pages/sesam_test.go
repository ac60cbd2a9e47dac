package pages

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// sesam starts a node with these pipes and a frozen clock.
func sesam(t *testing.T, pipes map[string]string, opts ...fakesesam.Option) *fakesesam.Node {
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
	return fakesesam.Start(t, append([]fakesesam.Option{fakesesam.Config(dir), fakesesam.NoSync(), fakesesam.Frozen(noon)}, opts...)...)
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
	page.shows("#live", "full, completed")
	page.shows("#row-contacts", "1 waiting")
	page.picture("sesam-node")
	log, err := node.Log("contacts")
	if err != nil || len(log) == 0 {
		t.Errorf("the log has %d events, %v", len(log), err)
	}
	if got, err := node.Offset("contacts"); err != nil || got != "2" {
		t.Errorf("the offset is %q, %v", got, err)
	}
	page.press("Reset")
	page.shows("dialog", "the next run reads everything again")
	page.click("dialog button.danger")
	page.await(`![...document.querySelectorAll("#live code")].some(c => c.innerText === "2")`)
	if got, err := node.Offset("contacts"); err != nil || got != "" {
		t.Errorf("after a reset the offset is %q, %v", got, err)
	}
	page.press("Rescan")
	page.await(`[...document.querySelectorAll("#live code")].some(c => c.innerText === "2")`)

	page.follow(`a[href="/pipes/contacts"]`)
	page.shows("h1", "contacts")
	page.shows("#live", "1 to be tried again")
	page.press("Disable")
	page.shows("#state", "Disabled")
	page.press("Enable")
	page.await(`document.querySelector("#state").innerText !== "Disabled"`)
	page.click("tr.pump-completed a")
	page.shows("#run li", "2 waits")
	page.picture("sesam-pipe")
	page.follow(`a[href="/datasets/contacts"]`)
	page.shows("#live tbody", "1")
	page.picture("sesam-dataset")
}

// sending is a pipe that sends three contacts to a service, and tries what is refused once more.
const sending = `{"_id":"sending","type":"pipe","source":{"type":"embedded","supports_since":true,"entities":[
		{"_id":"1","_updated":1,"name":"Ada"},{"_id":"2","_updated":2,"email":"no address"},{"_id":"3","_updated":3,"name":"Bo"}]},
	"sink":{"type":"json","url":"%s/push_contacts"},
	"pump":{"schedule_interval":900,"batch_retries":0,"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":2,"max_retries_per_entity":1,
		"dead_letter_dataset":"letters"}}`

// choosy is a service that refuses entities with an e-mail address.
func choosy(w http.ResponseWriter, r *http.Request) {
	if body, err := io.ReadAll(r.Body); err != nil || strings.Contains(string(body), "email") {
		http.Error(w, "2: email <b>no address</b> is no address", http.StatusBadRequest)
	}
}

// What a service refuses is shown with its content, the reason, and what becomes of it: it waits, it is given up, or somebody
// discards it.
func TestSesamShowsWhatIsRefused(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(choosy))
	t.Cleanup(service.Close)
	node := sesam(t, map[string]string{"sending": fmt.Sprintf(sending, service.URL)}, fakesesam.Schedule(true))
	if err := node.Advance(0); err != nil { // the pipe has never run, so it is due
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/pipes/sending")
	page.shows("#waiting", "email <b>no address</b> is no address")
	page.shows("#waiting", "0 of 1")
	page.shows("#waiting", "12:15:00") // the next run
	page.shows("tr.pump-completed", "\t3\t2\t0\t1\t")
	page.click("tr.pump-completed a")
	page.shows("#run li", "2 waits")
	page.click("#waiting summary")
	page.shows("#waiting pre", `"email": "no address"`)
	page.picture("sesam-waiting")
	page.press("Start")
	page.shows("#dead", "email <b>no address</b> is no address")
	page.shows("#dead", "1 of 1")
	page.await(`document.querySelector("#waiting") === null`)
	page.await(`document.querySelectorAll("tr.pump-completed").length === 2`) // the entity is given up a moment before the run ends
	page.click("tr.pump-completed a")
	page.shows("#run li", "2 given up")
	page.picture("sesam-dead")
	page.follow(`#dead a[href="/datasets/letters"]`)
	page.shows("h1", "letters")
	page.shows("#entities tbody", "no address")
	page.click("a.row-link")
	page.shows("#beside pre", `"email": "no address"`)

	page = open(t, node.URL()+"/")
	page.shows("#live", "1 given up")
	page.follow(`a[href="/pipes/sending"]`)
	page.press("Discard …")
	page.press("Discard all")
	page.await(`document.querySelector("#dead") === null`)
	if status, err := node.Status("sending"); err != nil || status.DeadLetters != 0 {
		t.Errorf("%+v, %v", status, err)
	}
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
		page.await(`![...document.querySelectorAll("#live b")].some(b => b.innerText === "x")`)
		if n := page.count("img"); n != 0 {
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
