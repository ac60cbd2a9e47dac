package browsertest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// Page is a page in the browser. Its methods end the test when the browser does not do as told.
type Page struct {
	t       *testing.T
	ctx     context.Context //nolint:containedctx // the length of the test
	pipe    *pipe
	session string
}

func (p *Page) call(method string, params, result any) {
	p.t.Helper()
	raw, err := p.pipe.call(p.ctx, p.session, method, params)
	if err == nil && result != nil {
		err = json.Unmarshal(raw, result)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// Text is the text that the element shows; "" where there is none.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	raw, err := p.evaluate(fmt.Sprintf("document.querySelector(%s)?.innerText ?? ''", quote(selector)))
	var text string
	if err == nil {
		err = json.Unmarshal(raw, &text)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

// Count is how many elements there are.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	raw, err := p.evaluate(fmt.Sprintf("document.querySelectorAll(%s).length", quote(selector)))
	var n int
	if err == nil {
		err = json.Unmarshal(raw, &n)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// Click presses the first element that fits, once there is one.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Await(fmt.Sprintf("document.querySelector(%s) !== null", quote(selector)))
	p.Do(fmt.Sprintf("document.querySelector(%s).click()", quote(selector)))
}

// Press presses the button with the label.
func (p *Page) Press(label string) {
	p.t.Helper()
	p.Do(fmt.Sprintf("[...document.querySelectorAll('button')].find(b => b.innerText === %s).click()", quote(label)))
}

// Choose picks an entry of a list by its value, as a person does.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	p.Do(fmt.Sprintf(`{ const list = document.querySelector(%s); list.value = %s;
		if (list.value !== %[2]s) throw new Error("no such entry");
		list.dispatchEvent(new Event("change", { bubbles: true })); }`, quote(selector), quote(value)))
}

// Type replaces what stands in a field by text, key by key.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.Do(fmt.Sprintf("{ const field = document.querySelector(%s); field.focus(); field.select(); }", quote(selector)))
	p.call("Input.insertText", map[string]any{"text": text}, nil)
}

// Await waits until a condition of the page, in JavaScript, holds.
func (p *Page) Await(condition string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		raw, err := p.evaluate(condition)
		if err == nil && string(raw) == "true" {
			return
		}
		if p.ctx.Err() != nil || time.Now().After(deadline) {
			p.t.Fatalf("waited in vain for %s: %s, %v", condition, raw, err)
		}
		<-ticker.C
	}
}

// AwaitText waits until the element shows the part.
func (p *Page) AwaitText(selector, part string) {
	p.t.Helper()
	p.Await(fmt.Sprintf("(document.querySelector(%s)?.innerText ?? '').includes(%s)", quote(selector), quote(part)))
}

// Sound fails the test where the page's script threw or the browser refused something.
func (p *Page) Sound() {
	p.t.Helper()
	for _, fault := range p.pipe.wrong() {
		p.t.Errorf("the page: %s", fault)
	}
}

// Screenshot writes what the page looks like into a PNG file.
func (p *Page) Screenshot(file string) {
	p.t.Helper()
	var shot struct {
		Data string `json:"data"`
	}
	p.call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(file, png, 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// Do runs a statement of JavaScript in the page.
func (p *Page) Do(statement string) {
	p.t.Helper()
	if _, err := p.evaluate(statement); err != nil {
		p.t.Fatal(err)
	}
}

// evaluate gives the value of an expression as JSON. It fails while the browser is between two pages.
func (p *Page) evaluate(expression string) (json.RawMessage, error) {
	raw, err := p.pipe.call(p.ctx, p.session, "Runtime.evaluate", map[string]any{
		"expression": expression, "returnByValue": true, "userGesture": true,
	})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text      string `json:"text"`
			Exception struct {
				Description string `json:"description"`
			} `json:"exception"`
		} `json:"exceptionDetails"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, err
	}
	if e := answer.Exception; e != nil {
		return nil, errors.New(strings.TrimSpace(e.Text + " " + e.Exception.Description))
	}
	return answer.Result.Value, nil
}

// quote writes text as JavaScript does.
func quote(text string) string {
	quoted, _ := json.Marshal(text) // a string always marshals
	return string(quoted)
}
