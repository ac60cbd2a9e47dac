package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// runners runs all pipes until nothing changes any more: one such run at a time.
type runners struct {
	node *node.Node

	mu      sync.Mutex
	current *runner
	byToken map[string]*runner
}

func newRunners(n *node.Node) *runners { return &runners{node: n, byToken: map[string]*runner{}} }

// runner is one run of all pipes.
type runner struct {
	token  string
	cancel context.CancelFunc
	done   chan struct{}

	mu     sync.Mutex
	status string
	info   string
	lines  []runnerLine
}

type runnerLine struct {
	Timestamp string `json:"timestamp"`
	Level     string `json:"loglevel"`
	Data      string `json:"logdata"`
}

// runPlan is how far a run of all pipes goes.
type runPlan struct {
	extraZero int // rounds without a change before it is enough
	maxRounds int
	maxTime   time.Duration
	// reset makes every pipe as new first and deletes its dataset; keepInputs leaves the datasets of input pipes.
	reset, keepInputs bool
	// checkInputs makes an input pipe that fails the end of the run, as any other pipe does.
	checkInputs bool
	// statistics asks for a line about each pipe.
	statistics bool
}

// runAllPipes runs every pipe in rounds until rounds bring no change. With request_mode=async it answers a token at once.
func (a *api) runAllPipes(c *gin.Context) {
	q := &query{c: c}
	plan := runPlan{
		extraZero: int(q.integer("extra_zero_runs", 0)),
		maxRounds: int(q.integer("max_runs", 100)),
		maxTime:   time.Duration(q.integer("max_run_time", 900)) * time.Second,
		// Clients send this only to turn it off: it is on.
		reset:       q.boolean("reset_pipes_and_delete_sink_datasets", true),
		keepInputs:  !q.boolean("delete_input_datasets", true),
		checkInputs: q.boolean("check_input_pipes", false),
		statistics:  q.boolean("output_run_statistics", false),
	}
	mode := c.DefaultQuery("request_mode", "sync")
	if mode != "sync" && mode != "async" {
		q.wrong("request_mode", mode, "sync or async")
	}
	// How a real node finds what to run next; the rounds of this one are all there is.
	if by := c.DefaultQuery("scheduler_mode", "active"); by != "active" && by != "poll" {
		q.wrong("scheduler_mode", by, "active or poll")
	}
	if q.err != nil {
		a.fail(c, q.err)
		return
	}
	r := a.runners.begin(plan)
	if r == nil {
		c.JSON(http.StatusConflict, gin.H{"status": "failed", "detail": "all pipes are being run already"})
		return
	}
	if mode == "async" {
		c.JSON(http.StatusOK, gin.H{"token": r.token, "status": "running"})
		return
	}
	<-r.done
	c.JSON(http.StatusOK, r.view())
}

// stopRunAllPipes ends the run of all pipes, if there is one, and every pump with it.
func (a *api) stopRunAllPipes(c *gin.Context) {
	a.runners.stop()
	for _, p := range a.node.Pumps() {
		if err := p.Stop(c.Request.Context()); err != nil {
			a.fail(c, err)
			return
		}
	}
	c.JSON(http.StatusOK, gin.H{"status": "success"})
}

func (a *api) runnerStatus(c *gin.Context) {
	if r := a.runners.find(c.Query("token")); r != nil {
		c.JSON(http.StatusOK, r.view())
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "not-running"})
}

// runnerLog gives the lines of a run of all pipes after since.
func (a *api) runnerLog(c *gin.Context) {
	out := []runnerLine{}
	if r := a.runners.find(c.Query("token")); r != nil {
		r.mu.Lock()
		for _, line := range r.lines {
			if line.Timestamp > c.Query("since") {
				out = append(out, line)
			}
		}
		r.mu.Unlock()
	}
	c.JSON(http.StatusOK, out)
}

// find gives the run of a token, or the last one when there is no token.
func (rs *runners) find(token string) *runner {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if token == "" {
		return rs.current
	}
	return rs.byToken[token]
}

// begin starts a run of all pipes; nil when one is under way.
func (rs *runners) begin(plan runPlan) *runner {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.current != nil && rs.current.running() {
		return nil
	}
	r := &runner{token: rs.node.NewID(), status: "running", done: make(chan struct{})}
	rs.current = r
	rs.byToken = map[string]*runner{r.token: r}
	var ctx context.Context
	ctx, r.cancel = context.WithTimeout(rs.node.Context(), plan.maxTime)
	rs.node.Go(func() {
		defer close(r.done)
		defer r.cancel()
		r.run(ctx, rs.node, plan)
	})
	return r
}

func (rs *runners) stop() {
	rs.mu.Lock()
	r := rs.current
	rs.mu.Unlock()
	if r != nil {
		r.cancel()
		<-r.done
	}
}

func (r *runner) running() bool {
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

// view is what is told of a run. Clients print additional_info when it is there, so an empty one is left out.
func (r *runner) view() gin.H {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := gin.H{"status": r.status, "token": r.token}
	if r.info != "" {
		out["additional_info"] = r.info
	}
	return out
}
