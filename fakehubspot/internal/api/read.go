package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// read is GET of one record.
func (s *server) read(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	r, err := find(o, c.Param("id"), c.Query("idProperty"), archived)
	if err != nil {
		return err
	}
	send(c, http.StatusOK, s.selectionOf(c, o).append(nil, r))
	return nil
}

// find looks a record up by its ID, or by another unique property.
func find(o *store.Store, value, property string, archived bool) (*record.Record, error) {
	var r *record.Record
	var ok bool
	switch property {
	case "", "hs_object_id":
		id, numeric := store.ParseID(value)
		if !numeric {
			return nil, idError(value)
		}
		if archived {
			r, ok = o.GetArchived(id)
		} else {
			r, ok = o.Get(id)
		}
	case o.Type.Identity.Property:
		r, ok = o.ByIdentity(value)
		ok = ok && !archived // archived records are known by their IDs alone
	default:
		if err := identifies(o, property); err != nil {
			return nil, err
		}
		r, ok = o.ByUnique(property, value)
		ok = ok && !archived
	}
	if !ok {
		return nil, store.ErrNotFound
	}
	return r, nil
}

// identifies reports a property that cannot identify a record.
func identifies(o *store.Store, name string) error {
	if p, ok := o.Schema.Property(name); ok && p.HasUniqueValue {
		return nil
	}
	return refusal.NotIdentifying(o.Type.TypeID, name)
}
