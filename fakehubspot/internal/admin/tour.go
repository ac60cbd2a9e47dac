package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// getTour answers {"sesam": "…", "page": "…"}, where the guided tour calls Sesam and where a browser opens it.
func (a *control) getTour(c *gin.Context) {
	peer := a.tour.Peer()
	c.JSON(http.StatusOK, gin.H{"sesam": peer.URL, "page": peer.Page})
}

// putTour sets where Sesam is, {"sesam": "http://…", "page": "http://…"}; without page, the browser opens the same address, and
// without both, none is known.
func (a *control) putTour(c *gin.Context) {
	var body struct {
		Sesam string `json:"sesam"`
		Page  string `json:"page"`
	}
	if !read(c, &body) {
		return
	}
	if err := a.tour.Connect(tour.Peer{URL: body.Sesam, Page: body.Page}); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	a.getTour(c)
}
