package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// list is GET of the collection: ascending numbers, straight from the records, no index and no lag.
func (s *server) list(c *gin.Context) error {
	shape, err := s.shape(c)
	if err != nil {
		return err
	}
	most := maxPage
	if len(shape.history.names) > 0 {
		most = maxHistoryPage
	}
	limit, err := pageSize(c, most)
	if err != nil {
		return err
	}
	from, err := cursor(c)
	if err != nil {
		return err
	}
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	page, more := s.Store.List(from, s.Search.Page(limit), archived)
	body := s.appendResults([]byte(`{`), page, shape)
	if more {
		body = appendNext(body, c, page[len(page)-1].ID+1)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}

// appendResults appends the member "results".
func (s *server) appendResults(b []byte, page []*record.Record, shape shape) []byte {
	b = append(b, `"results":[`...)
	for i, r := range page {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.appendContact(b, r, shape)
	}
	return append(b, ']')
}

// appendNext appends the paging of a list. The cursor is one past the last number, as seen in the wild.
func appendNext(b []byte, c *gin.Context, next int64) []byte {
	after := strconv.FormatInt(next, 10)
	b = append(b, `,"paging":{"next":{"after":"`...)
	b = append(b, after...)
	b = append(b, `","link":`...)
	b, _ = jsontext.AppendQuote(b, nextLink(c, after)) // an address that parsed is valid text
	return append(b, "}}"...)
}
