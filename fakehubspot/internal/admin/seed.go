package admin

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

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
	if err := a.hub.Seed(*body.Contacts, body.Profile); err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"contacts": a.hub.Contacts().Len()})
}
