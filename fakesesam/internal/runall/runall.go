// Package runall runs all pipes of a node in rounds until nothing changes any more: what a real node's run-all-pipes does.
package runall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// ErrRunning means that a run of all pipes is in progress already.
var ErrRunning = errors.New("all pipes are already being run")

// Plan says what a run of all pipes does.
type Plan struct {
	// ExtraZeroRuns is how many rounds without a change follow the first one.
	ExtraZeroRuns int
	// MaxRuns and MaxTime limit the run.
	MaxRuns int
	MaxTime time.Duration
	// Reset first makes every pipe new and deletes its dataset; KeepInputs keeps the datasets of input pipes.
	Reset, KeepInputs bool
	// CheckInputs lets a failed input pipe end the run, as any other failed pipe does.
	CheckInputs bool
	// Statistics adds a line for each pipe to the result.
	Statistics bool
}

// Status says how a run of all pipes is going.
type Status string

// Statuses, as clients know them.
const (
	Running Status = "running"
	Success Status = "success"
	Failed  Status = "failed"
)

// Line is one line of the log of a run.
type Line struct {
	Time time.Time
	// Level is "INFO", "WARNING" or "ERROR".
	Level, Text string
}

// Runner runs all pipes of one node, one such run at a time.
type Runner struct {
	node *node.Node

	mu   sync.Mutex
	last *Run // nil before the first
}

// New returns the runner of a node.
func New(n *node.Node) *Runner { return &Runner{node: n} }

// Start starts a run of all pipes. The error is ErrRunning when one is in progress.
func (rs *Runner) Start(plan Plan) (*Run, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.last != nil && rs.last.running() {
		return nil, ErrRunning
	}
	ctx, cancel := context.WithTimeout(rs.node.Context(), plan.MaxTime)
	r := &Run{Token: rs.node.NewID(), node: rs.node, plan: plan, cancel: cancel, done: make(chan struct{}), status: Running}
	r.at.Began = rs.node.Now()
	rs.last = r
	rs.node.Go(func() {
		defer close(r.done)
		defer cancel()
		r.execute(ctx)
	})
	return r, nil
}

// Find returns the last run, or nil when there was none or it has another token. An empty token matches every run.
func (rs *Runner) Find(token string) *Run {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.last == nil || token != "" && token != rs.last.Token {
		return nil
	}
	return rs.last
}

// Stop ends the run in progress, if there is one, and every pump with it.
func (rs *Runner) Stop(ctx context.Context) error {
	if r := rs.Find(""); r != nil {
		r.cancel()
		select {
		case <-r.done:
		case <-ctx.Done():
			return fmt.Errorf("the run of all pipes has been stopped but has not ended yet: %w", ctx.Err())
		}
	}
	for _, p := range rs.node.Pumps() {
		if err := p.Stop(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Run is one run of all pipes.
type Run struct {
	// Token identifies the run.
	Token string

	node    *node.Node
	plan    Plan
	tallies tallies
	cancel  context.CancelFunc
	done    chan struct{}

	mu     sync.Mutex
	status Status
	info   string
	lines  []Line
	at     Progress
}

// Progress is how far a run has come.
type Progress struct {
	// Began and Ended are by the node's clock; Ended is the zero time while the run is in progress.
	Began, Ended time.Time
	// Round is the number of the round, from 1; 0 before the first.
	Round int
	// Pipe is the pipe that runs, Done how many have in this round, Of how many there are.
	Pipe     string
	Done, Of int
	// Changes counts what this round has changed so far.
	Changes int
}

// Progress returns how far the run has come.
func (r *Run) Progress() Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

// advance notes how far the run has come.
func (r *Run) advance(f func(at *Progress)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.at)
}

// Wait returns when the run has ended.
func (r *Run) Wait() { <-r.done }

func (r *Run) running() bool {
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

// Result returns the run's status and what else there is to say about it, one thing per line.
func (r *Run) Result() (status Status, info string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status, r.info
}

// Log returns the lines written so far.
func (r *Run) Log() []Line {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clip(r.lines)
}

func (r *Run) log(level, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, Line{r.node.Now(), level, r.node.Mask(text)})
}

// finish sets the result; err is why the run failed.
func (r *Run) finish(err error) {
	status, info := Success, []string{}
	if err != nil {
		status, info = Failed, append(info, err.Error())
		r.log("ERROR", err.Error())
	}
	if !r.plan.CheckInputs {
		info = append(info, r.tallies.failures()...)
	}
	if r.plan.Statistics {
		info = append(info, r.tallies.statistics()...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at.Ended = r.node.Now()
	r.status, r.info = status, r.node.Mask(strings.Join(info, "\n"))
}
