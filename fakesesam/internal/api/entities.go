package api

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

// jsonType has no charset: the client's library compares the content type of a configuration with this.
const jsonType = "application/json"

func (a *api) datasetEntities(c *gin.Context) { a.stream(c, datasetID(c), false) }

// pipeLog answers with the execution log, oldest event first; the log of a pipe that never ran is empty.
func (a *api) pipeLog(c *gin.Context) {
	p, err := a.node.Pump(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	a.stream(c, pump.LogName(p.Pipe.ID), true)
}

// entityQuery says which entities of a dataset are requested.
type entityQuery struct {
	dataset.Query
	// populated accepts only a dataset that is populated.
	populated bool
}

func entityQueryOf(c *gin.Context) (entityQuery, error) {
	q := &query{c: c}
	out := entityQuery{populated: q.boolean("populated", false), Query: dataset.Query{
		Since:   q.position("since"),
		Limit:   int(q.integer("limit", 0)),
		History: q.boolean("history", true),
		Deleted: q.boolean("deleted", true),
		Reverse: q.boolean("reverse", false),

		Uncommitted: q.boolean("uncommitted", false),
	}}
	// The whole history includes the deletions, whatever the parameter deleted says.
	out.Deleted = out.Deleted || out.History
	if text := c.Query("subset"); text != "" {
		s, err := subset.Parse([]byte(text))
		if err != nil {
			return out, notFound("subset " + text + " not found: it " + err.Error())
		}
		out.Where = s.Has
	}
	if out.Limit < 0 {
		q.wrong("limit", c.Query("limit"), "0 or more")
	}
	return out, q.err
}

// stream answers with a dataset's entities as they are read. An error after the first byte cuts the connection, so that a
// short array is never taken for a complete one.
func (a *api) stream(c *gin.Context, id string, emptyWhenMissing bool) {
	q, err := entityQueryOf(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	var m dataset.Meta
	err = a.node.Store().View(func(tx *dataset.Tx) error {
		m, err = tx.Meta(id)
		return err
	})
	if err == nil && q.populated && !m.Populated {
		err = notFound("dataset " + id + " is not populated")
	}
	if errors.Is(err, dataset.ErrNoDataset) && emptyWhenMissing {
		c.Data(http.StatusOK, jsonType, []byte("[]"))
		return
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	q.Until = m.Next
	describe(c, m, q.Uncommitted)
	w := newArrayWriter(c)
	if m.Next == 0 {
		w.close()
		return
	}
	for v, err := range a.node.Store().Entities(c.Request.Context(), id, q.Query) {
		if err != nil {
			w.abort(a, err)
		}
		w.write(v.AppendJSON)
	}
	w.close()
}

// describe says in headers what the answer shows: all of it belongs to one moment, so that a client may continue from it.
func describe(c *gin.Context, m dataset.Meta, uncommitted bool) {
	end := m.Next
	if m.Held != nil && !uncommitted {
		end = m.Held.From
	}
	c.Header("X-Dataset-Populated", strconv.FormatBool(m.Populated))
	c.Header("X-Dataset-Max-Updated", strconv.FormatInt(end-1, 10))
	if m.Completeness > 0 {
		c.Header("X-Dataset-Completeness", strconv.FormatInt(m.Completeness, 10))
	}
}
