package api

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// pipeEntities answers with a pipe's entities at one stage: sink (default), source, before-transforms or after-transforms.
func (a *api) pipeEntities(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	switch stage := c.DefaultQuery("stage", "sink"); stage {
	case "sink":
		a.sinkEntities(c, p, noHeader)
	case "source", "before-transforms":
		a.staged(c, p, peekedAt(p, pump.BeforeTransforms), noHeader)
	case "after-transforms":
		a.staged(c, p, peekedAt(p, pump.AfterTransforms), noHeader)
	default:
		a.fail(c, badRequest("stage must be source, before-transforms, after-transforms or sink, got \""+stage+"\""))
	}
}

// noHeader adds no header: the answer is not a publisher's.
func noHeader() {}

// sinkEntities answers with the content of the sink's dataset or, for an endpoint sink, with what would enter it now. header
// is called before the first entity, but not before an error.
func (a *api) sinkEntities(c *gin.Context, p *pump.Pump, header func()) {
	switch {
	case p.Pipe.Sink.Type == config.SinkDataset:
		header()
		a.stream(c, p.Pipe.Sink.Dataset, true)
	case p.Pipe.RemoveNamespaces:
		a.staged(c, p, func(ctx context.Context, since *string) iter.Seq2[[]byte, error] { return sinkJSON(ctx, p, since) }, header)
	default:
		a.staged(c, p, peekedAt(p, sinkStage(p)), header)
	}
}

// peeked yields entities as JSON, read now, after an offset.
type peeked func(ctx context.Context, since *string) iter.Seq2[[]byte, error]

func peekedAt(p *pump.Pump, stage pump.Stage) peeked {
	return func(ctx context.Context, since *string) iter.Seq2[[]byte, error] { return p.Peek(ctx, since, stage) }
}

// sinkJSON yields the entities of sinkOf as JSON.
func sinkJSON(ctx context.Context, p *pump.Pump, since *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var buf []byte
		for entity, err := range sinkOf(ctx, p, since) {
			if err == nil {
				buf, err = appendEntity(buf[:0], entity)
			}
			if !yield(buf, err) || err != nil {
				return
			}
		}
	}
}

// appendEntity appends a decoded entity as JSON, with its _updated.
func appendEntity(dst []byte, entity map[string]any) ([]byte, error) {
	e, err := dataset.FromMap(entity)
	if err != nil {
		return dst, err
	}
	updated, err := json.Marshal(entity["_updated"])
	if err != nil {
		return dst, err
	}
	return e.AppendJSON(dst, dataset.Member{Key: []byte("_updated"), Value: updated}), nil
}

// peekQuery says which entities of a pipe are requested.
type peekQuery struct {
	// since is nil for all.
	since *string
	// limit is 0 for all.
	limit int64
}

// peekQueryOf reads the query. What since may be depends on the source of the pipe: the offsets of a dataset are integers.
func peekQueryOf(c *gin.Context, p *pump.Pump) (peekQuery, error) {
	q := &query{c: c}
	out := peekQuery{limit: q.integer("limit", 0)}
	if out.limit < 0 {
		q.wrong("limit", c.Query("limit"), "0 or more")
	}
	if p.Pipe.Source.Type == config.SourceDataset {
		q.position("since")
	}
	if text := c.Query("since"); text != "" {
		out.since = &text
	}
	return out, q.err
}

// staged streams what a pipe reads. It waits for the first entity before it answers anything, so that a source that fails at
// once is an error rather than a cut answer. header is called before the answer begins.
func (a *api) staged(c *gin.Context, p *pump.Pump, entities peeked, header func()) {
	q, err := peekQueryOf(c, p)
	if err != nil {
		a.fail(c, err)
		return
	}
	var w *arrayWriter
	sent := int64(0)
	for raw, err := range entities(c.Request.Context(), q.since) {
		if err != nil && w == nil {
			a.fail(c, err)
			return
		}
		if err != nil {
			w.abort(a, err)
		}
		if w == nil {
			header()
			w = newArrayWriter(c)
		}
		w.write(func(dst []byte) []byte { return append(dst, raw...) })
		if sent++; sent == q.limit {
			break
		}
	}
	if w == nil {
		header()
		w = newArrayWriter(c)
	}
	w.close()
}
