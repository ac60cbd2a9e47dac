package api

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// HubSpot's page sizes of a list; with histories a page is smaller.
const (
	defaultPage     = 10
	maxPage         = 100
	maxHistoryPage  = 50
	maxBatch        = 100
	maxHistoryBatch = 50
)

// names reads a parameter that may be repeated, hold commas, or both.
func names(c *gin.Context, name string) []string {
	var all []string
	for _, value := range c.QueryArray(name) {
		for item := range strings.SplitSeq(value, ",") {
			if item = strings.TrimSpace(item); item != "" {
				all = append(all, item)
			}
		}
	}
	return all
}

// flag reads a boolean parameter; absent is false.
func flag(c *gin.Context, name string) (bool, error) { return flagOr(c, name, false) }

// flagOr reads a boolean parameter; absent is otherwise.
func flagOr(c *gin.Context, name string, otherwise bool) (bool, error) {
	text, given := c.GetQuery(name)
	if !given || text == "" {
		return otherwise, nil
	}
	switch strings.ToLower(text) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, refusal.NotBoolean(name, text)
	}
}

// pageSize reads limit, which may be up to most.
func pageSize(c *gin.Context, most int) (int, error) { return limit(c, min(defaultPage, most), most) }

// limit reads a page size that is ordinary unless the caller gives one, and at most most.
func limit(c *gin.Context, ordinary, most int) (int, error) {
	text, given := c.GetQuery("limit")
	if !given || text == "" {
		return ordinary, nil
	}
	size, err := strconv.ParseUint(text, 10, 16) // digits alone
	if err != nil || size < 1 || int(size) > most {
		return 0, refusal.BadLimit(text, most)
	}
	return int(size), nil
}

// location is the URL that the caller used, without its query.
func location(c *gin.Context) string { return site(c) + c.Request.URL.EscapedPath() }

// site is the scheme and host that the caller used.
func site(c *gin.Context) string {
	scheme := "http"
	if c.Request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.Request.Host
}
