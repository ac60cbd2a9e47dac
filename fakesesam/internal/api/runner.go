package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

// runAllPipes runs every pipe in rounds until a round brings no change. With request_mode=async it answers with a token at
// once.
func (a *api) runAllPipes(c *gin.Context) {
	q := &query{c: c}
	plan := runall.Plan{
		ExtraZeroRuns: q.count("extra_zero_runs", 0),
		MaxRuns:       q.count("max_runs", 100),
		MaxTime:       time.Duration(q.count("max_run_time", 900)) * time.Second,
		// Clients send this only to turn it off: it is on by default.
		Reset:       q.boolean("reset_pipes_and_delete_sink_datasets", true),
		KeepInputs:  !q.boolean("delete_input_datasets", true),
		CheckInputs: q.boolean("check_input_pipes", false),
		Statistics:  q.boolean("output_run_statistics", false),
	}
	mode := c.DefaultQuery("request_mode", "sync")
	if mode != "sync" && mode != "async" {
		q.wrong("request_mode", mode, "sync or async")
	}
	// How a real node finds what to run next; this one only has rounds.
	if by := c.DefaultQuery("scheduler_mode", "active"); by != "active" && by != "poll" {
		q.wrong("scheduler_mode", by, "active or poll")
	}
	if q.err != nil {
		a.fail(c, q.err)
		return
	}
	r, err := a.runner.Start(plan)
	if err != nil {
		c.JSON(http.StatusConflict, gin.H{"status": runall.Failed, "detail": err.Error()})
		return
	}
	if mode == "async" {
		c.JSON(http.StatusOK, gin.H{"token": r.Token, "status": runall.Running})
		return
	}
	r.Wait()
	c.JSON(http.StatusOK, runView(r))
}

// stopRunAllPipes ends the run of all pipes, if there is one, and every pump with it. When one does not end within
// terminate_timeout seconds, it says which.
func (a *api) stopRunAllPipes(c *gin.Context) {
	q := &query{c: c}
	seconds := q.integer("terminate_timeout", int64(stopTime/time.Second))
	if seconds < 0 || seconds > int64(time.Hour/time.Second) {
		q.wrong("terminate_timeout", c.Query("terminate_timeout"), "a number of seconds, from 0 to 3600")
	}
	if q.err != nil {
		a.fail(c, q.err)
		return
	}
	ctx, cancel := finishing(c, time.Duration(seconds)*time.Second)
	defer cancel()
	if err := a.runner.Stop(ctx); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "success"})
}

func (a *api) runnerStatus(c *gin.Context) {
	if r := a.runner.Find(c.Query("token")); r != nil {
		c.JSON(http.StatusOK, runView(r))
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "not-running"})
}

// runView is a run of all pipes as clients see it. They print additional_info when it is present, so an empty one is left
// out.
func runView(r *runall.Run) gin.H {
	status, info := r.Result()
	out := gin.H{"status": status, "token": r.Token}
	if info != "" {
		out["additional_info"] = info
	}
	return out
}

type runnerLine struct {
	Timestamp string `json:"timestamp"`
	Level     string `json:"loglevel"`
	Data      string `json:"logdata"`
}

// runnerLog returns the lines of a run of all pipes after the time since.
func (a *api) runnerLog(c *gin.Context) {
	out := []runnerLine{}
	if r := a.runner.Find(c.Query("token")); r != nil {
		for _, line := range r.Log() {
			if at := clockTime(line.Time); at > c.Query("since") {
				out = append(out, runnerLine{at, line.Level, line.Text})
			}
		}
	}
	c.JSON(http.StatusOK, out)
}
