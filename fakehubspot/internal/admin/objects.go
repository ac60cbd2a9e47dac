package admin

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// object returns the records that a path is about: those of contacts if it names no object type. If it returns false, it has
// answered.
func (a *control) object(c *gin.Context) (*store.Store, bool) {
	o, err := a.hub.Object(cmp.Or(c.Param("type"), object.Contacts.Plural))
	if err != nil {
		fail(c, err)
		return nil, false
	}
	return o, true
}

// change changes records, either the given ones or a number of random ones, and answers {"changed": [ids]}.
func (a *control) change(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	var body struct {
		Count           *int              `json:"count"`
		IDs             []string          `json:"ids"`
		Properties      map[string]string `json:"properties"`
		SameMillisecond bool              `json:"sameMillisecond"`
	}
	if !read(c, &body) {
		return
	}
	change := hub.Change{Properties: body.Properties, SameInstant: body.SameMillisecond}
	switch {
	case body.Count != nil && body.IDs != nil:
		refuse(c, http.StatusBadRequest, errors.New("count and ids are mutually exclusive; use one of them"))
		return
	case body.Count != nil:
		change.Count = *body.Count
	case body.IDs != nil:
		if change.IDs, ok = selected(c, o, body.IDs); !ok {
			return
		}
	default:
		refuse(c, http.StatusBadRequest, errors.New("count or ids is required"))
		return
	}
	if body.Properties != nil && len(body.Properties) == 0 {
		refuse(c, http.StatusBadRequest, fmt.Errorf("properties must not be empty; leave it out to give each %s another value", o.Type.Singular))
		return
	}
	answerChanged(c)(a.hub.Change(o.Type.Plural, change))
}

// touch moves the time of last change of records, {"ids": […]}, without changing anything else, all in one
// millisecond, and answers {"changed": [ids]}.
func (a *control) touch(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	var body struct {
		IDs []string `json:"ids"`
	}
	if !read(c, &body) {
		return
	}
	if body.IDs == nil {
		refuse(c, http.StatusBadRequest, errors.New("ids is required"))
		return
	}
	if ids, ok := selected(c, o, body.IDs); ok {
		answerChanged(c)(o.Touch(ids, true, nil))
	}
}

// selected reads the IDs of a body. If it returns false, it has answered.
func selected(c *gin.Context, o *store.Store, texts []string) ([]int64, bool) {
	ids, err := hub.ParseIDs(o.Type, texts)
	if err != nil {
		fail(c, err)
		return nil, false
	}
	return ids, true
}

// answerChanged answers the IDs of the records that were changed.
func answerChanged(c *gin.Context) func([]int64, error) {
	return func(changed []int64, err error) {
		if err != nil {
			fail(c, err)
			return
		}
		ids := make([]string, len(changed))
		for i, id := range changed {
			ids[i] = strconv.FormatInt(id, 10)
		}
		c.JSON(http.StatusOK, gin.H{"changed": ids})
	}
}

// getChurn answers {"perMinute": n}, with "changed", how many changes there have been so far, while it runs.
func (a *control) getChurn(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	churn, err := a.hub.Churning(o.Type.Plural)
	if err != nil {
		fail(c, err)
		return
	}
	answer := gin.H{"perMinute": churn.PerMinute}
	if churn.PerMinute > 0 {
		answer["changed"] = churn.Changed
	}
	c.JSON(http.StatusOK, answer)
}

// setChurn changes records in the background, {"perMinute": n}; 0 stops it.
func (a *control) setChurn(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	var body struct {
		PerMinute *int `json:"perMinute"`
	}
	if !read(c, &body) {
		return
	}
	if body.PerMinute == nil {
		refuse(c, http.StatusBadRequest, errors.New("perMinute is required; 0 stops the changes"))
		return
	}
	if err := a.hub.SetChurn(o.Type.Plural, *body.PerMinute); err != nil {
		fail(c, err)
		return
	}
	a.getChurn(c)
}

// restore makes an archived record live again and answers it as HubSpot's API does.
func (a *control) restore(c *gin.Context) {
	o, id, ok := a.one(c)
	if !ok {
		return
	}
	r, err := o.Restore(id)
	if err != nil {
		err = fmt.Errorf("%s %d: %w", o.Type.Singular, id, err)
	}
	answerRecord(c, o, http.StatusOK)(r, err)
}
