package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// datasetEntity answers with the latest version of one entity or, with the parameter offset, with the version there, or, with
// history, with all of its versions. The ID is the parameter entity_id or, as in older services, the rest of the path.
func (a *api) datasetEntity(c *gin.Context) {
	id := strings.TrimPrefix(c.Param("entity"), "/")
	if id == "" {
		id = c.Query("entity_id")
	}
	if id == "" {
		a.fail(c, badRequest("entity_id is missing"))
		return
	}
	q, err := entityQueryOf(c)
	at := &query{c: c}
	if at.boolean("history", false) && err == nil && at.err == nil {
		a.versions(c, id, q)
		return
	}
	offset := at.integer("offset", latest)
	if offset < 0 && c.Query("offset") != "" {
		at.wrong("offset", c.Query("offset"), "0 or more")
	}
	if err == nil {
		err = at.err
	}
	var found json.RawMessage
	if err == nil {
		found, err = a.entity(c, id, offset, q)
	}
	if err == nil && found == nil {
		err = entityNotFound(c, id)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, found)
}

// latest stands for the offset of the latest version of an entity.
const latest = -1

// entity returns the version of an entity at an offset, as JSON; nil if there is none.
func (a *api) entity(c *gin.Context, id string, offset int64, q entityQuery) (json.RawMessage, error) {
	var found json.RawMessage
	take := func(v *dataset.Version) {
		if v != nil && v.ID == id && (q.Where == nil || q.Where(v)) {
			found = v.AppendJSON(nil)
		}
	}
	if offset == latest {
		err := a.node.Store().View(func(tx *dataset.Tx) error {
			v, err := tx.Get(datasetID(c), id)
			take(v)
			return err
		})
		return found, err
	}
	there := dataset.Query{Since: offset - 1, Limit: 1, History: true, Deleted: true, Uncommitted: q.Uncommitted}
	for v, err := range a.node.Store().Entities(c.Request.Context(), datasetID(c), there) {
		if err != nil {
			return nil, err
		}
		take(v)
	}
	return found, nil
}

// versions answers with the versions of an entity, the newest first, those after since and no more than limit.
func (a *api) versions(c *gin.Context, id string, q entityQuery) {
	var w *arrayWriter
	n := 0
	for v, err := range a.node.Store().Versions(c.Request.Context(), datasetID(c), id) {
		switch {
		case err != nil && w != nil:
			w.abort(a, err)
		case err != nil:
			a.fail(c, err)
			return
		}
		if w == nil {
			w = newArrayWriter(c)
		}
		if v.Offset <= q.Since || q.Limit > 0 && n == q.Limit {
			break
		}
		if q.Where == nil || q.Where(v) {
			w.write(v.AppendJSON)
			n++
		}
	}
	if w == nil {
		a.fail(c, entityNotFound(c, id))
		return
	}
	w.close()
}

func entityNotFound(c *gin.Context, id string) error {
	return notFound("entity " + strconv.Quote(id) + " not found in dataset " + datasetID(c))
}
