package api

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

// versions are the dates in paths that HubSpot serves today. Their operations are those of v3, but for what this
// file says.
var versions = []string{"2025-09", "2026-03", "2026-09", "2026-09-beta"}

// dated lets only the versions through that HubSpot serves.
func (s *server) dated(c *gin.Context) {
	if !slices.Contains(versions, c.Param("version")) {
		s.nothing(c).Write(c.Writer)
		c.Abort()
	}
}

// createdBatch is the status of a batch that was created: 2025-09 describes 200 where the others have 201.
func createdBatch(c *gin.Context) int {
	if c.Param("version") == "2025-09" {
		return http.StatusOK
	}
	return http.StatusCreated
}

// locate says where a record that was created is found: only 2026-09 describes the header.
func locate(c *gin.Context, id string) {
	if c.Param("version") == "2026-09" {
		c.Header("Location", location(c)+"/"+id)
	}
}
