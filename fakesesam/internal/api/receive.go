package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/connection"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// bodySource is the body of a request as a source. A stopped run does not wait for a client that sends nothing.
func bodySource(c *gin.Context) source.Body {
	out := source.Body{Reader: c.Request.Body}
	if body, ok := c.Value(bodyKey).(*connection.Body); ok {
		out.Interrupt = body.Interrupt
	}
	return out
}

// receive takes a list of entities for a pipe whose source is an http_endpoint. It answers when they are in the sink's
// dataset.
func (a *api) receive(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if err := p.Receives(); err != nil {
		a.fail(c, badRequest(err.Error()))
		return
	}
	request, err := pushed(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	// What has been received is written, even if the client does not wait for the answer.
	run, err := a.node.Run(context.WithoutCancel(c.Request.Context()), p.Pipe.ID, request)
	switch {
	case errors.Is(err, pump.ErrRunning):
		// Clients retry after this status.
		a.refuse(c, http.StatusServiceUnavailable, err.Error())
	case err != nil:
		a.fail(c, err)
	case run.Outcome == pump.Failed:
		a.fail(c, refusal(&run))
	default:
		c.JSON(http.StatusOK, gin.H{"status": "success", "received": run.Processed, "changed": run.Changed, "deleted": run.Deleted})
	}
}

// refusal is the error of a failed run: usually what the client has sent is wrong, unless the node itself has failed.
func refusal(run *pump.Run) error {
	if status := statusOf(run.Err()); status != http.StatusInternalServerError || errors.Is(run.Err(), dataset.ErrStore) {
		if fault, text := bodyFault(run.Err()); fault == status {
			return &requestError{status, text}
		}
		return &requestError{status, run.Error}
	}
	return badRequest(run.Error)
}

// pushed reads the parameters of JSON Push. For a set that is not full they matter only where they contradict those of a
// full set in progress.
func pushed(c *gin.Context) (pump.Request, error) {
	q := &query{c: c}
	out := pump.Request{Body: bodySource(c), Full: q.boolean("is_full", false), User: userOf(c)}
	part := pump.Part{
		Sequence: c.Query("sequence_id"), ID: c.Query("request_id"), Previous: c.Query("previous_request_id"),
		First: q.boolean("is_first", false), Last: q.boolean("is_last", false),
	}
	if part.Sequence != "" {
		out.Part = &part
	}
	whole := part.Previous == "" && (part.First == part.Last) && (part.First || part.Sequence == "")
	switch {
	case q.err != nil:
		return out, q.err
	case !out.Full || whole:
		return out, nil
	case part.Sequence == "":
		return out, badRequest("a full set in several requests needs a sequence_id, the same in all of them")
	case part.ID == "" && !part.Last:
		return out, badRequest("a full set in several requests needs a request_id, which the next one names as previous_request_id")
	}
	return out, nil
}
