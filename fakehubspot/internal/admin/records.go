package admin

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browse"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// findParameters are those of findRecords.
var findParameters = []string{"query", "words", "sort", "offset", "limit", "archived", "properties"}

// findRecords answers a page of records as they are, whatever the search index knows of them.
func (a *control) findRecords(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	q, properties, err := queryOf(o, c.Request.URL.Query())
	if err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	page, err := browse.Find(c.Request.Context(), o, q)
	if err != nil {
		fail(c, err)
		return
	}
	_, held := o.Index.Lag()
	body := fmt.Appendf(nil, `{"total":%d,"offset":%d,"heldBack":%d,`, page.Total, q.Offset, held)
	rows := api.List(o, properties, page.Records)
	c.Data(http.StatusOK, jsonType, append(body, bytes.TrimPrefix(rows, []byte("{"))...))
}

const jsonType = "application/json; charset=utf-8"

// queryOf reads the parameters of findRecords.
func queryOf(o *store.Store, given url.Values) (q browse.Query, properties []string, err error) {
	q = browse.Query{Text: given.Get("query"), Sort: given.Get("sort"), Limit: browse.DefaultLimit}
	for name, value := range map[string]*int{"offset": &q.Offset, "limit": &q.Limit} {
		if text := given.Get(name); text != "" {
			if *value, err = strconv.Atoi(text); err != nil {
				return q, nil, fmt.Errorf("%s must be a whole number, got %q", name, shorten(text))
			}
		}
	}
	if err := bound.Int("limit", q.Limit, 1, browse.MaxLimit); err != nil {
		return q, nil, err
	}
	for name, value := range map[string]*bool{"archived": &q.Archived, "words": &q.Words} {
		switch text := given.Get(name); text {
		case "true":
			*value = true
		case "", "false":
		default:
			return q, nil, fmt.Errorf("%s must be true or false, got %q", name, shorten(text))
		}
	}
	for name := range strings.SplitSeq(given.Get("properties"), ",") {
		if name == "" {
			continue
		}
		if _, known := o.Schema.Key(name); !known {
			return q, nil, fmt.Errorf("properties: %w", &browse.UnknownPropertyError{Object: o.Type.Plural, Name: name})
		}
		properties = append(properties, name)
	}
	q.Also = properties
	return q, properties, nil
}

// one returns the object type and the ID of the record that a path names. If it returns false, it has answered.
func (a *control) one(c *gin.Context) (*store.Store, int64, bool) {
	o, ok := a.object(c)
	if !ok {
		return nil, 0, false
	}
	id, err := hub.ParseID("id", c.Param("id"))
	if err != nil {
		fail(c, err)
		return nil, 0, false
	}
	return o, id, true
}

// createRecord makes a record of {"properties": {…}} as a user does, and answers it.
func (a *control) createRecord(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	var body struct {
		Properties map[string]string `json:"properties"`
	}
	if !read(c, &body) {
		return
	}
	values, err := o.Check(body.Properties)
	if err != nil {
		fail(c, err)
		return
	}
	answerRecord(c, o, http.StatusCreated)(o.Create(values, store.UI))
}

// answerRecord answers a record that was written.
func answerRecord(c *gin.Context, o *store.Store, status int) func(*record.Record, error) {
	return func(r *record.Record, err error) {
		if err != nil {
			fail(c, err)
			return
		}
		c.Data(status, jsonType, api.Whole(o, r))
	}
}

// getRecord answers all there is to know of a record, live or archived. The ID of one that was merged away leads to what it
// became.
func (a *control) getRecord(c *gin.Context) {
	o, id, ok := a.one(c)
	if !ok {
		return
	}
	r, live := o.Get(id)
	if !live {
		if r, live = o.GetArchived(id); !live {
			fail(c, o.Missing(id))
			return
		}
	}
	c.Data(http.StatusOK, jsonType, api.Told(a.hub.Account(), o, r))
}

// archiveRecord archives a live record.
func (a *control) archiveRecord(c *gin.Context) {
	o, id, ok := a.one(c)
	if !ok {
		return
	}
	if !o.Archive(id) {
		fail(c, o.Missing(id))
		return
	}
	c.Status(http.StatusNoContent)
}

// mergeRecord merges another record, {"id": "…"}, into the one in the path and answers the record that both became.
func (a *control) mergeRecord(c *gin.Context) {
	o, id, ok := a.one(c)
	if !ok {
		return
	}
	var body struct {
		ID string `json:"id"`
	}
	if !read(c, &body) {
		return
	}
	if body.ID == "" {
		refuse(c, http.StatusBadRequest, fmt.Errorf("id is required: the ID of the %s to merge into %d", o.Type.Singular, id))
		return
	}
	other, err := hub.ParseID("id", body.ID)
	if err != nil {
		fail(c, err)
		return
	}
	r, err := o.Merge(id, other)
	if errors.Is(err, store.ErrNotFound) {
		err = cmp.Or(gone(o, id), gone(o, other), err)
	}
	answerRecord(c, o, http.StatusOK)(r, err)
}

// gone is missing of a record that is not live, and no error otherwise.
func gone(o *store.Store, id int64) error {
	if _, live := o.Get(id); live {
		return nil
	}
	return o.Missing(id)
}

// eraseRecord removes a record, live or archived, for good.
func (a *control) eraseRecord(c *gin.Context) {
	o, id, ok := a.one(c)
	if !ok {
		return
	}
	if !o.Erase(id) {
		fail(c, o.Missing(id))
		return
	}
	c.Status(http.StatusNoContent)
}
