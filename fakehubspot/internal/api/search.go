package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// search selects by what the index knows and returns the records as they are now.
func (s *server) search(c *gin.Context, o *store.Store) error {
	var request search.Request
	if err := decode(c, &request); err != nil {
		return err
	}
	found, err := s.searched(s.Account(c.Request), o).Search(request)
	if err != nil {
		return err
	}

	body := append([]byte(`{"total":`), strconv.Itoa(found.Total)...)
	body = append(body, ',')
	body = selection{object: o, view: viewOf(o, request.Properties)}.appendResults(body, o.Fresh(found.Records))
	if found.Next > 0 {
		body = append(body, `,"paging":{"next":{"after":"`...)
		body = append(strconv.AppendInt(body, int64(found.Next), 10), `"}}`...)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}

// searched is what searches of an object type depend on.
func (s *server) searched(account *store.Account, o *store.Store) search.Object {
	return search.Object{
		Schema: o.Schema, Index: o.Index, Quirks: s.Quirks, Lookup: o.Type.Identity.Property, Queried: o.Definition().Settings.Searchable,
		Associated: associatedWith(account, o),
	}
}

// associatedWith finds what records of an object type are associated with. HubSpot does not search by associations with custom
// objects.
func associatedWith(account *store.Account, o *store.Store) func(string) (func(id, other int64) bool, bool) {
	return func(name string) (func(id, other int64) bool, bool) {
		to, known := account.Object(name)
		if !known || to.Type.Own != "" {
			return nil, false
		}
		return func(id, other int64) bool {
			found, live := to.Get(other)
			return live && account.Associations.Get(o.Ref(id), to.Ref(found.ID)) != nil
		}, true
	}
}
