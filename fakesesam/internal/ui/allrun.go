package ui

import (
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

// allRun is the run of all pipes that is in progress, or else the last one.
type allRun struct {
	Known, Running bool
	Status         runall.Status
	runall.Progress
	Took time.Duration
	// Info is what the result says, one thing a line; Lines are the last lines of its log.
	Info  []string
	Lines []runall.Line
	More  int
}

// linesShown is how many lines of a log are on the page.
const linesShown = 50

func (p *pages) allRun(now time.Time) allRun {
	r := p.all.Find("")
	if r == nil {
		return allRun{}
	}
	status, info := r.Result()
	out := allRun{Known: true, Status: status, Running: status == runall.Running, Progress: r.Progress(), Lines: r.Log()}
	if info != "" {
		out.Info = strings.Split(info, "\n")
	}
	out.Took = now.Sub(out.Began)
	if !out.Ended.IsZero() {
		out.Took = out.Ended.Sub(out.Began)
	}
	if out.More = len(out.Lines) - linesShown; out.More > 0 {
		out.Lines = out.Lines[out.More:]
	}
	return out
}
