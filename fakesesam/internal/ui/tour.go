package ui

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
)

// tourPage is the whole guided tour; on the other pages it is a panel.
type tourPage struct{ frame }

func (p *pages) tourPage(c *gin.Context) {
	p.tour.Seen(c.Request)
	page := tourPage{p.frame("tourpage", "tour", "Guided tour")}
	p.show(c, http.StatusOK, "tourpage", page)
}

// mountTour adds what the buttons of the tour call.
func mountTour(router gin.IRouter, t *tour.Tour) {
	t.Routes(func(method, path string, handler http.HandlerFunc) { router.Handle(method, path, gin.WrapF(handler)) })
}
