package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// search selects by what the index knows and shows the records as they are.
func (s *server) search(c *gin.Context, o *store.Store) error {
	var request search.Request
	if err := decode(c, &request); err != nil {
		return err
	}
	query, err := search.New(o.Schema, request, s.Habits)
	if err != nil {
		return err
	}
	var found search.Result
	o.Index.Read(func(v index.View) { found = query.Run(v) })

	body := append([]byte(`{"total":`), strconv.Itoa(found.Total)...)
	body = append(body, ',')
	body = selection{object: o, view: viewOf(o, request.Properties)}.appendResults(body, o.Fresh(found.Rows))
	if found.Next > 0 {
		body = append(body, `,"paging":{"next":{"after":"`...)
		body = append(strconv.AppendInt(body, int64(found.Next), 10), `"}}`...)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}
