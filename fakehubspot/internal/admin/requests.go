package admin

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// The orders of requests.
const (
	oldestFirst = "oldest"
	newestFirst = "newest"
)

// findRequests answers {"requests": […], "dropped": n}: the recorded requests that match the query, the oldest first unless
// order=newest, at most limit of them, and how many older ones were dropped to make room.
func (a *control) findRequests(c *gin.Context) {
	wanted, ok := filter(c)
	if !ok {
		return
	}
	switch order := c.DefaultQuery("order", oldestFirst); order {
	case oldestFirst:
	case newestFirst:
		wanted.Newest = true
	default:
		refuse(c, http.StatusBadRequest, fmt.Errorf("order must be %s or %s, got %q", oldestFirst, newestFirst, shorten(order)))
		return
	}
	limit, ok := number(c, "limit", math.MaxInt32)
	if !ok {
		return
	}
	wanted.Limit = int(limit)
	c.JSON(http.StatusOK, gin.H{"requests": a.hub.Journal().Find(wanted), "dropped": a.hub.Journal().Dropped()})
}

// getRequest answers one request with what was answered to it.
func (a *control) getRequest(c *gin.Context) {
	seq, err := strconv.ParseUint(c.Param("seq"), 10, 64)
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("the request must be given by its number, seq, got %q", shorten(c.Param("seq"))))
		return
	}
	one, err := a.hub.Journal().Exchange(seq)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, one)
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

// filters are the parameters that filter reads.
func filters() []string {
	return []string{"method", "path", "query", "body", "status", "text", "fault", "after", "before"}
}

// filter reads the journal's filter from the query. If it returns false, it has answered.
func filter(c *gin.Context) (wanted journal.Filter, ok bool) {
	wanted = journal.Filter{
		Method: c.Query("method"), Path: c.Query("path"), Query: c.Query("query"), Body: c.Query("body"),
		Text: c.Query("text"), Fault: c.Query("fault"),
	}
	if err := errors.Join(match.CheckMethod("method", wanted.Method), match.CheckPath("path", wanted.Path)); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return journal.Filter{}, false
	}
	if status, given := c.GetQuery("status"); given {
		var err error
		if wanted.Status, wanted.Class, err = journal.ParseStatus(status); err != nil {
			refuse(c, http.StatusBadRequest, err)
			return journal.Filter{}, false
		}
	}
	if _, err := url.ParseQuery(wanted.Query); err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("query must be name=value pairs as in a URL, got %q", shorten(wanted.Query)))
		return journal.Filter{}, false
	}
	if wanted.After, ok = number(c, "after", math.MaxInt64); !ok {
		return journal.Filter{}, false
	}
	wanted.Before, ok = number(c, "before", math.MaxInt64)
	return wanted, ok
}

// number reads a parameter that is a number from 1 on; it is 0 if it is not given. If number returns false, it has answered.
func number(c *gin.Context, name string, most uint64) (n uint64, ok bool) {
	text, given := c.GetQuery(name)
	if !given {
		return 0, true
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n == 0 || n > most {
		refuse(c, http.StatusBadRequest, fmt.Errorf("%s must be a number from 1 on, got %q", name, shorten(text)))
		return 0, false
	}
	return n, true
}
