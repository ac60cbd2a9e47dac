package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// A fault stands beside its line, and is mended there. What is typed survives everything but the wish to give it up.
func TestConfigurationIsMendedInPlace(t *testing.T) {
	service := newHubSpot(t)
	node := nodeOf(t, project(service.URL), fakesesam.Microservice("hubspot", service.URL))
	page := open(t, node.URL()+"/config")
	page.shows("#components tbody tr:first-child", "misspelt")
	page.click("#components tbody tr:first-child a")
	page.shows("#configuration li:nth-child(7)", `did you mean "include_previous_versions"?`)
	page.shows("#configuration li:nth-child(9)", "must be an integer of at least 1, got 0")
	page.inspect("config")
	const text = "#configuration textarea"
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.includes("include_prevous_versions")`)
	mended := `{"_id": "misspelt", "type": "pipe", "source": {"type": "dataset", "dataset": "contact-enrich"}`
	page.enter(text, mended)
	page.press("Save")
	page.shows("#configuration .problems", "Line 1, column 95: the text ends too early")
	page.await(`document.querySelector("#configuration textarea").selectionStart === 94`)
	page.inspect("config-refused")
	page.script(`window.shown = 0; document.addEventListener("look:shown", () => window.shown++)`)
	page.await("window.shown >= 2") // the page has been fetched again meanwhile
	page.await(fmt.Sprintf("document.querySelector(%q).value === %s", text, quoted(mended)))
	page.script(`document.querySelector("#configuration textarea").focus()`)
	page.do(chromedp.KeyEvent("\x1b"))
	page.shows("dialog", "It has not been saved.")
	page.decline()
	page.click("#components tbody tr:nth-child(2) a") // another component
	page.shows("dialog", "It has not been saved.")
	page.decline()
	page.enter("input[type=search]", "warehouse\r")
	page.shows("dialog", "It has not been saved.")
	page.decline()
	page.await(fmt.Sprintf("document.querySelector(%q).value === %s && location.search.includes('misspelt')", text, quoted(mended)))
	page.enter(text, mended+`, "batch_size": 0}`)
	page.press("Save")
	page.shows("#configuration .problems", "batch_size: must be an integer of at least 1, got 0")
	page.press("Save in spite of that")
	page.shows("#configuration .at-fault", `"batch_size": 0`)
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.includes('"batch_size": 0')`)
	page.enter(text, mended+"}")
	page.press("Save")
	page.shows(".toast", "Saved.")
	page.await(`document.querySelector("#configuration .at-fault") === null`)
	page.await(`document.querySelector("#components tr[aria-current=true] .chip.good") !== null`)
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.length > 10`)
	page.do(chromedp.KeyEvent("\x1b")) // nothing has been changed, so nothing is asked
	page.await(`document.querySelector("#configuration form").hidden`)
	page.do(chromedp.KeyEvent("\x1b"))
	page.await(`document.querySelector("#configuration") === null`)
}

// What is typed is given up on purpose only: then the other component is there.
func TestConfigurationIsGivenUp(t *testing.T) {
	node := nodeOf(t, project("http://127.0.0.1:1"))
	page := open(t, node.URL()+"/config?open=pipes/misspelt.conf.json")
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.length > 10`)
	page.enter("#configuration textarea", "{}")
	page.click("#components tr[data-key='systems/erp.conf.json'] a")
	page.press("Give up")
	page.shows("#configuration .listing", `"_id": "erp"`)
	page.await(`document.querySelector("#configuration form").hidden && location.search.includes("erp")`)
	page.press("Edit")
	page.await(`document.querySelector("#configuration textarea").value.includes('"erp"')`)
	page.click("#components tr[data-key='pipes/misspelt.conf.json'] a") // nothing has been changed, so nothing is asked
	page.shows("#configuration .listing", `"misspelt"`)
}

// A whole configuration is uploaded on the page: one with faults changes nothing unless somebody insists.
func TestConfigurationIsUploaded(t *testing.T) {
	node := nodeOf(t, project("http://127.0.0.1:1"))
	page := open(t, node.URL()+"/config")
	choose := func(name, text string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		page.do(chromedp.SetUploadFiles("#upload input", []string{file}))
	}
	choose("broken.json", `[{"_id":"new","type":"pipe","source":{"type":"embedded","entities":[]},"batch_size":0}]`)
	page.press("Replace the configuration")
	page.shows("dialog", "Replace the whole configuration?")
	page.press("Replace")
	page.shows("#upload .problems", "batch_size: must be an integer of at least 1, got 0")
	page.inspect("config-upload")
	if got := len(node.Pipes()); got != 7 {
		t.Errorf("%d pipes", got)
	}
	page.press("Replace in spite of that")
	page.await(`document.querySelectorAll("#components tbody tr").length === 1`)
	page.shows("#components", "got 0")
	choose("good.json", `[{"_id":"new","type":"pipe","source":{"type":"embedded","entities":[]}}]`)
	page.press("Replace the configuration")
	page.press("Replace")
	page.await(`document.querySelector("#components .chip.good") !== null`)
	page.await(`document.querySelector("#upload .problems").innerText === ""`)
}
