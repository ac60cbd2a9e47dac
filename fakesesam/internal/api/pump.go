package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

func (a *api) getPump(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	a.answerPump(c, http.StatusOK, p)
}

func (a *api) answerPump(c *gin.Context, status int, p *pump.Pump) {
	s, err := p.Status()
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(status, gin.H{
		"_id":     "pump:" + p.Pipe.ID,
		"type":    "pump",
		"pipe":    p.Pipe.ID,
		"runtime": pumpRuntime(p, &s),
		"config":  gin.H{"effective": p.EffectivePump()},
	})
}

// pumpRuntime is what clients read about a pump.
func pumpRuntime(p *pump.Pump, s *pump.Status) gin.H {
	faults := p.Pipe.Errors
	if faults == nil {
		faults = []config.Error{}
	}
	out := gin.H{
		"is-running":                  s.Running,
		"is-disabled":                 s.Disabled,
		"disabled-comment":            s.Comment,
		"is-valid-config":             p.Pipe.Valid(),
		"config-errors":               faults,
		"execution-dataset":           pump.LogName(p.Pipe.ID),
		"dead-letter-dataset":         orNull(p.Pipe.Pump.WriteRetries.DeadLetters),
		"last-seen":                   orNull(s.Offset.String()),
		"last-run":                    nil,
		"next-run":                    orNull(clockTime(s.Next)),
		"last-message":                nil,
		"last-original-error-message": nil,
		"supported-operations":        operationsOf(p),
		"queues":                      gin.H{"source": 0, "dependencies": 0},
		"progress":                    gin.H{"processed": s.Processed},
		"continuation-strategy":       p.Pipe.Strategy(),
		"is-running-rescan":           s.Rescans,
		"runs-in-progress":            progressOf(p),
	}
	if s.Last != nil {
		out["last-run"] = clockTime(s.Last.Began)
		out["last-message"] = s.Last.Outcome
		if s.Last.Outcome == pump.Failed {
			out["last-message"] = s.Last.Reason
			out["last-original-error-message"] = s.Last.Error
		}
		if !s.Running {
			out["progress"] = gin.H{"processed": s.Last.Processed}
		}
	}
	return out
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func clockTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

// operation is one operation of POST …/pump.
type operation struct {
	name string
	do   func(a *api, c *gin.Context, p *pump.Pump, by pump.User) error
}

// operations in the order in which a pump lists them.
var operations = []operation{
	{"start", func(a *api, _ *gin.Context, p *pump.Pump, by pump.User) error {
		return a.node.Start(p.Pipe.ID, pump.Request{User: by})
	}},
	{"start-rescan", func(a *api, _ *gin.Context, p *pump.Pump, by pump.User) error {
		return a.node.Start(p.Pipe.ID, pump.Request{Kind: pump.Rescan, User: by})
	}},
	{"stop", func(_ *api, c *gin.Context, p *pump.Pump, _ pump.User) error {
		ctx, cancel := finishing(c, stopTime)
		defer cancel()
		return p.Stop(ctx)
	}},
	{"enable", func(a *api, _ *gin.Context, p *pump.Pump, by pump.User) error { return a.node.Enable(p.Pipe.ID, by) }},
	{"disable", func(_ *api, c *gin.Context, p *pump.Pump, by pump.User) error {
		return p.Disable(c.PostForm("comment"), by)
	}},
	{"update-last-seen", func(_ *api, c *gin.Context, p *pump.Pump, by pump.User) error {
		return p.SetOffset(pump.ParseOffset(c.PostForm("last-seen")), by)
	}},
	{"set-last-seen-to-end", func(_ *api, _ *gin.Context, p *pump.Pump, by pump.User) error { return p.SetOffsetToEnd(by) }},
	{"reset-rescan", func(_ *api, _ *gin.Context, p *pump.Pump, _ pump.User) error { return p.ResetRescan() }},
	{"discard-retries", func(_ *api, _ *gin.Context, p *pump.Pump, by pump.User) error { return p.DiscardRetries(by) }},
	{"discard-inferred-schema", func(_ *api, _ *gin.Context, p *pump.Pump, by pump.User) error { return p.DiscardSchema(by) }},
}

// operationsOf lists the operations that a pump supports.
func operationsOf(p *pump.Pump) []string {
	out := []string{}
	for _, op := range operations {
		if supports(p, op.name) {
			out = append(out, op.name)
		}
	}
	return out
}

func supports(p *pump.Pump, name string) bool {
	switch name {
	case "start", "start-rescan", "stop":
		return p.Runnable()
	case "update-last-seen":
		return p.Pipe.Strategy() != config.StrategyNone && !p.Pipe.DisableSetLastSeen
	case "set-last-seen-to-end":
		return p.Pipe.Source.Type == config.SourceDataset && !p.Pipe.DisableSetLastSeen
	default:
		return true
	}
}

// operatePump performs the operation of the form and answers with the pump; 409 means that it is already running.
func (a *api) operatePump(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if !a.form(c) {
		return
	}
	name := c.PostForm("operation")
	for _, op := range operations {
		if op.name != name || !supports(p, name) {
			continue
		}
		err := op.do(a, c, p, userOf(c))
		switch {
		case err == nil:
			a.answerPump(c, http.StatusOK, p)
		case errors.Is(err, pump.ErrRunning), errors.Is(err, context.DeadlineExceeded):
			a.answerPump(c, http.StatusConflict, p)
		default:
			a.fail(c, err)
		}
		return
	}
	text := "the pump of " + p.Pipe.ID + " doesn't support the operation \"" + name + "\""
	if err := p.Refusal(); err != nil {
		text += ": " + err.Error()
	}
	a.fail(c, badRequest(text))
}

// userOf returns who sends a request, for the execution log. The token is not examined: it proves nobody's identity here.
func userOf(c *gin.Context) pump.User {
	return pump.User{Email: "user@localhost", RemoteAddr: c.ClientIP(), UserID: "user"}
}
