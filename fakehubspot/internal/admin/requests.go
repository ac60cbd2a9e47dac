package admin

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// findRequests answers {"requests": […], "dropped": n}: the recorded requests that match the query, oldest first, and
// how many older ones were dropped to make room.
func (a *control) findRequests(c *gin.Context) {
	if wanted, ok := filter(c); ok {
		c.JSON(http.StatusOK, gin.H{"requests": a.hub.Journal().Find(wanted), "dropped": a.hub.Journal().Dropped()})
	}
}

// countRequests answers {"count": n, "dropped": n}.
func (a *control) countRequests(c *gin.Context) {
	if wanted, ok := filter(c); ok {
		c.JSON(http.StatusOK, gin.H{"count": a.hub.Journal().Count(wanted), "dropped": a.hub.Journal().Dropped()})
	}
}

// nearMisses answers {"nearMisses": […], "explanation": "…"}: which requests came closest to
// matching the query, and why they do not match.
func (a *control) nearMisses(c *gin.Context) {
	if wanted, ok := filter(c); ok {
		c.JSON(http.StatusOK, gin.H{"nearMisses": a.hub.Journal().NearMiss(wanted), "explanation": a.hub.Journal().Explain(wanted)})
	}
}

// resetRequests forgets all requests and answers 204.
func (a *control) resetRequests(c *gin.Context) {
	a.hub.Journal().Reset()
	c.Status(http.StatusNoContent)
}

// filter reads the journal's filter from the query. If it returns false, it has answered.
func filter(c *gin.Context) (journal.Filter, bool) {
	wanted := journal.Filter{
		Method: c.Query("method"), Path: c.Query("path"), Query: c.Query("query"), Body: c.Query("body"),
	}
	if err := errors.Join(match.CheckMethod("method", wanted.Method), match.CheckPath("path", wanted.Path)); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return journal.Filter{}, false
	}
	if status, given := c.GetQuery("status"); given {
		number, err := strconv.Atoi(status)
		if err != nil || number < 100 || number > 599 {
			refuse(c, http.StatusBadRequest, fmt.Errorf("status must be between 100 and 599, got %q", shorten(status)))
			return journal.Filter{}, false
		}
		wanted.Status = number
	}
	if _, err := url.ParseQuery(wanted.Query); err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("query must be name=value pairs as in a URL, got %q", shorten(wanted.Query)))
		return journal.Filter{}, false
	}
	return wanted, true
}
