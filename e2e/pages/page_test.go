// Package pages tests the web pages of the two fakes in a browser.
package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// timeout is longer than a working page ever needs.
const timeout = time.Minute

// browsers are the names of Chromium on different machines.
var browsers = []string{"chromium", "chromium-browser", "chromium-headless-shell", "google-chrome", "google-chrome-stable"}

// program returns the path of the browser. If there is none, the test is skipped, or fails if CI is set.
func program(t *testing.T) string {
	t.Helper()
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no browser in the path: install one of %s", strings.Join(browsers, ", "))
	}
	t.Skipf("NOT TESTED IN A BROWSER, there is none in the path: install one of %s", strings.Join(browsers, ", "))
	return ""
}

// page is a page in the browser. Its methods end the test if the browser fails.
type page struct {
	t      *testing.T
	window context.Context // chromedp's handle of the browser window
}

// open opens a URL in a new browser. The test fails if the page's script throws or the browser blocks something, such as
// code that the page's content security policy forbids.
func open(t *testing.T, address string) *page {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(program(t)), chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(timeout), chromedp.WindowSize(1280, 1600),
		chromedp.NoSandbox) // the sandbox needs privileges that containers do not have
	// The test's own context ends before its cleanups, which have to close the browser.
	bounded, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 4*timeout)
	browser, _ := chromedp.NewExecAllocator(bounded, options...)
	window, _ := chromedp.NewContext(browser)
	problems := make(chan string)
	messages, requests := chromedp.Console(window), chromedp.Events(window, network.RequestWillBeSent)
	go func() { problems <- consoleErrors(messages) }()
	go func() { problems <- foreign(requests, address) }()
	t.Cleanup(func() {
		if err := chromedp.Cancel(window); err != nil {
			t.Errorf("the browser: %v", err)
		}
		cancel()
		for range 2 {
			if text := <-problems; text != "" {
				t.Errorf("the page: %s", text)
			}
		}
	})
	p := &page{t, window}
	p.do(chromedp.Navigate(address))
	return p
}

// consoleErrors returns the exceptions and errors in a page's console.
func consoleErrors(messages iter.Seq2[chromedp.ConsoleMessage, error]) string {
	var out []string
	for m, err := range messages {
		if err != nil {
			break // the window was closed
		}
		// The browser also logs each response with an error status; the page shows those itself.
		if m.IsException() || m.Type == "error" && m.Source != "network" {
			out = append(out, m.String())
		}
	}
	return strings.Join(out, "\n")
}

// foreign returns what a page asked of others than the program that it comes from.
func foreign(requests iter.Seq2[network.EventRequestWillBeSent, error], page string) string {
	home, err := url.Parse(page)
	if err != nil {
		return err.Error()
	}
	var out []string
	for request, err := range requests {
		if err != nil {
			break // the window was closed
		}
		if to, err := url.Parse(request.Request.URL); err != nil || to.Scheme != "data" && to.Host != home.Host {
			out = append(out, "it asked "+request.Request.URL)
		}
	}
	return strings.Join(out, "\n")
}

func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.window, actions...); err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
}

// script runs a statement of JavaScript.
func (p *page) script(statement string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void]("{" + statement + "}"))
}

// await waits until a condition in JavaScript holds.
func (p *page) await(condition string) {
	p.t.Helper()
	err := errors.New("never checked")
	for end := time.Now().Add(timeout); err != nil; {
		if time.Now().After(end) {
			p.t.Fatalf("timed out waiting for %s: %v", condition, err)
		}
		err = chromedp.Do(p.window, chromedp.Poll[chromedp.Void](condition,
			chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(2*time.Second)))
	}
}

// shows waits until an element shows some text.
func (p *page) shows(selector, part string) {
	p.t.Helper()
	p.await(fmt.Sprintf("(document.querySelector(%s)?.innerText ?? '').includes(%s)", quoted(selector), quoted(part)))
}

// count returns the number of elements that match.
func (p *page) count(selector string) int {
	p.t.Helper()
	n, err := chromedp.Run(p.window, chromedp.Evaluate[int](fmt.Sprintf("document.querySelectorAll(%s).length", quoted(selector))))
	if err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
	return n
}

// press clicks the button with a label, as soon as it exists; as with click, the page stays.
func (p *page) press(label string) {
	p.t.Helper()
	found := fmt.Sprintf("[...document.querySelectorAll('button')].find(b => b.innerText === %s)", quoted(label))
	p.await(found + " !== undefined")
	p.script(found + ".click()")
}

// click clicks the first element that matches, as soon as it exists. What leads to another page is for follow.
func (p *page) click(selector string) {
	p.t.Helper()
	p.await(fmt.Sprintf("document.querySelector(%s) !== null", quoted(selector)))
	p.script(fmt.Sprintf("document.querySelector(%s).click()", quoted(selector)))
}

// nowhere waits until nothing matches.
func (p *page) nowhere(selector string) {
	p.t.Helper()
	p.await(fmt.Sprintf("document.querySelector(%s) === null", quoted(selector)))
}

// decline answers the question that the page asks with no, and waits until its dialog has gone: it stays in the page for a moment,
// in which a click that is meant for the next question would hit it.
func (p *page) decline() {
	p.t.Helper()
	p.click("dialog[open] button[value=no]")
	p.nowhere("dialog")
}

// follow clicks the first element that matches, as soon as it exists, and returns when the page to which it leads has loaded
// and its script has run. After a click alone, the old page may still answer, and the new one may still ignore clicks.
func (p *page) follow(selector string) {
	p.t.Helper()
	found := fmt.Sprintf("document.querySelector(%s)", quoted(selector))
	p.await(found + " !== null")
	// The click comes after the answer to this script: the browser might otherwise leave the page, and owe the answer.
	click := chromedp.Evaluate[chromedp.Void]("{setTimeout(() => " + found + ".click())}")
	if _, err := chromedp.RunResponse(p.window, click); err != nil {
		p.t.Fatalf("the browser does not follow %s: %v", selector, err)
	}
}

// enter replaces the text in a field.
func (p *page) enter(selector, text string) {
	p.t.Helper()
	p.script(fmt.Sprintf("const field = document.querySelector(%s); field.focus(); field.select()", quoted(selector)))
	p.do(chromedp.KeyEvent(text))
}

// choose selects an option of a list by its value.
func (p *page) choose(selector, value string) {
	p.t.Helper()
	p.script(fmt.Sprintf(`const list = document.querySelector(%s); list.value = %s;
		if (list.value !== %[2]s) throw new Error("no such option");
		list.dispatchEvent(new Event("change", { bubbles: true }))`, quoted(selector), quoted(value)))
}

// quoted returns text as a JavaScript string literal.
func quoted(text string) string {
	out, _ := json.Marshal(text) // a string always marshals
	return string(out)
}
