package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// read is GET of one contact.
func (s *server) read(c *gin.Context) error {
	shape, err := s.shape(c)
	if err != nil {
		return err
	}
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	r, err := s.find(c.Param("id"), c.Query("idProperty"), archived)
	if err != nil {
		return err
	}
	send(c, http.StatusOK, s.appendContact(nil, r, shape))
	return nil
}

// find looks a contact up by its number, or by another unique property.
func (s *server) find(id, property string, archived bool) (*record.Record, error) {
	var r *record.Record
	var ok bool
	switch property {
	case "", "hs_object_id":
		number, numeric := store.ParseID(id)
		if !numeric {
			return nil, idError(id)
		}
		if archived {
			r, ok = s.Store.GetArchived(number)
		} else {
			r, ok = s.Store.Get(number)
		}
	case "email":
		r, ok = s.Store.ByEmail(id)
	default:
		if err := s.unique(property); err != nil {
			return nil, err
		}
		r, ok = s.Store.ByUnique(property, id)
	}
	if !ok {
		return nil, store.ErrNotFound
	}
	return r, nil
}

// unique reports a property that cannot identify a contact.
func (s *server) unique(name string) error {
	if p, ok := s.Schema.Property(name); ok && p.HasUniqueValue {
		return nil
	}
	return refusal.NotIdentifying("0-1", name)
}
