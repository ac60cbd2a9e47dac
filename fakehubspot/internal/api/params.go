package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// The vendor's page sizes of a list; with histories a page is smaller.
const (
	defaultPage     = 10
	maxPage         = 100
	maxHistoryPage  = 50
	maxBatch        = 100
	maxHistoryBatch = 50
)

// defaults are the properties that come without being asked for.
var defaults = []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"}

// always are the properties that come whatever is asked for.
var always = []string{"createdate", "hs_object_id", "lastmodifieddate"}

// list reads a parameter that may be repeated, hold commas, or both.
func list(c *gin.Context, name string) []string {
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

// view chooses the properties of an answer: those asked for and the ones that always come, or the defaults.
func (s *server) view(asked []string) record.View {
	if len(asked) == 0 {
		return record.NewView(s.Schema, defaults...)
	}
	return record.NewView(s.Schema, slices.Concat(asked, always)...)
}

// flag reads a boolean parameter; absent is false.
func flag(c *gin.Context, name string) (bool, error) {
	text, given := c.GetQuery(name)
	if !given || text == "" {
		return false, nil
	}
	value, err := strconv.ParseBool(strings.ToLower(text))
	if err != nil {
		return false, refusal.NotBoolean(name, text)
	}
	return value, nil
}

// pageSize reads limit.
func pageSize(c *gin.Context, most int) (int, error) {
	text, given := c.GetQuery("limit")
	if !given || text == "" {
		return min(defaultPage, most), nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > most {
		return 0, refusal.BadLimit(text, most)
	}
	return limit, nil
}

// cursor reads after: the number from which the page begins.
func cursor(c *gin.Context) (int64, error) {
	text := c.Query("after")
	if text == "" {
		return 0, nil
	}
	from, err := strconv.ParseInt(text, 10, 64)
	if err != nil || from < 0 {
		return 0, refusal.BadCursor(text)
	}
	return from, nil
}

// nextLink is the caller's own address with after, which comes last.
func nextLink(c *gin.Context, after string) string {
	kept := slices.DeleteFunc(strings.Split(c.Request.URL.RawQuery, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return pair == "" || name == "after"
	})
	query := strings.Join(append(kept, "after="+url.QueryEscape(after)), "&")
	return address(c) + "?" + query
}

// address is the one that the caller used, without its query.
func address(c *gin.Context) string {
	scheme := "http"
	if c.Request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.Request.Host + c.Request.URL.EscapedPath()
}
