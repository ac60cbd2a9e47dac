package tour

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Config is what a tour is made of.
type Config struct {
	// Side is the program that the tour is in, and Own returns its handler.
	Side Side
	Own  func() http.Handler
	// Path is where the tour is mounted, such as "/tour".
	Path string
	// Peer is the other program.
	Peer Peer
	// Now is the program's clock, for the times that are shown.
	Now func() time.Time
	// Wait waits between two looks at a run. With nil it is a timer of the machine.
	Wait func(ctx context.Context, d time.Duration) error
	// Limit is how long a step may take; 0 means two minutes.
	Limit time.Duration
}

// Peer is where the other program is.
type Peer struct {
	// URL is where this program calls it, such as http://fakesesam:9042; empty if it is not known.
	URL string `json:"url"`
	// Page is where a browser opens it; empty if that is the same.
	Page string `json:"page"`
}

// Check reports an address that is none.
func (p Peer) Check() error {
	for name, text := range map[string]string{"url": p.URL, "page": p.Page} {
		u, err := url.Parse(text)
		if text != "" && (err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("%s must be an http or https URL such as http://localhost:9042, got %q", name, text)
		}
	}
	if p.URL == "" && p.Page != "" {
		return errors.New("page is given without url; a page to open needs an address to call, too")
	}
	return nil
}

// normal returns the addresses without a slash at the end, and the page, too, if there is only the URL.
func (p Peer) normal() Peer {
	p.URL, p.Page = strings.TrimRight(p.URL, "/"), strings.TrimRight(p.Page, "/")
	if p.Page == "" {
		p.Page = p.URL
	}
	return p
}

// Errors of Do.
var (
	ErrBusy   = errors.New("a step is under way; wait for its end, or start over")
	ErrNoStep = errors.New("there is no such step; the steps are 1 to 6")
	ErrClosed = errors.New("the program is stopping")
)

// limit is how long a step may take if nobody says otherwise: a run that fails takes half a minute.
const limit = 2 * time.Minute

// Tour is a guided tour. It is safe for concurrent use.
type Tour struct {
	config Config
	client *http.Client // for the peer

	// changing is held by whoever starts or ends a step, so that starting over waits for the step under way.
	changing sync.Mutex
	runs     sync.WaitGroup

	mu     sync.Mutex
	peer   Peer
	open   bool
	folded bool   // the panel is one line
	shown  int    // the step that the panel shows
	at     string // where a browser has opened this program, such as "localhost:8080"
	closed bool
	steps  []progress
	under  int // the number of the step under way, 0 for none
	cancel context.CancelCauseFunc
	memory
}

// memory is what steps leave to later ones.
type memory struct {
	// broken means that HubSpot may be broken by this tour; meanwhile is the contact that was changed then.
	broken    bool
	meanwhile person
	// found are the pipes of the node, for the commands that are shown.
	found pipes
}

// person is a contact that the tour has changed.
type person struct{ ID, Property, Value string }

// New returns a tour that has not begun.
func New(c Config) *Tour {
	if c.Limit == 0 {
		c.Limit = limit
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	t := &Tour{config: c, peer: c.Peer.normal(), steps: make([]progress, len(told.Steps)), shown: 1}
	// The peer is on this machine or in its network: no proxy is asked for the way, and a redirect would lead elsewhere.
	t.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return t
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// Connect says where the other program is, from now on.
func (t *Tour) Connect(p Peer) error {
	if err := p.Check(); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.peer = p.normal()
	return nil
}

// Peer returns where the other program is.
func (t *Tour) Peer() Peer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.peer
}

// Show opens the panel, in full.
func (t *Tour) Show() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open, t.folded = true, false
}

// Fold makes the open panel small, as on a phone one wants to see the page below it, or large again.
func (t *Tour) Fold(folded bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.folded = folded
}

// Hide closes the panel. Whoever leaves while HubSpot is broken leaves one that works: a step under way is ended then, and HubSpot
// mended. The error is for one that could not be; the panel stays open.
func (t *Tour) Hide(ctx context.Context) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	t.mu.Lock()
	broken := t.broken
	t.mu.Unlock()
	if broken {
		t.stop(errors.New("the tour was hidden"))
		if err := t.heal(ctx); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = false
	return nil
}

// Turn turns the panel to a step, and opens it in full: the step is to be read.
func (t *Tour) Turn(number int) error {
	if number < 1 || number > len(t.steps) {
		return ErrNoStep
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shown, t.open, t.folded = number, true, false
	return nil
}

// Do begins a step, by its number from 1, and does not wait for its end.
func (t *Tour) Do(number int) error {
	if number < 1 || number > len(t.steps) {
		return ErrNoStep
	}
	if !t.changing.TryLock() {
		return ErrBusy
	}
	defer t.changing.Unlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.closed:
		return ErrClosed
	case t.under != 0:
		return ErrBusy
	}
	var ctx context.Context
	ctx, t.cancel = context.WithCancelCause(context.Background())
	t.under, t.shown, t.open = number, number, true
	t.steps[number-1] = progress{State: Running, Began: t.config.Now(), Attempt: t.steps[number-1].Attempt + 1}
	t.runs.Go(func() { t.run(ctx, number) })
	return nil
}

// run does a step, and keeps how it has ended.
func (t *Tour) run(ctx context.Context, number int) {
	ctx, cancel := context.WithTimeoutCause(ctx, t.config.Limit, fmt.Errorf("the step took longer than %s, and was ended; look at what it waited for, and do it again", t.config.Limit))
	defer cancel()
	s := t.scene(ctx, number)
	err := performances[number-1](s)
	t.mu.Lock()
	defer t.mu.Unlock()
	step := &t.steps[number-1]
	step.State, step.Ended, step.Doing = Done, t.config.Now(), ""
	if s.half {
		step.State = Half
	}
	if err != nil {
		step.State, step.Error = Failed, err.Error()
	}
	t.under = 0
	t.cancel(nil)
}

// stop ends the step under way and waits for its end. changing is held.
func (t *Tour) stop(cause error) {
	t.mu.Lock()
	if t.under != 0 {
		t.cancel(cause)
	}
	t.mu.Unlock()
	t.runs.Wait()
}

// StartOver ends the step under way, mends what the tour has broken, and forgets what was done. The error is for a HubSpot that
// could not be mended; nothing is forgotten then.
func (t *Tour) StartOver(ctx context.Context) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	t.stop(errors.New("the tour was started over"))
	if err := t.heal(ctx); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.steps)
	t.shown = 1
	return nil
}

// heal removes the fault of the tour, if there may be one.
func (t *Tour) heal(ctx context.Context) error {
	t.mu.Lock()
	broken := t.broken
	t.mu.Unlock()
	h, _ := t.programs()
	if !broken || h == nil {
		return nil
	}
	if err := h.mend(ctx); err != nil {
		return fmt.Errorf("HubSpot is still broken: its fault %s could not be removed: %w", faultName, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken, t.meanwhile = false, person{}
	return nil
}

// closing is how long Close tries to mend HubSpot.
const closing = 2 * time.Second

// Close ends the step under way and mends what the tour has broken in the other program; this program is stopping anyway.
func (t *Tour) Close() {
	t.changing.Lock()
	defer t.changing.Unlock()
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.stop(ErrClosed)
	if t.config.Side == Sesam {
		ctx, cancel := context.WithTimeout(context.Background(), closing)
		defer cancel()
		_ = t.heal(ctx) // HubSpot may be gone already
	}
	t.client.CloseIdleConnections()
}

// programs returns both programs as the tour calls them; nil is one that is not known.
func (t *Tour) programs() (*hubspot, *sesam) {
	own := remote{told.Programs[t.config.Side].Name, "http://localhost", &http.Client{Transport: inside{t.config.Own}}}
	var peer *remote
	if p := t.Peer(); p.URL != "" {
		peer = &remote{told.Programs[t.config.Side.Other()].Name, p.URL, t.client}
	}
	switch {
	case t.config.Side == HubSpot && peer == nil:
		return &hubspot{own}, nil
	case t.config.Side == HubSpot:
		return &hubspot{own}, &sesam{*peer}
	case peer == nil:
		return nil, &sesam{own}
	default:
		return &hubspot{*peer}, &sesam{own}
	}
}
