package pages

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// The tests of what stays where the reader is while the page follows the program.

// point moves the pointer to the middle of the first element that matches.
func (p *page) point(selector string) {
	p.t.Helper()
	at, err := chromedp.Run(p.window, chromedp.Evaluate[[]float64](`(() => { const box = document.querySelector(`+quoted(selector)+`).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()`))
	if err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

// A form keeps what is typed into it, whatever its fields are called: a form's field named id hides the form's own.
func TestSteadyFormWithAFieldNamedID(t *testing.T) {
	s, p := show(t, `<details id="merge" open><summary>Merge</summary><form data-method="POST" data-path="/"><input name="id" aria-label="ID"></form></details><p>one</p>`)
	p.script(`window.form = document.querySelector("form")`)
	p.enter("[name=id]", "51")
	s.set(`<details id="merge"><summary>Merge</summary><form data-method="POST" data-path="/"><input name="id" aria-label="ID"></form></details><p>two</p>`)
	p.shows("#live > p", "two")
	p.await(`document.querySelector("form") === window.form && document.querySelector("[name=id]").value === "51"`)
	p.await(`document.activeElement === document.querySelector("[name=id]")`)
}

// A button that was pressed keeps the focus: who uses the keyboard goes on from there.
func TestSteadyFocusAfterPressing(t *testing.T) {
	s, p := show(t, `<button>First</button><button id="do" data-method="POST" data-path="/do" data-said="Done.">Do</button>`)
	p.script(`document.getElementById("do").focus()`)
	p.do(chromedp.KeyEvent(" "))
	p.awaitSent(s, 1)
	p.shows(".toast", "Done.")
	p.await(`document.activeElement.id === "do" && !document.activeElement.disabled`)
}

// A row with the focus keeps it wherever the row goes, and a row that goes leaves it to the one in its place.
func TestSteadyFocusInAList(t *testing.T) {
	list := func(names string) string {
		var html strings.Builder
		for _, name := range strings.Fields(names) {
			html.WriteString(`<p data-key="` + name + `"><a class="row-link" href="/?` + name + `">` + name + `</a></p>`)
		}
		return `<div data-rows>` + html.String() + `</div><p>` + names + `</p>`
	}
	s, p := show(t, list("a b c d"))
	p.script(`document.querySelector("[data-key=c] a").focus()`)
	s.set(list("d c b a"))
	p.shows("#live > p", "d c b a")
	p.await(`document.activeElement.innerText === "c" && [...document.querySelectorAll(".row-link")].map(a => a.innerText).join("") === "dcba"`)
	s.set(list("d x b a"))
	p.shows("#live > p", "d x b a")
	p.await(`document.activeElement.innerText === "x"`)
}

// While the reader points into a list, its rows stay where they are; what they show still follows.
func TestSteadyRowsUnderThePointer(t *testing.T) {
	row := func(name, text string) string {
		return `<p data-key="` + name + `"><a class="row-link" href="/?` + name + `">` + name + `</a> <span>` + text + `</span></p>`
	}
	s, p := show(t, `<div data-rows>`+row("a", "1")+row("b", "1")+row("c", "1")+`</div><p>one</p>`)
	order := `[...document.querySelectorAll(".row-link")].map(a => a.innerText).join("")`
	p.point("[data-key=b]")
	s.set(`<div data-rows>` + row("new", "2") + row("c", "2") + row("b", "2") + `</div><p>two</p>`)
	p.shows("#live > p", "two")
	p.await(order + ` === "abc" && document.querySelector("[data-key=b] span").innerText === "2"`)
	p.shows("#held-note", "The rows wait")
	p.point("#where")
	p.await(order + ` === "newcb"`)
	p.nowhere("#held-note")
	p.point("[data-key=b]") // and it does not wait for good
	s.set(`<div data-rows>` + row("a", "3") + row("b", "3") + `</div><p>three</p>`)
	p.shows("#held-note", "The rows wait")
	p.await(order + ` === "ab"`)
	p.nowhere("#held-note")
}

// What is being edited stays, also if the page shows it in another place by now.
func TestSteadyEditThatMoves(t *testing.T) {
	box := func(value string) string {
		return `<div data-key="property-city" data-edit><span data-value>` + value + `</span><button class="edit">Edit</button><form hidden data-method="POST" data-path="/"><input name="city" aria-label="City"></form></div>`
	}
	page := func(first, second string) string {
		return `<aside class="beside" id="record-1"><section data-key="group" id="set">` + first + `</section><details id="without"><summary>Without</summary>` + second + `</details></aside>`
	}
	s, p := show(t, page(box("Oslo"), ""))
	p.click(".edit")
	p.enter("[name=city]", "half a na")
	s.set(page("", box("")) + "<p>moved</p>")
	p.shows("#live > p", "moved")
	p.await(`document.querySelectorAll("[name=city]").length === 1 && document.querySelector("#without [name=city]").value === "half a na"`)
	p.await(`document.activeElement.name === "city" && document.querySelector("#without").open`)
	s.set(page(box("Bergen"), "") + "<p>back</p>")
	p.shows("#live > p", "back")
	p.await(`document.querySelector("#set [name=city]").value === "half a na" && document.querySelector("#set [data-value]").textContent === "Bergen"`)
	s.set("<p>gone</p>")
	p.shows(".toast.bad", "half a na")
}

// Escape in a field leaves the field. What was typed is not thrown away by it.
func TestSteadyEscape(t *testing.T) {
	_, p := show(t, `<form><input name="a" aria-label="A"></form><a data-close data-soft href="/?closed">Close</a>`)
	p.enter("[name=a]", "typed\x1b")
	p.await(`document.activeElement === document.body`)
	p.await(`document.querySelector("[name=a]").value === "typed" && location.search === ""`)
	p.do(chromedp.KeyEvent("\x1b"))
	p.shows("#where", "/?closed")
}
