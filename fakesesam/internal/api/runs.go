package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// pipeRuns answers with the last runs of a pipe, the newest first: also those that are not in the execution log.
func (a *api) pipeRuns(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	runs := []pump.Past{}
	if err == nil {
		err = a.node.Store().View(func(tx *dataset.Tx) error {
			kept, err := p.History(tx)
			runs = append(runs, kept...)
			return err
		})
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, runs)
}

// sentView is a request that a run has sent.
type sentView struct {
	Number int    `json:"number"`
	At     string `json:"sent_at"`
	// Run is null while the run is in progress.
	Run          *int    `json:"run"`
	Pending      bool    `json:"pending"`
	Milliseconds float64 `json:"milliseconds"`
	service.Exchange
}

// pipeSent answers with the last requests that the runs of a pipe have sent, the newest first.
func (a *api) pipeSent(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	out := []sentView{}
	for _, s := range p.Requests() {
		view := sentView{
			Number: s.Number, At: clockTime(s.At), Pending: s.Pending, Milliseconds: float64(s.Took.Microseconds()) / 1000, Exchange: s.Exchange,
		}
		if s.Run > 0 {
			view.Run = &s.Run
		}
		out = append(out, view)
	}
	c.JSON(http.StatusOK, out)
}

// progressOf describes the runs in progress. A real node does not have this: it only says that a pump runs.
func progressOf(p *pump.Pump) []gin.H {
	out := []gin.H{}
	for _, each := range p.Progress() {
		out = append(out, gin.H{
			"sync_type": orNull(each.SyncType), "background": each.Background, "began": clockTime(each.Began),
			"seconds": each.Elapsed.Seconds(), "read": each.Read, "processed": each.Processed, "changed": each.Changed,
			"read_per_second": each.Rate(), "reading": stepView(&each.Reading), "writing": stepView(&each.Writing),
		})
	}
	return out
}

// stepView is what half of a run is doing; null for nothing.
func stepView(s *pump.Step) any {
	if s.Doing == pump.Idle {
		return nil
	}
	out := gin.H{"doing": s.Doing, "seconds": s.Elapsed.Seconds()}
	if s.URL != "" {
		out["system"], out["method"], out["url"] = orNull(s.System), s.Method, s.URL
	}
	for name, n := range map[string]int{"entities": s.Entities, "batch": s.Batch, "status": s.Status} {
		if n > 0 {
			out[name] = n
		}
	}
	if !s.Until.IsZero() {
		out["until"] = clockTime(s.Until)
	}
	return out
}
