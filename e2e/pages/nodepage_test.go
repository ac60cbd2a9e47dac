package pages

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// hubspot is a service that pipes read from and write to; down makes it answer with an error.
type hubspot struct {
	*httptest.Server

	down atomic.Bool
}

func newHubSpot(t *testing.T) *hubspot {
	t.Helper()
	s := &hubspot{}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *hubspot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if s.down.Load() || err != nil {
		http.Error(w, "the vendor is away", http.StatusBadGateway)
		return
	}
	switch r.URL.Path {
	case "/get_contacts":
		_, _ = io.WriteString(w, `[{"_id":"1","_updated":"2026-01-01","name":"Ada"},{"_id":"2","_updated":"2026-01-02","name":"Bo"},{"_id":"3","_updated":"2026-01-03"}]`)
	case "/enrich":
		_, _ = w.Write(body)
	case "/push_contacts":
		if strings.Contains(string(body), "Bo") {
			http.Error(w, "2: name Bo is too short", http.StatusBadRequest)
		}
	}
}

// project is the configuration of a node whose pipes read from, call and write to that service, and of some that are at fault.
func project(url string) []string {
	return []string{
		`{"_id":"hubspot","type":"system:microservice","docker":{"image":"example/connector:1","port":5000,
			"environment":{"api-key":"$SECRET(api-key)","settle-window":"0"}}}`,
		`{"_id":"enricher","type":"system:url","url_pattern":"` + url + `/%s","headers":{"Authorization":"Bearer written-in-the-open"},
			"retry_strategy":{"429":{"max_read_retries":3,"read_retry_delay":2},"default":{"batch_retries":1}}}`,
		`{"_id":"erp","type":"system:url","url_pattern":"http://127.0.0.1:1/%s"}`,
		`{"_id":"warehouse","type":"system:sqlserver","host":"db","database":"d","username":"u","password":"$SECRET(api-key)"}`,
		`{"_id":"hubspot-contacts-collect","type":"pipe","source":{"type":"json","system":"hubspot","url":"get_contacts","supports_since":true},
			"pump":{"schedule_interval":252}}`,
		`{"_id":"contact-enrich","type":"pipe","source":{"type":"dataset","dataset":"hubspot-contacts-collect"},"pump":{"schedule_interval":30},
			"transform":[{"type":"http","system":"enricher","url":"enrich"},{"type":"dtl","rules":{"default":[["copy","*"],
				["add","person",["hops",{"datasets":["erp-persons-collect e"],"where":["eq","_S._id","e._id"]}]]]}}]}`,
		`{"_id":"erp-persons-collect","type":"pipe","source":{"type":"json","system":"erp","url":"persons"},"pump":{"schedule_interval":3600}}`,
		`{"_id":"contacts-to-hubspot","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich"},"sink":{"type":"json","system":"hubspot","url":"push_contacts"},
			"pump":{"mode":"manual","batch_retries":0,"max_write_errors_in_retry_dataset":5,"max_consecutive_write_errors":2}}`,
		`{"_id":"contacts-csv","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich"},"sink":{"type":"csv_endpoint","columns":["_id","name"]}}`,
		`{"_id":"contacts-to-the-warehouse","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich"},"sink":{"type":"sql","system":"warehouse","table":"contacts"}}`,
		`{"_id":"misspelt","type":"pipe","source":{"type":"dataset","dataset":"contact-enrich","include_prevous_versions":true},"batch_size":0}`,
	}
}

// nodeOf starts a node with these components, a frozen clock and the variables that they name.
func nodeOf(t *testing.T, components []string, opts ...fakesesam.Option) *fakesesam.Node {
	t.Helper()
	node := fakesesam.Start(t, append([]fakesesam.Option{
		fakesesam.NoSync(), fakesesam.Frozen(noon), fakesesam.Seed(1), fakesesam.Secrets(map[string]string{"api-key": "hush-hush"}),
		fakesesam.Env(map[string]string{"host": "example.com"}),
	}, opts...)...)
	upload(t, node, components)
	return node
}

// upload makes components the configuration of a node, whatever is wrong with them.
func upload(t *testing.T, node *fakesesam.Node, components []string) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/api/config?force=true", strings.NewReader("["+strings.Join(components, ",")+"]"))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	node.Handler().ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
}

// The node's page: the flow, the table, and what every pipe is about to do.
func TestNodePage(t *testing.T) {
	service := newHubSpot(t)
	node := nodeOf(t, project(service.URL), fakesesam.Microservice("hubspot", service.URL), fakesesam.Schedule(true))
	if err := node.Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := node.Run(t.Context(), "contacts-to-hubspot"); err != nil {
		t.Fatal(err)
	}
	if err := node.Disable("contacts-csv", "not now"); err != nil {
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/")
	for place, shows := range map[string]string{
		"#node": "stands still",
		"#flow foreignObject[data-key='pipe:contact-enrich'] .box":            "⇄ enricher",
		"#flow foreignObject[data-key='to:hubspot'] .box":                     "hubspot",
		"#flow foreignObject[data-key='from:erp'] .box":                       "does not answer",
		"#row-hubspot-contacts-collect":                                       "in 3 min",
		"#row-contacts-to-hubspot":                                            "1 waiting",
		"#row-misspelt":                                                       `did you mean "include_previous_versions"?`,
		"#row-erp-persons-collect":                                            "connection refused",
		"#flow foreignObject[data-key='pipe:hubspot-contacts-collect'] .foot": "3",
	} {
		page.shows(place, shows)
	}
	page.inspect("node")
	for _, width := range []int64{390, 800} { // where a drawing would be too narrow, there is a list
		page.resize(width)
		page.await(`!document.querySelector(".drawing").checkVisibility() && document.querySelector(".tree").checkVisibility()`)
	}
	page.shows(".tree", "looks up erp-persons-collect")
	page.resize(1280)
	page.await(`document.querySelector(".drawing").checkVisibility() && !document.querySelector(".tree").checkVisibility()`)
	page.follow("#flow foreignObject a[href='/systems/erp']")
	page.shows("#health", "connection refused")
	page.inspect("system")
}

// Pipes are chosen by state and by name, without leaving the page; the URL says which.
func TestNodePageChoosesPipes(t *testing.T) {
	service := newHubSpot(t)
	node := nodeOf(t, project(service.URL), fakesesam.Microservice("hubspot", service.URL))
	page := open(t, node.URL()+"/")
	page.script("window.same = true")
	page.click(`#filter a[href="/?state=invalid"]`)
	page.await(`document.querySelectorAll("table.pipes tbody tr").length === 2 && location.search === "?state=invalid"`)
	page.await(`document.querySelector("#flow foreignObject[data-key='dataset:contact-enrich']") !== null`) // whose pipe is not chosen
	page.click(`#filter a[href="/?state=invalid&view=flow"]`)
	page.await(`document.querySelector("table.pipes") === null && document.querySelector("#flow") !== null`)
	page.enter("input[type=search]", "misspelt\r")
	page.await(`document.querySelectorAll("#flow .box.pipe").length === 1 && location.search.includes("find=misspelt")`)
	page.enter("input[type=search]", "nothing like it\r")
	page.shows("#none", "No pipe matches.")
	page.inspect("node-none")
	page.click("#none a")
	page.await(`document.querySelectorAll("#flow .box.pipe").length === 7 && window.same`)
}

// slow is a pipe that reads from a service, in pages that the service gives out one by one.
const slow = `{"_id":"slow","type":"pipe","source":{"type":"json","url":"%s/slow","supports_since":true},"pump":{"mode":"manual"}}`

// Pipes are started, stopped, reset and disabled on the page; a reset asks first.
func TestNodePageOperatesPipes(t *testing.T) {
	release := make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `[{"_id":"1","_updated":"7"}`)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-release:
			_, _ = io.WriteString(w, "]")
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(service.Close)
	node := nodeOf(t, []string{fmt.Sprintf(slow, service.URL)})
	page := open(t, node.URL()+"/")
	const row = "#row-slow"
	page.press("Start")
	page.shows(row, "Running")
	page.shows("#node", "1 running")
	page.press("Stop")
	page.shows(row, "Failed")
	page.shows(row, "stopped")
	close(release)
	page.press("Start")
	page.shows(row, "full, completed")
	page.shows(row+" code", "7")
	page.press("Reset")
	page.shows("dialog", "the next run reads everything again")
	page.decline()
	if got, err := node.Offset("slow"); got != "7" || err != nil {
		t.Errorf("a reset that was not wanted made the offset %q, %v", got, err)
	}
	page.press("Reset")
	page.click("dialog button.danger")
	page.shows(row, "none")
	page.shows(".toast", "slow is reset")
	page.press("Rescan")
	page.shows(row+" code", "7")
	page.press("Disable")
	page.shows(row, "Disabled")
	page.press("Enable")
	page.shows(row, "Ok")
}

// All pipes are run from the page, which shows how far they are; they can be stopped.
func TestNodePageRunsAllPipes(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(begun) })
		select {
		case <-release:
			_, _ = io.WriteString(w, `[{"_id":"1","_updated":"7"}]`)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(service.Close)
	node := nodeOf(t, []string{
		fmt.Sprintf(slow, service.URL), `{"_id":"after","type":"pipe","source":{"type":"dataset","dataset":"slow"}}`,
		`{"_id":"before","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`,
	})
	page := open(t, node.URL()+"/")
	page.press("Run all pipes")
	<-begun
	page.shows("#all", "round 1, pipe 3 of 3: slow")
	page.await(`document.querySelector("#all progress").value === 2`)
	page.inspect("node-running")
	page.press("Stop all")
	page.shows("#all", "failed")
	page.shows("#all", "the run of all pipes was stopped")
	close(release)
	page.press("Reset and run all")
	page.shows("dialog", "deleted and made anew")
	page.press("Reset and run")
	page.shows("#all", "done")
	page.shows("#row-after", "completed")
	page.click("#all-log summary")
	page.shows("#all-log", "slow: ")
	page.inspect("node-ran")
}

// The whole node is wiped from the page, but not by one press.
func TestNodePageWipesTheNode(t *testing.T) {
	node := nodeOf(t, []string{`{"_id":"one","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`})
	if _, err := node.Run(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	page := open(t, node.URL()+"/")
	page.click("#whole summary")
	page.press("Wipe data")
	page.await(`document.querySelector("dialog button.danger")?.disabled`)
	page.enter("dialog input", "wipe")
	page.press("Wipe the node")
	page.shows("#none", "This node has no pipes yet.")
	page.inspect("node-empty")
	if names, err := node.Datasets(); len(names) != 0 || err != nil {
		t.Errorf("datasets %v, %v", names, err)
	}
}

// A system that fails and one that is gone look different, and say why.
func TestSystemHealth(t *testing.T) {
	service := newHubSpot(t)
	node := nodeOf(t, project(service.URL), fakesesam.Microservice("hubspot", service.URL))
	page := open(t, node.URL()+"/systems/hubspot")
	page.shows("#system", "not called yet")
	run := func() {
		t.Helper()
		if _, err := node.Run(t.Context(), "hubspot-contacts-collect"); err != nil {
			t.Fatal(err)
		}
	}
	run()
	page.shows("#system .chip", "answers")
	page.shows("#health table", "200 OK")
	service.down.Store(true)
	run()
	page.shows("#system", "answers with errors")
	page.shows("#health", "502 Bad Gateway")
	page.press("Check now")
	page.shows("#health", "reachable")
	service.Close()
	page.press("Check now")
	page.shows("#health", "no answer")
	page.shows("#system", "does not answer")
	page.inspect("system-gone")
	page = open(t, node.URL()+"/systems")
	page.shows("tr[data-key=hubspot]", "does not answer")
	page.inspect("systems")
	page = open(t, node.URL()+"/")
	page.shows("#flow foreignObject[data-key='from:hubspot'] .box", "does not answer")
}

// Whatever names and values are, they are text, and fit every window.
func TestNodePagesShowHostileNamesAsText(t *testing.T) {
	const markup = `<img src=x onerror=document.title=1><b>x`
	long := strings.Repeat("W", 190)
	var components []string
	for _, id := range []string{markup, long, "\u202eright to left עברית", "🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯🧯", "a?b#c%2F&d", `"'`} {
		components = append(components, fmt.Sprintf(`{"_id":%s,"type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]},
			"transform":{"type":"dtl","rules":{"default":[["fail!",%s]]}}}`, quoted(id), quoted(strings.Repeat("x", 10_000)+markup)))
		components = append(components, fmt.Sprintf(`{"_id":%s,"type":"system:url","url_pattern":"http://%s.example/%%s","what":1}`,
			quoted("s "+id), strings.Repeat("y", 2000)))
		components = append(components, fmt.Sprintf(`{"_id":%s,"type":%s}`, quoted("odd "+id), quoted(id+strings.Repeat("z", 10_000))))
	}
	node := nodeOf(t, components)
	for _, id := range node.Pipes() {
		if err := node.Disable(id, markup+strings.Repeat("c", 10_000)); err != nil {
			t.Fatal(err)
		}
		if _, err := node.Run(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	page := open(t, node.URL()+"/")
	for _, path := range []string{"/", "/?view=flow&find=" + url.QueryEscape(markup), "/systems", "/systems/" + url.PathEscape("s "+markup), "/config", "/config?open=" + url.QueryEscape(fileOf(t, node, "odd "+markup))} {
		page.do(chromedp.Navigate(node.URL() + path))
		page.shows("#live", "<img src=x onerror=")
		page.inspect("hostile" + strings.Map(letters, path[:min(len(path), 9)]))
		if n := page.count("img, #live b b"); n != 0 {
			t.Errorf("%s: %d elements were created from text", path, n)
		}
		page.await(`document.title !== "1"`)
	}
	page.do(chromedp.Navigate(node.URL() + "/"))
	page.click("button[aria-label='Enable a?b#c%2F&d']")
	page.await(`document.querySelector("button[aria-label='Disable a?b#c%2F&d']") !== null`)
	page.follow("tr[data-key='pipe:a?b#c%2F&d'] a.row-link")
	page.shows("#live", "a?b#c%2F&d")
}

// letters leaves the letters of a text.
func letters(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}

// fileOf returns the file of a component, as its page names it.
func fileOf(t *testing.T, node *fakesesam.Node, id string) string {
	t.Helper()
	answer := httptest.NewRecorder()
	node.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/config?find="+url.QueryEscape(id), http.NoBody))
	_, rest, _ := strings.Cut(answer.Body.String(), `<tr data-key="`)
	file, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(file)
}

// Two hundred pipes are drawn, and listed on two pages.
func TestNodePageOfManyPipes(t *testing.T) {
	components := []string{`{"_id":"away","type":"system:url","url_pattern":"http://127.0.0.1:1/%s"}`}
	for i := range 200 {
		source := `{"type":"json","system":"away","url":"x"}`
		if i >= 40 {
			source = fmt.Sprintf(`{"type":"dataset","dataset":"pipe-%d"}`, i-40+(i*7)%3)
		}
		components = append(components, fmt.Sprintf(`{"_id":"pipe-%d","type":"pipe","source":%s}`, i, source))
	}
	node := nodeOf(t, components)
	page := open(t, node.URL()+"/?view=flow")
	page.await(`document.querySelectorAll("#flow .box.pipe").length === 200`)
	page.inspect("node-many")
	page.do(chromedp.Navigate(node.URL() + "/"))
	page.await(`document.querySelectorAll("table.pipes tbody tr").length === 100`)
	page.do(chromedp.KeyEvent("n"))
	page.shows(".paging", "101 to 200 of 200")
	page.inspect("node-second")
}
