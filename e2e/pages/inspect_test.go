package pages

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed inspect.js
var inspection string

// The windows that every page must fit, from a phone's to a wide screen's.
var widths = []int64{390, 640, 900, 1280, 1600}

// schemes are the colour schemes that a reader can prefer.
var schemes = []string{"light", "dark"}

// inspect looks the page over in every width and in both colour schemes: nothing is wider than the window, everything has a
// name, every text can be read. It saves pictures of the narrow and the usual width, as picture does.
func (p *page) inspect(name string) {
	p.t.Helper()
	for _, scheme := range schemes {
		p.prefer(scheme)
		for _, width := range widths {
			p.resize(width)
			problems, err := chromedp.Run(p.window, chromedp.Evaluate[[]string](inspection))
			if err != nil {
				p.t.Fatalf("the browser: %v", err)
			}
			for _, problem := range problems {
				p.t.Errorf("%s, %d px, %s: %s", name, width, scheme, problem)
			}
			if width == 390 || width == 1280 {
				p.picture(fmt.Sprintf("%s-%d-%s", name, width, scheme))
			}
		}
	}
	p.prefer("light")
	p.resize(1280)
	p.focus(name)
}

// resize gives the window another width.
func (p *page) resize(width int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, 1000))
}

// prefer makes the reader prefer a colour scheme.
func (p *page) prefer(scheme string) {
	p.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(p.window, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
}

// focus goes through the page with the tabulator: each stop must be seen, and there must be several.
func (p *page) focus(name string) {
	p.t.Helper()
	p.script("document.activeElement?.blur?.(); getSelection().removeAllRanges(); scrollTo(0, 0)")
	const most = 40
	stops := map[string]bool{}
	for range most {
		p.do(chromedp.KeyEvent("\t"))
		stop, err := chromedp.Run(p.window, chromedp.Evaluate[string](`(() => {
			const at = document.activeElement, style = getComputedStyle(at);
			if (at === document.body) return "";
			const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
			return (seen ? "" : "unseen: ") + at.outerHTML.slice(0, 120);
		})()`))
		if err != nil {
			p.t.Fatalf("the browser: %v", err)
		}
		if len(stop) > len("unseen: ") && stop[:len("unseen: ")] == "unseen: " {
			p.t.Errorf("%s: the focus is not seen: %s", name, stop)
		}
		stops[stop] = true
	}
	if len(stops) < 5 {
		p.t.Errorf("%s: the keyboard reaches %d elements", name, len(stops))
	}
}

// picture saves a screenshot of the page in the folder named by PICTURES, if it is set.
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

// A page that has every fault that inspect looks for.
func TestInspectFindsFaults(t *testing.T) {
	p := open(t, "data:text/html,"+`<title>x</title><h1>a</h1><h3>b</h3><p style="color:%23aaa">pale</p><input><table><tr><td>1</table>`+
		`<div style="width:3000px">wide</div><i id=a></i><i id=a></i><div style="overflow-x:auto;width:50px"><pre>long long long long long</pre></div><p style="width:12px">a text with a word in each of its lines</p>`)
	problems, err := chromedp.Run(p.window, chromedp.Evaluate[[]string](inspection))
	if err != nil {
		t.Fatal(err)
	}
	found := fmt.Sprint(problems)
	for _, want := range []string{
		"px wide, the window", "reaches from", "scrolls sideways", "has no name", "given twice", "without headers", "no language",
		"skips a level", "main part", "contrast of 2.", "is only 12 px wide",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("inspect did not find %q in %s", want, found)
		}
	}
}
