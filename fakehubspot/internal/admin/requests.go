package admin

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// findRequests answers {"requests": […], "dropped": n}: the recorded requests
// that fit the query, oldest first. dropped tells how many had to make room.
func (a *Admin) findRequests(c *gin.Context) {
	if wanted, ok := filter(c); ok {
		c.JSON(http.StatusOK, gin.H{"requests": a.Journal.Find(wanted), "dropped": a.Journal.Dropped()})
	}
}

// countRequests answers {"count": n, "dropped": n}.
func (a *Admin) countRequests(c *gin.Context) {
	if wanted, ok := filter(c); ok {
		c.JSON(http.StatusOK, gin.H{"count": a.Journal.Count(wanted), "dropped": a.Journal.Dropped()})
	}
}

// nearMisses answers {"nearMisses": […], "explanation": "…"}: which requests came
// closest to the query without fitting it, and why they do not.
func (a *Admin) nearMisses(c *gin.Context) {
	if wanted, ok := filter(c); ok {
		c.JSON(http.StatusOK, gin.H{"nearMisses": a.Journal.NearMiss(wanted), "explanation": a.Journal.Explain(wanted)})
	}
}

// resetRequests forgets all requests and answers 204.
func (a *Admin) resetRequests(c *gin.Context) {
	a.Journal.Reset()
	c.Status(http.StatusNoContent)
}

// filter reads the journal's filter from the query. When it reports false it has
// answered.
func filter(c *gin.Context) (journal.Filter, bool) {
	if !onlyParameters(c, "method", "path", "query", "body", "status") {
		return journal.Filter{}, false
	}
	wanted := journal.Filter{
		Method: c.Query("method"), Path: c.Query("path"), Query: c.Query("query"), Body: c.Query("body"),
	}
	if status := c.Query("status"); status != "" {
		number, err := strconv.Atoi(status)
		if err != nil || number < 100 || number > 599 {
			refuse(c, http.StatusBadRequest, fmt.Errorf("status %q is no HTTP status, want 100 to 599", status))
			return journal.Filter{}, false
		}
		wanted.Status = number
	}
	return wanted, true
}
