package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// progressView is a run in progress, in words.
type progressView struct {
	pump.Progress
	// Steps are what its halves are doing.
	Steps []stepView
}

// stepView is what half of a run is doing.
type stepView struct {
	Text string
	// For is how long, Until is until when.
	For   time.Duration
	Until time.Time
}

func progressOf(each *pump.Pump) []progressView {
	var out []progressView
	for _, run := range each.Progress() {
		view := progressView{Progress: run}
		for _, step := range []*pump.Step{&run.Reading, &run.Writing} {
			if step.Doing != pump.Idle {
				view.Steps = append(view.Steps, stepView{saying(step), step.Elapsed.Truncate(time.Second), step.Until})
			}
		}
		out = append(out, view)
	}
	return out
}

// saying says in words what half of a run is doing.
func saying(s *pump.Step) string {
	switch s.Doing {
	case pump.Preparing:
		return "preparing the run"
	case pump.RetryingQueue:
		return "trying again what earlier runs could not write: " + entities(s.Entities)
	case pump.ReadingSource:
		return "reading the source"
	case pump.Asking:
		return posting(s) + "waiting for " + answering(s) + " to answer " + s.Method + " " + target(s)
	case pump.Receiving:
		return posting(s) + "reading the answer of " + answering(s) + " to " + s.Method + " " + target(s)
	case pump.Pausing:
		if s.Status > 0 {
			return fmt.Sprintf("waiting before it tries again, after %d %s", s.Status, http.StatusText(s.Status))
		}
		return "waiting before it goes on, after a failure"
	case pump.WritingBatch:
		return "writing batch " + countText(s.Batch)
	case pump.Sweeping:
		return "deleting what the source no longer has"
	case pump.Idle:
	}
	return ""
}

// posting says which batch a request is of.
func posting(s *pump.Step) string {
	if s.Batch == 0 {
		return ""
	}
	return fmt.Sprintf("posting batch %s (%s): ", countText(s.Batch), entities(s.Entities))
}

func entities(n int) string {
	if n == 1 {
		return "1 entity"
	}
	return countText(n) + " entities"
}

// answering names who is to answer.
func answering(s *pump.Step) string {
	if s.System != "" {
		return s.System
	}
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "the service"
}

// longestTarget is how much of a URL a sentence has, in bytes.
const longestTarget = 300

// target is the path and the query of a request.
func target(s *pump.Step) string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return cut(s.URL, longestTarget)
	}
	return cut(u.RequestURI(), longestTarget)
}
