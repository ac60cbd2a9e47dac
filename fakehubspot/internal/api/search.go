package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// search selects by what the index knows and shows the records as they are.
func (s *server) search(c *gin.Context) error {
	var request search.Request
	if err := decode(c, &request); err != nil {
		return err
	}
	query, err := search.New(s.Schema, request, s.Search)
	if err != nil {
		return err
	}
	var found search.Result
	s.Index.Read(func(v index.View) { found = query.Run(v) })

	body := append([]byte(`{"total":`), strconv.Itoa(found.Total)...)
	body = append(body, ',')
	body = s.appendResults(body, s.Store.Fresh(found.Rows), shape{view: s.view(request.Properties)})
	if found.Next > 0 {
		body = append(body, `,"paging":{"next":{"after":"`...)
		body = append(strconv.AppendInt(body, int64(found.Next), 10), `"}}`...)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}
