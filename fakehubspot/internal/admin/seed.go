package admin

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// seed adds made-up records, {"count": n, "profile": "ordinary"}, and answers how many of them are live now.
func (a *control) seed(c *gin.Context) {
	o, ok := a.object(c)
	if !ok {
		return
	}
	var body struct {
		Count   *int   `json:"count"`
		Profile string `json:"profile"`
	}
	if !read(c, &body) {
		return
	}
	if body.Count == nil {
		refuse(c, http.StatusBadRequest, errors.New("count is required: how many to add"))
		return
	}
	if err := a.hub.Seed(o.Type.Plural, *body.Count, body.Profile); err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"count": o.Len()})
}

// seedContacts adds made-up contacts, {"contacts": n, "profile": "ordinary"}, and answers how many
// contacts are live now.
func (a *control) seedContacts(c *gin.Context) {
	var body struct {
		Contacts *int   `json:"contacts"`
		Profile  string `json:"profile"`
	}
	if !read(c, &body) {
		return
	}
	if body.Contacts == nil {
		refuse(c, http.StatusBadRequest, errors.New("contacts is required: how many to add"))
		return
	}
	if err := a.hub.Seed(object.Contacts.Plural, *body.Contacts, body.Profile); err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"contacts": a.hub.Contacts().Len()})
}
