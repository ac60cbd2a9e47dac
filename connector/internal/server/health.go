package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// about answers with the name and version of the connector and the paths of all that it reads.
func (s *Server) about(c *gin.Context) {
	about := gin.H{"service": "hubspot-to-sesam connector", "version": s.opts.Version}
	for _, object := range hubspot.Standard {
		about[object.Name] = readPath(object)
	}
	for _, path := range otherPaths {
		about[strings.TrimPrefix(path, "/get_")] = path
	}
	c.JSON(http.StatusOK, about)
}

// healthz answers as long as the process is alive.
func (s *Server) healthz(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}

// readyz answers whether HubSpot accepts the key.
func (s *Server) readyz(c *gin.Context) {
	if err := s.ready(c.Request.Context()); err != nil {
		s.fail(c, http.StatusServiceUnavailable, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "ready"})
}
