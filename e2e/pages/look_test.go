package pages

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// stage is a program with one page, whose content a test sets, and which records what the page sends.
type stage struct {
	mu      sync.Mutex
	content string
	sent    []string
	answer  int // the status of the answer to what is sent
	down    bool
	held    int           // how many pages are asked for and wait for gate
	gate    chan struct{} // nil if pages are answered at once
}

// hold makes pages wait until the returned function is called.
func (s *stage) hold() (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gate := make(chan struct{})
	s.gate, s.held = gate, 0
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gate = nil
		close(gate)
	}
}

// wait waits if pages are to wait.
func (s *stage) wait(r *http.Request) {
	s.mu.Lock()
	gate := s.gate
	s.held++
	s.mu.Unlock()
	if gate == nil {
		return
	}
	select {
	case <-gate:
	case <-r.Context().Done():
	}
}

// set replaces the content of the page.
func (s *stage) set(content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.content = content
}

// fail makes the program drop its connections, or not.
func (s *stage) fail(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// last returns what was sent last, and how much was sent.
func (s *stage) last() (what string, count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sent) == 0 {
		return "", 0
	}
	return s.sent[len(s.sent)-1], len(s.sent)
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		s.wait(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		panic(http.ErrAbortHandler)
	}
	if r.Method != http.MethodGet {
		body, _ := io.ReadAll(r.Body) // the test compares it
		s.sent = append(s.sent, r.Method+" "+r.URL.EscapedPath()+" "+string(body))
		w.WriteHeader(s.answer)
		_, _ = fmt.Fprint(w, `{"error":"no, because <b>","id":"7"}`)
		return
	}
	kind := "one"
	if strings.HasPrefix(r.URL.Path, "/other") {
		kind = "two"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en" data-program="stage" data-page="%s"><title>%s</title>
<link rel="stylesheet" href="/look/look.css"><script type="module" src="/look/look.js"></script><link rel="icon" href="data:,">
<body><header id="head"></header><aside id="tour"></aside><main id="live" data-every="100"><h1 id="where">%s</h1>%s</main><div id="toasts"></div>`,
		kind, html.EscapeString(r.URL.Path), html.EscapeString(r.URL.RequestURI()), s.content)
}

// show opens a page of a stage with the files of the look.
func show(t *testing.T, content string) (*stage, *page) {
	t.Helper()
	s := &stage{content: content, answer: http.StatusOK}
	files := http.NewServeMux()
	files.Handle("/look/", http.StripPrefix("/look/", http.FileServer(http.Dir("../../fakehubspot/internal/ui/assets/look"))))
	files.Handle("/", s)
	server := httptest.NewServer(files)
	t.Cleanup(server.Close)
	p := open(t, server.URL+"/")
	p.await("document.documentElement.classList.contains('script')")
	return s, p
}

// awaitSent waits until so many requests were sent and returns the last.
func (p *page) awaitSent(s *stage, count int) string {
	p.t.Helper()
	p.await("true") // what was pressed has been heard
	for {
		what, n := s.last()
		if n >= count {
			return what
		}
		p.await("true")
		if p.t.Context().Err() != nil {
			p.t.Fatalf("%d requests were sent, want %d", n, count)
		}
	}
}

// A page that changes keeps what the reader is doing.
func TestLookKeepsWhatTheReaderDoes(t *testing.T) {
	row := func(key, text string) string {
		return `<li data-key="` + key + `"><details><summary>` + key + `</summary>` + text + `</details><input aria-label="` + key + `" value="as stored"></li>`
	}
	s, p := show(t, `<ul id="rows">`+row("a", "old")+row("b", "old")+row("c", "old")+`</ul><p>one</p>`)
	p.click(`[data-key=b] summary`)
	p.script(`window.before = document.querySelector("[data-key=b]"); window.moved = document.querySelector("[data-key=c]")`)
	p.enter(`[data-key=b] input`, "typed")
	s.set(`<ul id="rows">` + row("new", "new") + row("c", "new") + row("b", "new") + `</ul><p>two</p><p>three</p>`)
	p.await(`document.querySelectorAll("#live > p").length === 2`)
	for what, condition := range map[string]string{
		"the order is the new one":      `[...document.querySelectorAll("#rows li")].map(l => l.dataset.key).join() === "new,c,b"`,
		"the elements are the same":     `document.querySelector("[data-key=b]") === window.before && document.querySelector("[data-key=c]") === window.moved`,
		"the text is new":               `document.querySelector("[data-key=b] details").innerText.includes("new")`,
		"the details are open":          `document.querySelector("[data-key=b] details").open && !document.querySelector("[data-key=c] details").open`,
		"what was typed is there":       `document.querySelector("[data-key=b] input").value === "typed"`,
		"what was not follows":          `document.querySelector("[data-key=c] input").value === "as stored"`,
		"the field still has the focus": `document.activeElement === document.querySelector("[data-key=b] input")`,
	} {
		p.await("true /* " + what + " */ && " + condition)
	}
}

// A program that does not answer is not shown as if it did.
func TestLookSaysThatTheConnectionIsLost(t *testing.T) {
	s, p := show(t, `<p>before</p><button data-method="POST" data-path="/do">Do</button>`)
	p.await(`document.getElementById("lost") === null`)
	s.fail(true)
	p.shows("#lost", "Connection lost: stage has not answered since")
	p.press("Do")
	p.shows(".toast.bad", "Nothing was sent")
	s.set(`<p>after</p>`)
	s.fail(false)
	p.shows("#live", "after")
	p.await(`document.getElementById("lost") === null && !document.body.classList.contains("lost")`)
	if what, n := s.last(); n != 0 {
		t.Errorf("%q was sent while the connection was lost", what)
	}
}

// Forms send their fields as JSON, and what they lack is not sent.
func TestLookSendsForms(t *testing.T) {
	s, p := show(t, `<form data-method="PUT" data-path="/at/{id}" data-said="Saved." data-undo-method="DELETE" data-undo-path="/at/x">
		<input name="id" data-in-path value="a/b c"><input name="match.path" value="/crm"><input name="count" data-type="number" value="3"><input name="empty">
		<input name="gone" data-empty value=""><input name="ids" data-type="list" value="1, 2 3"><label>Raw <input name="raw" data-type="json" value='{"a":[1]}'></label>
		<input type="checkbox" name="on" data-type="boolean" checked><input name="dotted.name" data-flat value="v"><button>Send</button></form>
		<form data-method="POST" data-path="/form" data-encoding="form"><input name="a" value="1 &"><input name="b"><button>Encoded</button></form>`)
	p.press("Send")
	want := `PUT /at/a%2Fb%20c {"match":{"path":"/crm"},"count":3,"gone":"","ids":["1","2","3"],"raw":{"a":[1]},"on":true,"dotted.name":"v"}`
	if got := p.awaitSent(s, 1); got != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
	p.shows(".toast", "Saved.")
	p.press("Undo")
	if got := p.awaitSent(s, 2); got != "DELETE /at/x " {
		t.Errorf("undone by %q", got)
	}
	p.press("Encoded")
	if got := p.awaitSent(s, 3); got != "POST /form a=1+%26" {
		t.Errorf("sent %q", got)
	}
	p.enter("[name=raw]", "{")
	p.press("Send")
	p.shows(".toast.bad", "Raw must be JSON")
	p.enter("[name=raw]", "1")
	p.enter("[name=count]", "x")
	p.press("Send")
	p.await(`[...document.querySelectorAll(".toast.bad")].some(t => t.innerText.includes("count must be a number, not x"))`)
	if _, n := s.last(); n != 3 {
		t.Errorf("%d requests were sent, the last ones without a valid body", n)
	}
}

// A refusal is told in the words of the server, as text.
func TestLookTellsRefusals(t *testing.T) {
	s, p := show(t, `<form data-method="POST" data-path="/"><input name="a" value="kept"><button>Send</button></form>`)
	s.answer = http.StatusBadRequest
	p.enter("[name=a]", "typed")
	p.press("Send")
	p.shows(".toast.bad", "no, because <b>")
	p.await(`document.querySelector("[name=a]").value === "typed"`)
	p.press("Dismiss")
	p.await(`document.querySelector(".toast") === null`)
}

// What cannot be taken back asks first, and may want a word.
func TestLookAsks(t *testing.T) {
	s, p := show(t, `<button data-method="DELETE" data-path="/all" data-ask="Really?" data-ask-do="Erase">Erase all</button>
		<button data-method="DELETE" data-path="/word" data-ask="Sure?" data-ask-do="Erase it" data-ask-type="17">With a word</button>`)
	p.press("Erase all")
	p.shows("dialog", "Really?")
	p.decline()
	p.press("Erase all")
	p.press("Erase")
	if got := p.awaitSent(s, 1); got != "DELETE /all " {
		t.Errorf("sent %q", got)
	}
	p.press("With a word")
	p.await(`document.querySelector("dialog button.danger")?.disabled`)
	p.enter("dialog input", "16")
	p.await(`document.querySelector("dialog button.danger").disabled`)
	p.enter("dialog input", "17")
	p.press("Erase it")
	if got := p.awaitSent(s, 2); got != "DELETE /word " {
		t.Errorf("sent %q", got)
	}
}

// awaitHeld waits until so many pages are asked for since hold.
func (p *page) awaitHeld(s *stage, count int) {
	p.t.Helper()
	for held := 0; held < count; {
		p.await("true")
		s.mu.Lock()
		held = s.held
		s.mu.Unlock()
	}
}

// A page that takes its time is not given up for a refresh of the one before.
func TestLookWaitsForSlowPages(t *testing.T) {
	s, p := show(t, `<a id="slow" data-soft href="/?slow">Slow</a>`)
	release := s.hold()
	p.awaitHeld(s, 1) // a refresh is under way
	p.script(`window.since = performance.now(); document.getElementById("slow").click()`)
	p.awaitHeld(s, 2)
	p.await("performance.now() > window.since + 500") // five refreshes
	p.await(`document.body.classList.contains("loading")`)
	release()
	p.shows("#where", "/?slow")
	p.await(`location.search === "?slow"`)
}

// What was pressed before a link was followed does not call the reader back.
func TestLookGoesOnAfterAnAction(t *testing.T) {
	s, p := show(t, `<a id="slow" data-soft href="/?slow">Slow</a><button data-method="POST" data-path="/do" data-said="Done.">Do</button>`)
	release := s.hold()
	p.awaitHeld(s, 1) // a refresh is under way
	p.script(`document.getElementById("slow").click()`)
	p.awaitHeld(s, 2)
	p.press("Do")
	p.shows(".toast", "Done.") // and now the page would be refreshed
	release()
	p.shows("#where", "/?slow")
	p.await(`location.search === "?slow"`)
}

// Soft links keep the page, other pages are loaded, and the keyboard leads everywhere.
func TestLookNavigates(t *testing.T) {
	rows := `<div data-rows><p><a class="row-link" data-soft href="/?at=1">1</a></p><p><a class="row-link" data-soft href="/?at=2">2</a></p></div>`
	_, p := show(t, `<form data-soft action="/"><input type="search" name="q" aria-label="Search"></form><a rel="next" data-soft href="/?page=2">Next</a>
		<a data-close data-soft href="/">Close</a><a id="other" data-soft href="/other">Other</a>`+rows)
	p.script(`window.same = true`)
	key := func(keys string) { p.do(chromedp.KeyEvent(keys)) }
	key("j")
	key("j")
	key("\r")
	p.shows("#where", "/?at=2")
	p.await(`location.search === "?at=2" && window.same`)
	p.script("history.back()")
	p.await(`location.search === "" && document.getElementById("where").innerText === "/"`)
	key("n")
	p.shows("#where", "/?page=2")
	key("\x1b")
	p.await(`document.getElementById("where").innerText === "/"`)
	key("/")
	p.await(`document.activeElement.type === "search"`)
	p.enter("[name=q]", "jn?\r") // the driver types the slash although the page has taken it; a reader's browser does not
	p.shows("#where", "/?q=jn%3F")
	p.script("document.activeElement.blur()")
	key("?")
	p.shows("dialog", "page back and forth")
	p.press("Close")
	p.await(`window.same`)
	p.follow("#other")
	p.await(`document.documentElement.dataset.page === "two" && window.same === undefined`)
}
