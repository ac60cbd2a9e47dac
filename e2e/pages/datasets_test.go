package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// receiving is a pipe that writes what it is sent to a dataset.
const receiving = `{"_id":"%s","type":"pipe","source":{"type":"http_endpoint"},"sink":{"type":"dataset","dataset":"%[1]s"}}`

// filled is a node whose dataset "contacts" has contacts, sent one minute after another.
func filled(t *testing.T, bodies ...string) *fakesesam.Node {
	t.Helper()
	node := sesam(t, map[string]string{
		"contacts":  fmt.Sprintf(receiving, "contacts"),
		"companies": `{"_id":"companies","type":"pipe","source":{"type":"http_endpoint","auto_populate_dataset":false}}`,
		"reading":   `{"_id":"reading","type":"pipe","source":{"type":"dataset","dataset":"contacts"},"pump":{"mode":"manual"}}`,
	})
	for _, body := range bodies {
		receive(t, node, "contacts", body)
	}
	return node
}

// receive sends entities to a pipe, a minute after what happened before.
func receive(t *testing.T, node *fakesesam.Node, pipe, body string) {
	t.Helper()
	if err := node.Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/receivers/"+pipe+"/entities", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	node.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
}

// people returns n contacts with the IDs first, first+1, ….
func people(first, n int) string {
	var out []string
	for i := range n {
		id := first + i
		out = append(out, fmt.Sprintf(`{"_id":"%d","archived":false,"company":"~:companies:%d","properties":{"email":"person.%[1]d@example.com",`+
			`"firstname":"Ingrid","lastname":"Nordmann %[1]d","lastmodifieddate":"~t2026-03-01T11:%02[3]d:00Z"}}`, id, id%3, id%60))
	}
	return "[" + strings.Join(out, ",") + "]"
}

func TestDatasetsAreListed(t *testing.T) {
	node := filled(t, people(1, 3), `[{"_id":"2","_deleted":true}]`)
	page := open(t, node.URL()+"/datasets")
	page.shows(`#user tr[data-key="contacts"]`, "contacts")
	page.shows(`#user tr[data-key="companies"]`, "does not exist yet")
	page.shows(`#user tr[data-key="contacts"] td[data-label="Read by"]`, "reading")
	page.shows(`#user tr[data-key="contacts"] td[data-label="Last changed"]`, "now")
	page.shows("#system", "system:pump:contacts")
	page.inspect("datasets")
	page.click(`#user th:nth-child(2) a`)
	page.await(`location.search === "?sort=-entities" && document.querySelector("#user tbody tr").dataset.key === "contacts"`)
	page.enter("input[type=search]", "compan")
	page.do(chromedp.KeyEvent("\r"))
	page.await(`document.querySelectorAll("#user tbody tr").length === 1`)
	page.await(`document.querySelector("#system") === null`)
	page.follow(`#user a.row-link`)
	page.shows(".empty", "There is no dataset companies")
	receive(t, node, "companies", `[{"_id":"1","name":"ACME"}]`)
	page.shows("#entities tbody", "ACME")
}

func TestEntitiesAreBrowsed(t *testing.T) {
	node := filled(t, people(1, 120))
	receive(t, node, "companies", `[{"_id":"1","name":"ACME"}]`)
	receive(t, node, "contacts", `[{"_id":"7","properties":{"email":"new@example.com"}},{"_id":"8","_deleted":true,"properties":{}}]`)
	page := open(t, node.URL()+"/datasets/contacts")
	page.shows("#entities tbody tr:nth-child(2)", "new@example.com")
	page.shows("#entities tbody tr:first-child", "deleted")
	page.shows(".pager", "50 of 120 entities")
	page.inspect("dataset")

	page.click("a[rel=next]")
	page.await(`location.search.includes("after=")`)
	page.await(`document.querySelectorAll("#entities tbody tr").length === 50`)
	receive(t, node, "contacts", people(121, 3))
	page.shows("#entities .note", "3 newer")
	page.await(`document.querySelector("#entities tbody a.row-link").innerText === "72"`) // the place has not moved
	page.do(chromedp.KeyEvent("n"))
	page.await(`document.querySelectorAll("#entities tbody tr").length === 20 && !document.querySelector("a[rel=next]")`)
	page.do(chromedp.KeyEvent("p"))
	page.await(`document.querySelector("#entities tbody a.row-link").innerText === "72"`)
	page.click("#entities .note a")
	page.await(`document.querySelector("#entities tbody a.row-link").innerText === "123"`)
	page.press("Search") // nothing is searched for: the page stays as it is, and follows the dataset
	receive(t, node, "contacts", people(124, 1))
	page.await(`document.querySelector("#entities tbody a.row-link").innerText === "124"`)

	// By keyboard: down the list, open one beside it, close it, and search.
	page.script("document.activeElement.blur()")
	page.do(chromedp.KeyEvent("j"))
	page.do(chromedp.KeyEvent("j"))
	page.do(chromedp.KeyEvent("\r"))
	page.shows("#beside h2", "123")
	page.shows("#beside pre", `"firstname": "Ingrid"`)
	page.shows("#beside pre i", "reference")
	page.do(chromedp.KeyEvent("\x1b"))
	page.await(`!document.querySelector("#beside") && document.activeElement.innerText === "123"`)
	page.do(chromedp.KeyEvent("\r"))
	page.shows("#beside h2", "123")
	page.inspect("dataset-beside")
	page.click("#beside a[data-close]")
	page.await(`!document.querySelector("#beside")`)
	page.do(chromedp.KeyEvent("/"))
	page.await(`document.activeElement.type === "search"`)
	page.enter("input[type=search]", "12")
	page.do(chromedp.KeyEvent("\r"))
	page.await(`[...document.querySelectorAll("#entities a.row-link")].map(a => a.innerText).join() === "12,120,121,122,123,124"`)
	page.shows("#entities tbody tr:first-child", "exact")

	page.choose("select[name=deleted]", "only")
	page.shows("#entities .empty", "Nothing found")
	page.click("#entities .empty a") // what is no _id may be a value
	page.await(`location.search.includes("in=value") && location.search.includes("q=12") && location.search.includes("deleted=only")`)
	page.click(`#find a.button`)
	page.await(`location.search === ""`)
	page.choose("select[name=deleted]", "only")
	page.await(`[...document.querySelectorAll("#entities a.row-link")].map(a => a.innerText).join() === "8"`)
	page.choose("select[name=deleted]", "no")
	page.await(`location.search.includes("deleted=no") && !document.querySelector("#entities tbody .chip.bad")`)

	page.click("#entities details summary")
	page.click(`#columns input[value="archived"]`)
	page.await(`[...document.querySelectorAll("#entities thead th")].some(th => th.innerText === "archived")`)
	page.await(`document.querySelector("#entities details").open && document.querySelector('#columns input[value="archived"]').checked`)
}

func TestValuesAreSearched(t *testing.T) {
	node := filled(t, people(1, 60), `[{"_id":"quoted","text":"say \"hi\" to <b>him</b>"}]`)
	page := open(t, node.URL()+"/datasets/contacts")
	page.enter("input[type=search]", "Nordmann 17")
	page.choose("select[name=in]", "value")
	page.press("Search")
	page.shows("#searched", "1 found. The whole dataset was searched.")
	page.await(`[...document.querySelectorAll("#entities a.row-link")].map(a => a.innerText).join() === "17"`)
	receive(t, node, "contacts", people(170, 2)) // the search is of its moment
	page.shows("#entities .note", "2 newer")
	page.click("#entities .note a")
	page.await(`[...document.querySelectorAll("#entities a.row-link")].map(a => a.innerText).join() === "171,170,17"`)
	page.enter("input[type=search]", `say "hi" to <b>`)
	page.press("Search")
	page.await(`[...document.querySelectorAll("#entities a.row-link")].map(a => a.innerText).join() === "quoted"`)
	page.enter("input[type=search]", "nowhere")
	page.press("Search")
	page.shows("#entities .empty", "No entity contains “nowhere”")
	page.inspect("dataset-nothing")
}

func TestVersionsAreCompared(t *testing.T) {
	node := filled(t,
		`[{"_id":"1","company":"~:companies:1","properties":{"email":"ada@example.com","firstname":"Ada","city":"Oslo"},"tags":["a","b"]}]`,
		`[{"_id":"1","company":"~:companies:1","properties":{"email":"ada@example.org","firstname":"Ada","phone":null},"tags":["a","x","b"],"n":1}]`,
		`[{"_id":"1","_deleted":true,"company":"~:companies:1","properties":{"email":"ada@example.org","firstname":"Ada","phone":null},"tags":["a","x","b"],"n":1}]`)
	receive(t, node, "companies", `[{"_id":"1","name":"ACME"}]`)
	page := open(t, node.URL()+"/datasets/contacts?open=1")
	page.follow("#beside a.main")
	page.shows("h1", "1")
	page.shows(".title", "deleted")
	page.shows("#changes tr.added", "_deleted")
	page.click(`#versions tbody tr:nth-child(2) a.row-link`)
	page.shows("#changes tr.changed", "properties.email")
	page.await(`document.querySelector("#changes tr.changed del").innerText === "com" && document.querySelector("#changes tr.changed ins").innerText === "org"`)
	page.shows("#changes", "1 other property is the same")
	page.await(`[...document.querySelectorAll("#changes tbody tr")].map(tr => tr.innerText.split(/\s+/).slice(0, 3).join(" ")).join() ===
		"+ added n,− removed properties.city,~ changed properties.email,+ added properties.phone,+ added tags[1]"`)
	page.shows("#versions tbody tr:nth-child(2)", "contacts, incremental run") // which wrote it
	page.inspect("entity")
	page.click(`#versions input[name=old][value="0"]`)
	page.click(`#versions input[name=new][value="2"]`)
	page.press("Compare the chosen two")
	page.await(`location.search.includes("old=0") && location.search.includes("new=2")`)
	page.await(`document.querySelectorAll("#changes tbody tr").length === 6`)
	receive(t, node, "contacts", `[{"_id":"1","n":2}]`)
	page.await(`document.querySelectorAll("#versions tbody tr").length === 4`)
	page.follow(`#versions tbody tr:nth-child(2) small a:last-child`) // the run that wrote it
	page.shows("#run", "incremental")
	page.do(chromedp.Navigate(node.URL() + "/datasets/contacts/entity?id=1&new=0"))
	page.follow(`#content a.s`) // the reference to the company
	page.shows("h1", "1")
	page.shows("#content", "ACME")
	page.shows("#changes", "The first version")
}

// Whatever an _id, a property or a value is, it is shown as text, and the links lead to it.
func TestDatasetsShowAnythingAsText(t *testing.T) {
	const markup = `<img src=x onerror=document.title=1><b>x</b>`
	long := strings.Repeat("endless", 1500)
	ids := []string{markup, "a/b c?d#e%20f", "😀 🇳🇴", "../..", "\u202eright\u200f", long, "line\\nbreak", " "}
	var entities []string
	for _, id := range ids {
		entities = append(entities, fmt.Sprintf(`{"_id":"%s","%s":"%s","long":"%s","deep":%s1%s}`, id, markup, markup, long,
			strings.Repeat("[", 500), strings.Repeat("]", 500)))
	}
	node := filled(t, "["+strings.Join(entities, ",")+"]", `[{"_id":"`+markup+`","`+markup+`":{"<i>":"<u>"},"long":"`+long+`x"}]`)
	page := open(t, node.URL()+"/datasets/contacts?sort=oldest")
	page.await(fmt.Sprintf(`document.querySelectorAll("#entities tbody tr").length === %d`, len(ids)))
	page.inspect("dataset-hostile")
	for i := range ids {
		page.click(fmt.Sprintf("#entities tbody tr:nth-child(%d) a.row-link", i+1))
		page.await(fmt.Sprintf(`document.querySelector("#entities tbody tr:nth-child(%d)").ariaCurrent === "true" && document.querySelector("#beside pre.entity") !== null`, i+1))
	}
	if n := page.count("img, main script, #live b, #live u"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.click("#entities tbody tr:last-child a.row-link") // the newest version, of the one that is markup
	page.shows("#beside pre", "<u>")
	page.follow("#beside a.main")
	page.shows("#changes", "<img src=x")
	page.inspect("entity-hostile")
	if n := page.count("img, main script, #live b, #live u"); n != 0 {
		t.Errorf("%d elements were created from text", n)
	}
	page.await(`document.title.startsWith("<img")`)
}

// A dataset that is deleted while it is read says so, and comes back when it is written again.
func TestDatasetVanishes(t *testing.T) {
	node := filled(t, people(1, 3))
	page := open(t, node.URL()+"/datasets/contacts?open=2")
	page.shows("#beside h2", "2")
	if err := node.DeleteDataset("contacts"); err != nil {
		t.Fatal(err)
	}
	page.shows(".empty", "There is no dataset contacts")
	page.inspect("dataset-missing")
	receive(t, node, "contacts", people(1, 1))
	page.shows("#entities tbody", "person.1@example.com")
	page.shows("#beside .empty", "There is no such entity")

	page.press("Delete…")
	page.shows("dialog", "Delete the dataset contacts with 1 entity and 1 version?")
	page.press("Delete for good")
	page.await(`location.pathname === "/datasets"`)
	page.shows(`tr[data-key="contacts"]`, "does not exist yet")
}

// breaking is a pipe whose sink lets no run change more than one entity.
const breaking = `{"_id":"contacts","type":"pipe","source":{"type":"embedded","entities":[%s]},
	"sink":{"type":"dataset","circuit_breaker_threshold_count":1},"pump":{"mode":"manual"}}`

// What a circuit breaker holds back waits until somebody decides.
func TestHeldBackVersionsAreDecided(t *testing.T) {
	node := sesam(t, map[string]string{"contacts": fmt.Sprintf(breaking, `{"_id":"1"}`)})
	if _, err := node.Run(t.Context(), "contacts"); err != nil {
		t.Fatal(err)
	}
	if err := node.Put(fmt.Appendf(nil, breaking, `{"_id":"1"},{"_id":"2"},{"_id":"3"}`)); err != nil {
		t.Fatal(err)
	}
	if _, err := node.Run(t.Context(), "contacts"); err != nil {
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/datasets/contacts")
	page.shows("#held", "2 versions wait for a decision")
	page.await(`document.querySelectorAll("#entities tbody tr").length === 1`)
	page.inspect("dataset-held")
	page.press("Commit")
	page.press("Accept them")
	page.await(`document.querySelector("#held") === null && document.querySelectorAll("#entities tbody tr").length === 3`)
}
