package tour

import (
	"fmt"
	"strconv"
	"time"
)

// View is the tour as a page or a program sees it.
type View struct {
	Title string `json:"title"`
	Intro string `json:"intro"`
	// Path is where the tour is mounted.
	Path string `json:"path"`
	Side Side   `json:"side"`
	// Open means that the panel is shown on every page.
	Open bool `json:"open"`
	// Folded means that the panel is made small.
	Folded bool       `json:"folded"`
	Peer   PeerView   `json:"peer"`
	Steps  []StepView `json:"steps"`
	// Shown is the step that the panel shows, and Next the one after it; nil after the last.
	Shown *StepView `json:"-"`
	Next  *StepView `json:"-"`
	// Broken means that the tour has broken HubSpot and not mended it.
	Broken bool `json:"broken"`
	// Begun means that there is something to start over, and Over that every step has been done.
	Begun bool `json:"begun"`
	Over  bool `json:"over"`
}

// PeerView is the other program.
type PeerView struct {
	Peer

	Name string `json:"name"`
	// Known means that somebody has said where it is; otherwise How says how to.
	Known bool   `json:"known"`
	How   string `json:"how,omitempty"`
	Usual string `json:"usual"`
	// Tour is where the other program has its own tour; empty if it is not known where that is.
	Tour string `json:"tour,omitempty"`
}

// StepView is one step.
type StepView struct {
	Number   int       `json:"number"`
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	What     string    `json:"what"`
	Why      string    `json:"why"`
	State    State     `json:"state"`
	Doing    string    `json:"doing,omitempty"`
	Facts    []Fact    `json:"facts"`
	Error    string    `json:"error,omitempty"`
	Began    *Instant  `json:"began,omitempty"`
	Ended    *Instant  `json:"ended,omitempty"`
	Attempt  int       `json:"attempt"`
	Commands []Command `json:"commands"`
	// Shown means that the panel shows this step, and Idle that no step is under way.
	Shown bool `json:"shown"`
	Idle  bool `json:"-"`
	// Elsewhere is the name of the program that is not known, if commands of this step are for it.
	Elsewhere string `json:"elsewhere,omitempty"`

	path string
}

// Path is where the tour is mounted.
func (s StepView) Path() string { return s.path }

// Ran reports whether the step has been done, if only half or in vain.
func (s StepView) Ran() bool { return s.State == Done || s.State == Half || s.State == Failed }

// Went reports whether the step has been done as far as it could be.
func (s StepView) Went() bool { return s.State == Done || s.State == Half }

// Tone is the class of the state's colour.
func (s StepView) Tone() string {
	return map[State]string{Running: "busy", Done: "good", Half: "poor", Failed: "bad"}[s.State]
}

// Name is the name of a program.
func (f Fact) Name() string { return told.Programs[f.At].Name }

// Name is the name of the program that the command calls.
func (c Command) Name() string { return told.Programs[c.At].Name }

// Instant is a time, and how long ago it was.
type Instant struct {
	At  time.Time `json:"at"`
	Ago string    `json:"ago"`
}

// Clock is the time of day.
func (i Instant) Clock() string { return i.At.UTC().Format("15:04:05") }

func instant(at, now time.Time) *Instant {
	if at.IsZero() {
		return nil
	}
	return &Instant{at.UTC(), ago(now.Sub(at))}
}

// ago tells a distance in time by its largest unit.
func ago(d time.Duration) string {
	switch {
	case d < time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("%d s ago", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", d/time.Minute)
	default:
		return fmt.Sprintf("%d h ago", d/time.Hour)
	}
}

// View returns the tour as it is now.
func (t *Tour) View() View {
	t.mu.Lock()
	defer t.mu.Unlock()
	other := told.Programs[t.config.Side.Other()]
	v := View{
		Title: told.Title, Intro: told.Intro, Path: t.config.Path, Side: t.config.Side, Open: t.open, Folded: t.folded, Over: true, Broken: t.broken,
		Peer: PeerView{Peer: t.peer, Name: other.Name, Known: t.peer.URL != "", Usual: other.Usual},
	}
	if v.Peer.Known {
		v.Peer.Tour = t.peer.Page + other.Tour
	} else {
		v.Peer.How = told.Programs[t.config.Side].Connect
	}
	now, values := t.config.Now(), t.values()
	for i, chapter := range told.Steps {
		p := t.steps[i]
		step := StepView{
			Number: i + 1, ID: chapter.ID, Title: chapter.Title, What: chapter.What, Why: chapter.Why, State: p.State, Doing: p.Doing,
			Facts: append([]Fact{}, p.Facts...), Error: p.Error, Began: instant(p.Began, now), Ended: instant(p.Ended, now),
			Attempt: p.Attempt, Commands: fill(chapter.Commands, values), Shown: i+1 == t.shown, Idle: t.under == 0, path: v.Path,
		}
		if p.State == "" {
			step.State = Open
		}
		for _, command := range chapter.Commands {
			if !v.Peer.Known && command.At != t.config.Side {
				step.Elsewhere = other.Name
			}
		}
		v.Begun = v.Begun || step.State != Open
		v.Over = v.Over && step.Went()
		v.Steps = append(v.Steps, step)
	}
	v.Shown = &v.Steps[t.shown-1]
	if t.shown < len(v.Steps) {
		v.Next = &v.Steps[t.shown]
	}
	return v
}

// values are what stands in commands for {name}: addresses that work in a shell, and the pipes of the node, if they are known. mu
// is held.
func (t *Tour) values() map[string]string {
	address := map[Side]string{HubSpot: told.Programs[HubSpot].Usual, Sesam: told.Programs[Sesam].Usual}
	if t.at != "" {
		address[t.config.Side] = "http://" + t.at
	}
	if t.peer.Page != "" {
		address[t.config.Side.Other()] = t.peer.Page
	}
	values := map[string]string{
		"hubspot": address[HubSpot], "sesam": address[Sesam],
		"collect": "hubspot-contacts-collect", "receive": "erp-persons-collect", "push": "hubspot-contacts-push",
	}
	for name, pipe := range map[string]string{"collect": t.found.Collect, "receive": t.found.Receive, "push": t.found.Push} {
		if pipe != "" {
			values[name] = segment(pipe)
		}
	}
	return values
}

// Position says which of the steps the panel shows.
func (v View) Position() string {
	return "step " + strconv.Itoa(v.Shown.Number) + " of " + strconv.Itoa(len(v.Steps))
}
