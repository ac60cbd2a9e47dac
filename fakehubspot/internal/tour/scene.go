package tour

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// scene is a step under way: what it may call, and where it shows what it sees.
type scene struct {
	t      *Tour
	ctx    context.Context
	number int
	// hub and node are the two programs; one of them is nil if it is not known.
	hub  *hubspot
	node *sesam
	pipes
	// half means that a part of the step could not be done.
	half bool
}

func (t *Tour) scene(ctx context.Context, number int) *scene {
	s := &scene{t: t, ctx: ctx, number: number}
	s.hub, s.node = t.programs()
	s.half = s.hub == nil || s.node == nil
	return s
}

// change changes how far the step is.
func (s *scene) change(how func(*progress)) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	how(&s.t.steps[s.number-1])
}

// doing says what the step does now.
func (s *scene) doing(format string, values ...any) {
	s.change(func(p *progress) { p.Doing = fmt.Sprintf(format, values...) })
}

// saw shows something that one of the programs says.
func (s *scene) saw(at Side, what, value string, links ...Link) {
	s.change(func(p *progress) { p.Facts = append(p.Facts, Fact{At: at, What: what, Value: value, Links: links}) })
}

// remember changes what steps leave to later ones.
func (s *scene) remember(how func(*memory)) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	how(&s.t.memory)
}

// attempt is how often this step has begun, from 1.
func (s *scene) attempt() int {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	return s.t.steps[s.number-1].Attempt
}

// find finds the pipes of the node.
func (s *scene) find() error {
	found, err := s.node.pipes(s.ctx)
	if err != nil {
		return err
	}
	s.pipes = found
	s.remember(func(m *memory) { m.found = found })
	if found.Collect == "" {
		return errNoCollect
	}
	return nil
}

// page links to a page of a program.
func (s *scene) page(at Side, text, path string) Link { return s.t.link(at, text, path, false) }

// json links to JSON of a program.
func (s *scene) json(at Side, path string) Link { return s.t.link(at, "JSON", path, true) }

func (t *Tour) link(at Side, text, path string, json bool) Link {
	if at == t.config.Side {
		return Link{Text: text, Href: path, JSON: json}
	}
	return Link{Text: text, Href: t.Peer().Page + path, JSON: json, Away: true}
}

// The pauses between two looks at a run.
const (
	firstPause = 40 * time.Millisecond
	mostPause  = time.Second
)

// until looks again and again until something has come to pass.
func (s *scene) until(passed func() (bool, error)) error {
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		if done, err := passed(); done || err != nil {
			return err
		}
		if err := s.t.config.Wait(s.ctx, pause); err != nil {
			return err
		}
	}
}

// run is a run of a pipe that has ended.
type run struct {
	pipe          string
	At            int64 // the place of its last event in the log, -1 if the log does not have it
	Failed        bool
	Sync          string
	Read, Changed int
	Offset        string
	Error         string
}

// run runs a pipe and waits for its end. waiting, unless it is nil, is called at each look at the run.
func (s *scene) run(pipe string, waiting func(processed int) error) (run, error) {
	out := run{pipe: pipe, At: -1}
	mark, err := s.node.last(s.ctx, pipe)
	if err != nil {
		return out, err
	}
	var before pump
	if err := s.until(func() (bool, error) {
		if before, err = s.node.pump(s.ctx, pipe); err != nil {
			return false, err
		}
		if before.Running {
			s.doing("A run of %s is under way; the tour waits for its end.", pipe)
			return false, nil
		}
		err := s.node.operate(s.ctx, pipe, "start")
		return err == nil, busy(err)
	}); err != nil {
		return out, err
	}
	var after pump
	if err := s.until(func() (bool, error) {
		if after, err = s.node.pump(s.ctx, pipe); err != nil {
			return false, err
		}
		if after.Runs > before.Runs && !after.Running {
			return true, nil
		}
		if waiting != nil {
			return false, waiting(after.Processed)
		}
		s.doing("%s runs: %s entities so far.", pipe, count(after.Processed))
		return false, nil
	}); err != nil {
		return out, err
	}
	out.Offset, out.Read = after.Offset, after.Processed
	events, err := s.node.events(s.ctx, pipe, mark)
	for _, each := range events {
		if each.Type == "pump-completed" || each.Type == "pump-failed" {
			e := each.Metrics.Entities
			out.At = each.Updated
			out.Failed, out.Sync, out.Read, out.Changed, out.Error = each.Type == "pump-failed", each.Sync, e.Read, e.Changed, each.Error
			break
		}
	}
	return out, err
}

// busy forgives a pump that is running already: somebody else, or the schedule, was faster.
func busy(err error) error {
	if refused(err, http.StatusConflict) {
		return nil
	}
	return err
}

// completed runs a pipe, shows the run, and returns an error if it failed.
func (s *scene) completed(pipe, what string) (run, error) {
	s.doing("%s runs.", pipe)
	r, err := s.run(pipe, nil)
	if err != nil {
		return r, err
	}
	s.saw(Sesam, what, r.String(), s.runLinks(r)...)
	if r.Failed {
		return r, fmt.Errorf("the run of %s failed: %s", pipe, short(plain(r.Error)))
	}
	return r, nil
}

// String is the run in a sentence.
func (r run) String() string {
	how := "completed"
	if r.Failed {
		how = "failed"
	}
	if r.Sync != "" {
		how += ", " + r.Sync
	}
	return fmt.Sprintf("%s: %s read, %s changed", how, count(r.Read), count(r.Changed))
}

// runLinks lead to a run of a pipe, and to the event of the log that ended it.
func (s *scene) runLinks(r run) []Link {
	if r.At < 0 {
		return s.pipeLinks(r.pipe)
	}
	at, before := strconv.FormatInt(r.At, 10), strconv.FormatInt(r.At-1, 10)
	return []Link{
		s.page(Sesam, "run of "+r.pipe, "/pipes/"+segment(r.pipe)+"?run="+at),
		s.json(Sesam, "/api/pipes/"+segment(r.pipe)+"/log?since="+before+"&limit=1"),
	}
}

// pipeLinks lead to a pipe and to the end of its log.
func (s *scene) pipeLinks(pipe string) []Link {
	return []Link{
		s.page(Sesam, pipe, "/pipes/"+segment(pipe)),
		s.json(Sesam, "/api/pipes/"+segment(pipe)+"/log?reverse=true&limit=2"),
	}
}

// offset shows an offset; without one, a pipe reads everything.
func offset(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// need is the error of a step that another one must come before.
func need(number int, why string) error {
	return errors.New(why + " Do step " + strconv.Itoa(number) + " first.")
}

// count is a number with its thousands separated by narrow spaces.
func count(number int) string {
	digits := strconv.Itoa(number)
	var text strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			text.WriteRune('\u202f')
		}
		text.WriteRune(digit)
	}
	return text.String()
}
