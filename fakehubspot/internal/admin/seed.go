package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// seedContacts makes contacts up, {"contacts": n, "profile": "ordinary"}, and answers how many are live now.
func (a *Admin) seedContacts(c *gin.Context) {
	var wish struct {
		Contacts int    `json:"contacts"`
		Profile  string `json:"profile"`
	}
	if !read(c, &wish) {
		return
	}
	if err := a.Hub.Seed(wish.Contacts, wish.Profile); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"contacts": a.Hub.Contacts.Len()})
}
