package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// receive takes entities for a pipe whose source is an http_endpoint: a list of them. They are in the sink's dataset when
// it is answered.
func (a *api) receive(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if p.Pipe.Source.Type != config.SourceHTTPEndpoint {
		a.fail(c, badRequest{"pipe " + p.Pipe.ID + " takes no entities: its source is of type " + p.Pipe.Source.Type +
			", not " + config.SourceHTTPEndpoint})
		return
	}
	q := &query{c: c}
	full := q.boolean("is_full", false)
	several := full && isPart(q)
	switch {
	case q.err != nil:
		a.fail(c, q.err)
		return
	case several:
		c.JSON(http.StatusNotImplemented, gin.H{"detail": manyRequests, "status": http.StatusNotImplemented})
		return
	}
	run, err := a.node.Run(c.Request.Context(), p.Pipe.ID, pump.Request{
		Body: source.Body{Reader: c.Request.Body}, Full: full, User: userOf(c),
	})
	switch {
	case errors.Is(err, pump.ErrRunning):
		// Clients try again after this status.
		c.JSON(http.StatusServiceUnavailable, gin.H{"detail": err.Error(), "status": http.StatusServiceUnavailable})
	case err != nil:
		a.fail(c, err)
	case run.Outcome == pump.Failed:
		a.fail(c, badRequest{run.Error})
	default:
		c.JSON(http.StatusOK, gin.H{"status": "success", "received": run.Processed, "changed": run.Changed, "deleted": run.Deleted})
	}
}

// manyRequests says what is missing: to take a part for the whole would delete everything else.
const manyRequests = "this node takes a full set in one request only: send is_full=true with is_first=true and is_last=true " +
	"and without previous_request_id, or send the parts without is_full, and nothing is deleted for them"

// isPart tells whether a request of a full set is one of several. One that says nothing of a sequence is the whole.
func isPart(q *query) bool {
	first, last := q.boolean("is_first", false), q.boolean("is_last", false)
	if q.c.Query("previous_request_id") != "" {
		return true
	}
	alone := !first && !last && q.c.Query("sequence_id") == ""
	return !alone && (!first || !last)
}
