// Package browsertest drives a page in Chromium, for tests of what its script does.
package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"
)

// patience is longer than a sound page ever needs.
const patience = 20 * time.Second

// names are what Chromium is called on different machines.
var names = []string{"chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "google-chrome-stable"}

// find gives the browser's program: the one that the variable CHROMIUM names, or one in the path.
func find() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium in the path; install one, or name its program in CHROMIUM")
}

// Open shows the page at url in a window of its own, without a screen. The test is skipped where there is no Chromium.
// It fails when the page's script throws or the browser refuses something, such as code that the page's policy forbids.
func Open(t *testing.T, url string) *Page {
	t.Helper()
	program, err := find()
	if err != nil {
		t.Skip(err)
	}
	// The test's own context ends before its cleanups, which let the browser end in peace.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 6*patience)
	t.Cleanup(cancel)
	pipe, err := start(t, ctx, program)
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	p := &Page{t: t, ctx: ctx, pipe: pipe}
	var target struct {
		ID string `json:"targetId"`
	}
	p.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct {
		Session string `json:"sessionId"`
	}
	p.call("Target.attachToTarget", map[string]any{"targetId": target.ID, "flatten": true}, &attached)
	p.session = attached.Session
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		p.call(domain+".enable", nil, nil)
	}
	p.call("Page.navigate", map[string]any{"url": url}, nil)
	p.Await("document.readyState === 'complete' && location.href !== 'about:blank'")
	return p
}

// start runs the browser on a folder of its own. It talks through two pipes, so that it needs no port.
func start(t *testing.T, ctx context.Context, program string) (*pipe, error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "browsertest-")
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	// The sandbox needs rights that containers do not give; the page is our own.
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", //nolint:gosec // a program of this machine
		"--disable-background-networking", "--window-size=1280,1600", "--remote-debugging-pipe", "--user-data-dir="+dir, "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	_, _ = theirIn.Close(), theirOut.Close()
	p := newPipe(ourIn, ourOut)
	t.Cleanup(func() {
		_ = ourOut.Close() // which ends the browser
		_ = cmd.Wait()
		<-p.ended
		_ = ourIn.Close()
	})
	return p, nil
}
