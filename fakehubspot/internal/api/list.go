package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// list is GET of the collection: in the order of the IDs, straight from the records, no index and no lag.
func (s *server) list(c *gin.Context, o *store.Store) error {
	show := s.selectionOf(c, o)
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
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	list := s.Cursors(c.Request).List(o, archived, limit)
	after := c.Query("after")
	from, ok := list.Start(after)
	if !ok {
		return refusal.BadCursor(after)
	}
	page, next := o.List(from, limit, archived)
	body := show.appendResults([]byte(`{`), page)
	if next != 0 {
		after = list.Next(from, page[len(page)-1].ID, next)
		body = appendNext(body, c, after)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}

// nextLink is the caller's own URL with after, which comes last and is written as it stands in a URL.
func nextLink(c *gin.Context, after string) string {
	return location(c) + "?" + strings.Join(append(withoutAfter(c), "after="+after), "&")
}

// withoutAfter are the parameters that the caller sent, but for after.
func withoutAfter(c *gin.Context) []string {
	return slices.DeleteFunc(strings.Split(c.Request.URL.RawQuery, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return pair == "" || name == "after"
	})
}

// appendNext appends the paging of a list. The cursor is the same in both places, as in HubSpot's API description.
func appendNext(b []byte, c *gin.Context, after string) []byte {
	b = append(b, `,"paging":{"next":{"after":"`...)
	b = append(b, after...)
	b = append(b, `","link":`...)
	b, _ = jsontext.AppendQuote(b, nextLink(c, after)) // a URL that parsed is valid text
	return append(b, "}}"...)
}
