package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// publish gives the entities of a pipe: of an http_endpoint sink they are read and transformed for this request.
func (a *api) publish(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	if p.Pipe.Sink.Type == config.SinkDataset {
		a.stream(c, p.Pipe.Sink.Dataset, true)
		return
	}
	a.staged(c, p, pump.AfterTransforms)
}

// publishOtherwise is for the formats that a real node has beside JSON, and this one has not.
func (a *api) publishOtherwise(c *gin.Context) {
	if _, err := a.node.Pump(c.Param("id")); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusNotImplemented, gin.H{
		"detail": "this node publishes JSON entities only, no " + c.Param("format"), "status": http.StatusNotImplemented,
	})
}

// pipeEntities gives a pipe's entities at one stage of its way: sink (default), source, before-transforms or
// after-transforms.
func (a *api) pipeEntities(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	switch stage := c.DefaultQuery("stage", "sink"); stage {
	case "sink":
		if p.Pipe.Sink.Type == config.SinkDataset {
			a.stream(c, p.Pipe.Sink.Dataset, true)
			return
		}
		a.staged(c, p, pump.AfterTransforms)
	case "source", "before-transforms":
		a.staged(c, p, pump.Source)
	case "after-transforms":
		a.staged(c, p, pump.AfterTransforms)
	default:
		a.fail(c, badRequest{"stage must be source, before-transforms, after-transforms or sink, it is \"" + stage + "\""})
	}
}

// staged streams what a pipe reads. The first entity is waited for before anything is answered: a source that fails at
// once is an error, not a cut answer.
func (a *api) staged(c *gin.Context, p *pump.Pump, stage pump.Stage) {
	q := &query{c: c}
	limit := q.integer("limit", 0)
	if q.err != nil {
		a.fail(c, q.err)
		return
	}
	var since *string
	if text, given := c.GetQuery("since"); given {
		since = &text
	}
	var w *arrayWriter
	sent := int64(0)
	for raw, err := range p.Peek(c.Request.Context(), since, stage) {
		if err != nil && w == nil {
			a.fail(c, err)
			return
		}
		if err != nil {
			w.abort(a, err)
		}
		if w == nil {
			w = newArrayWriter(c)
		}
		w.write(func(dst []byte) []byte { return append(dst, raw...) })
		if sent++; sent == limit {
			break
		}
	}
	if w == nil {
		w = newArrayWriter(c)
	}
	w.close()
}

// preview runs a pipe's transform, as it is or as the form has it, on the form's source entity.
func (a *api) preview(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	pipe := p.Pipe
	if text := c.PostForm("pipe-config"); text != "" {
		set, err := a.node.Config().With([]byte(text))
		var named struct {
			ID string `json:"_id"`
		}
		if set == nil || json.Unmarshal([]byte(text), &named) != nil || set.Pipes[named.ID] == nil {
			a.fail(c, errors.Join(badRequest{"pipe-config must be one pipe"}, err))
			return
		}
		if pipe = set.Pipes[named.ID]; !pipe.Valid() {
			a.fail(c, err)
			return
		}
	}
	if !pipe.Valid() {
		a.fail(c, pump.ErrInvalid)
		return
	}
	var entity map[string]any
	dec := json.NewDecoder(strings.NewReader(c.PostForm("source")))
	dec.UseNumber()
	if err := dec.Decode(&entity); err != nil {
		a.fail(c, badRequest{"source must be one entity as JSON: " + err.Error()})
		return
	}
	target, keep, err := pipe.Program.Apply(entity)
	if err != nil {
		a.fail(c, badRequest{err.Error()})
		return
	}
	if !keep {
		target = nil
	}
	c.JSON(http.StatusOK, target)
}
