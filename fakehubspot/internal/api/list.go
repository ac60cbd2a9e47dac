package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// list is GET of the collection: ascending IDs, straight from the records, no index and no lag.
func (s *server) list(c *gin.Context, o *store.Store) error {
	show := selectionOf(c, o)
	most := maxPage
	if len(show.histories) > 0 {
		most = maxHistoryPage
	}
	limit, err := pageSize(c, most)
	if err != nil {
		return err
	}
	if s.PageLimit > 0 {
		limit = min(limit, s.PageLimit)
	}
	from, err := cursor(c)
	if err != nil {
		return err
	}
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	page, more := o.List(from, limit, archived)
	body := show.appendResults([]byte(`{`), page)
	if more {
		body = appendNext(body, c, page[len(page)-1].ID+1)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}

// cursor reads after: the ID from which the page begins.
func cursor(c *gin.Context) (int64, error) {
	text := c.Query("after")
	if text == "" {
		return 0, nil
	}
	from, numeric := store.ParseID(text)
	if !numeric {
		return 0, refusal.BadCursor(text)
	}
	return from, nil
}

// nextLink is the caller's own URL with after, which comes last.
func nextLink(c *gin.Context, after string) string {
	kept := slices.DeleteFunc(strings.Split(c.Request.URL.RawQuery, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return pair == "" || name == "after"
	})
	query := strings.Join(append(kept, "after="+url.QueryEscape(after)), "&")
	return location(c) + "?" + query
}

// appendNext appends the paging of a list. The cursor is one past the last ID, as seen in the wild.
func appendNext(b []byte, c *gin.Context, next int64) []byte {
	after := strconv.FormatInt(next, 10)
	b = append(b, `,"paging":{"next":{"after":"`...)
	b = append(b, after...)
	b = append(b, `","link":`...)
	b, _ = jsontext.AppendQuote(b, nextLink(c, after)) // a URL that parsed is valid text
	return append(b, "}}"...)
}
