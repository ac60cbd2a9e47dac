// Package pages drives the two fakes' pages in a browser, as their users do.
package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is longer than a sound page ever needs.
const patience = 30 * time.Second

// browsers are the names Chromium has on different machines.
var browsers = []string{"chromium", "chromium-browser", "chromium-headless-shell", "google-chrome", "google-chrome-stable"}

// program is the browser in the path; the test is skipped where there is none.
func program(t *testing.T) string {
	t.Helper()
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("no browser in the path; install one of %s", strings.Join(browsers, ", "))
	return ""
}

// page is a page in the browser. Its methods end the test when the browser does not do as told.
type page struct {
	t *testing.T
	//nolint:containedctx // it is the window
	window context.Context
}

// open shows an address in a browser of its own. The test fails when the page's script throws, or the browser refuses
// something, such as code that the page's policy forbids.
func open(t *testing.T, address string) *page {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(program(t)), chromedp.DisableGPU,
		chromedp.NoSandbox, chromedp.WindowSize(1280, 1600)) // the sandbox needs rights that containers do not give
	// The test's own context ends before its cleanups, which let the browser end in peace.
	bounded, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 4*patience)
	browser, _ := chromedp.NewExecAllocator(bounded, options...)
	window, _ := chromedp.NewContext(browser)
	faults := make(chan string)
	messages := chromedp.Console(window)
	go func() { faults <- wrong(messages) }()
	t.Cleanup(func() {
		if err := chromedp.Cancel(window); err != nil {
			t.Errorf("the browser: %v", err)
		}
		cancel()
		if text := <-faults; text != "" {
			t.Errorf("the page: %s", text)
		}
	})
	p := &page{t, window}
	p.do(chromedp.Navigate(address))
	return p
}

// wrong gathers what a page's console has of faults.
func wrong(messages iter.Seq2[chromedp.ConsoleMessage, error]) string {
	var out []string
	for m, err := range messages {
		if err != nil {
			break // the window is closed
		}
		// The browser also logs each answer that is an error; the page shows those itself.
		if m.IsException() || m.Type == "error" && m.Source != "network" {
			out = append(out, m.String())
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

// await waits until a condition, in JavaScript, holds; it may do so on another page that is just being opened.
func (p *page) await(condition string) {
	p.t.Helper()
	err := errors.New("never asked")
	for end := time.Now().Add(patience); err != nil; {
		if time.Now().After(end) {
			p.t.Fatalf("waited in vain for %s: %v", condition, err)
		}
		err = chromedp.Do(p.window, chromedp.Poll[chromedp.Void](condition,
			chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(2*time.Second)))
	}
}

// shows waits until an element shows a text.
func (p *page) shows(selector, part string) {
	p.t.Helper()
	p.await(fmt.Sprintf("(document.querySelector(%s)?.innerText ?? '').includes(%s)", quoted(selector), quoted(part)))
}

// count is how many elements there are.
func (p *page) count(selector string) int {
	p.t.Helper()
	n, err := chromedp.Run(p.window, chromedp.Evaluate[int](fmt.Sprintf("document.querySelectorAll(%s).length", quoted(selector))))
	if err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
	return n
}

// press presses the button with a label, once there is one.
func (p *page) press(label string) {
	p.t.Helper()
	found := fmt.Sprintf("[...document.querySelectorAll('button')].find(b => b.innerText === %s)", quoted(label))
	p.await(found + " !== undefined")
	p.script(found + ".click()")
}

// click presses the first element that fits, once there is one.
func (p *page) click(selector string) {
	p.t.Helper()
	p.await(fmt.Sprintf("document.querySelector(%s) !== null", quoted(selector)))
	p.script(fmt.Sprintf("document.querySelector(%s).click()", quoted(selector)))
}

// enter replaces what stands in a field.
func (p *page) enter(selector, text string) {
	p.t.Helper()
	p.script(fmt.Sprintf("const field = document.querySelector(%s); field.focus(); field.select()", quoted(selector)))
	p.do(chromedp.KeyEvent(text))
}

// choose picks an entry of a list by its value.
func (p *page) choose(selector, value string) {
	p.t.Helper()
	p.script(fmt.Sprintf(`const list = document.querySelector(%s); list.value = %s;
		if (list.value !== %[2]s) throw new Error("no such entry");
		list.dispatchEvent(new Event("change", { bubbles: true }))`, quoted(selector), quoted(value)))
}

// picture writes what the page looks like to a file of the folder that PICTURES names, for people.
func (p *page) picture(name string) {
	p.t.Helper()
	dir := os.Getenv("PICTURES")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.window, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// quoted writes text as JavaScript does.
func quoted(text string) string {
	out, _ := json.Marshal(text) // a string always marshals
	return string(out)
}
