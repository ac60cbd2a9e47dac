package api

import (
	"bufio"
	"context"
	"iter"
	"mime"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// publishJSON answers with the entities of a pipe: those of its dataset or, for an http_endpoint sink, those of its source,
// read and transformed now.
func (a *api) publishJSON(c *gin.Context) {
	p := a.publisher(c, config.SinkDataset, config.SinkHTTPEndpoint)
	if p == nil {
		return
	}
	a.sinkEntities(c, p, func() { nameFile(c, p) })
}

func (a *api) publishCSV(c *gin.Context) {
	p := a.publisher(c, config.SinkCSVEndpoint)
	if p == nil {
		return
	}
	if c.Query("linked_excel_file") != "" {
		a.fail(c, notImplemented("this node does not write Excel files; omit linked_excel_file to get the CSV itself"))
		return
	}
	a.publishFormat(c, p, p.Pipe.Sink.CSV)
}

func (a *api) publishXML(c *gin.Context) {
	if p := a.publisher(c, config.SinkXMLEndpoint); p != nil {
		a.publishFormat(c, p, p.Pipe.Sink.XML)
	}
}

// publishOtherwise answers for the formats that a real node has and this one does not.
func (a *api) publishOtherwise(c *gin.Context) {
	if _, err := a.node.Pump(c.Param("id")); err != nil {
		a.fail(c, err)
		return
	}
	format := c.Param("format")
	switch format {
	case "excel", "sdshare-collection", "sdshare-fragments", "shareable-links":
		a.fail(c, notImplemented("this node publishes entities (JSON), csv and xml, not "+format))
	default:
		a.fail(c, notFound("a pipe publishes entities (JSON), csv or xml, not "+format))
	}
}

// publisher returns the pipe of the path if its sink is one of those that publish here. Otherwise it answers with an error and
// returns nil.
func (a *api) publisher(c *gin.Context, sinks ...string) *pump.Pump {
	p, err := a.node.Pump(c.Param("id"))
	if err == nil && !p.Pipe.Valid() && p.Pipe.Sink.Type != config.SinkDataset {
		err = p.Refusal()
	}
	if err != nil {
		a.fail(c, err)
		return nil
	}
	kind := p.Pipe.Sink.Type
	if slices.Contains(sinks, kind) {
		return p
	}
	if p.Pipe.Sink.Format() == "" {
		a.fail(c, notFound("the sink of pipe "+p.Pipe.ID+" is of type "+kind+", which publishes nothing; what it would receive is at /api/pipes/"+
			p.Pipe.ID+"/entities"))
		return nil
	}
	a.fail(c, notFound("the sink of pipe "+p.Pipe.ID+" is of type "+kind+": its entities are at /api/publishers/"+
		p.Pipe.ID+"/"+p.Pipe.Sink.Format()))
	return nil
}

// nameFile tells browsers under which name to save the answer: the name in the URL, else that of the sink, if it has one.
func nameFile(c *gin.Context, p *pump.Pump) {
	name := c.Param("filename")
	if name == "" {
		name = p.Pipe.Sink.Endpoint.Filename
	}
	if name == "" {
		return
	}
	disposition := p.Pipe.Sink.Endpoint.Disposition
	if disposition == "" {
		disposition = "attachment" // a dataset sink has no disposition
	}
	c.Header("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
}

// publishFormat streams what a pipe reads and transforms now. Before the first byte an error is answered; after it the
// connection is cut, so that a part is never taken for the whole.
func (a *api) publishFormat(c *gin.Context, p *pump.Pump, format publish.Format) {
	q, err := peekQueryOf(c, p)
	if err != nil {
		a.fail(c, err)
		return
	}
	nameFile(c, p)
	c.Header("Content-Type", format.ContentType())
	c.Status(http.StatusOK)
	out := bufio.NewWriterSize(c.Writer, 64<<10)
	// A client that is gone ends the request's context, and with it the reading, so errors of writing are ignored.
	buf := format.AppendBegin(nil)
	sent := int64(0)
	for entity, err := range sinkOf(c.Request.Context(), p, q.since) {
		if err == nil && p.Pipe.Sink.Endpoint.SkipDeleted && entity["_deleted"] == true {
			continue
		}
		if err == nil {
			buf, err = format.AppendEntity(buf, entity)
		}
		if err != nil {
			a.breakOff(c, err)
			return
		}
		_, _ = out.Write(buf)
		buf = buf[:0]
		if sent++; sent == q.limit {
			break
		}
	}
	_, _ = out.Write(format.AppendEnd(buf))
	_ = out.Flush()
}

// breakOff answers with an error if nothing has been sent yet, and cuts the connection otherwise.
func (a *api) breakOff(c *gin.Context, err error) {
	if c.Writer.Written() {
		(&arrayWriter{c: c}).abort(a, err)
	}
	c.Writer.Header().Del("Content-Disposition")
	c.Writer.Header().Del("Content-Type")
	a.fail(c, err)
}

// sinkStage is the stage that the sink of a pipe receives: what an endpoint publishes is the work of the pipe, of any other
// sink it is a preview.
func sinkStage(p *pump.Pump) pump.Stage {
	if p.Pipe.Sink.Format() != "" {
		return pump.Published
	}
	return pump.AfterTransforms
}

// sinkOf yields the entities as they enter an endpoint sink.
func sinkOf(ctx context.Context, p *pump.Pump, since *string) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		for raw, err := range p.Peek(ctx, since, sinkStage(p)) {
			var entity map[string]any
			if err == nil {
				entity, err = dataset.DecodeObject(raw)
			}
			if err == nil && p.Pipe.RemoveNamespaces {
				entity = dtl.WithoutNamespaces(entity)
			}
			if !yield(entity, err) || err != nil {
				return
			}
		}
	}
}
