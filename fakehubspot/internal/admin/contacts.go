package admin

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// changeContacts changes contacts, either the given ones or a number of random ones, and answers {"changed": [ids]}.
func (a *control) changeContacts(c *gin.Context) {
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
		var ok bool
		if change.IDs, ok = contactIDs(c, body.IDs); !ok {
			return
		}
	default:
		refuse(c, http.StatusBadRequest, errors.New("count or ids is required"))
		return
	}
	if body.Properties != nil && len(body.Properties) == 0 {
		refuse(c, http.StatusBadRequest, errors.New("properties must not be empty; leave it out to give each contact another job title"))
		return
	}
	answerChanged(c)(a.hub.Change(change))
}

// touchContacts moves the time of last change of contacts, {"ids": […]}, without changing anything else, all in one
// millisecond, and answers {"changed": [ids]}.
func (a *control) touchContacts(c *gin.Context) {
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
	if ids, ok := contactIDs(c, body.IDs); ok {
		answerChanged(c)(a.hub.Contacts().Touch(ids, true, nil))
	}
}

// contactIDs reads the ids of a body. If it returns false, it has answered.
func contactIDs(c *gin.Context, texts []string) ([]int64, bool) {
	ids, err := hub.ParseIDs(texts)
	if err != nil {
		fail(c, err)
		return nil, false
	}
	return ids, true
}

// answerChanged answers the ids of the contacts that were changed.
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

// getChurn answers {"perMinute": n}.
func (a *control) getChurn(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"perMinute": a.hub.Churn()})
}

// setChurn changes contacts in the background, {"perMinute": n}; 0 stops it.
func (a *control) setChurn(c *gin.Context) {
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
	if err := a.hub.SetChurn(*body.PerMinute); err != nil {
		fail(c, err)
		return
	}
	a.getChurn(c)
}

// restoreContact makes an archived contact live again and answers it as HubSpot's API does.
func (a *control) restoreContact(c *gin.Context) {
	id, err := hub.ParseID("id", c.Param("id"))
	if err != nil {
		fail(c, err)
		return
	}
	contacts := a.hub.Contacts()
	r, err := contacts.Restore(id)
	if err != nil {
		fail(c, fmt.Errorf("contact %d: %w", id, err))
		return
	}
	c.Data(http.StatusOK, "application/json; charset=utf-8", api.Whole(contacts, r))
}
