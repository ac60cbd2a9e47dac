package api

import (
	"errors"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// erase is the privacy deletion (GDPR), POST …/gdpr-delete: it removes a record for good. A value of its identity that no record has is kept out from now on.
func (s *server) erase(c *gin.Context, o *store.Store) error {
	var body struct {
		ID       string `json:"objectId"`
		Property string `json:"idProperty"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	if body.ID == "" {
		return refusal.MissingFields("objectId")
	}
	if err := eraseOne(o, body.ID, body.Property); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}

// eraseOne erases the record with the value of a property; without one it is the ID, of an archived record too.
func eraseOne(o *store.Store, value, property string) error {
	if property == "" || property == "hs_object_id" {
		id, numeric := store.ParseID(value)
		if !numeric {
			return idError(value)
		}
		if !o.Erase(id) {
			return store.ErrNotFound
		}
		return nil
	}
	r, err := find(o, value, property, false)
	switch {
	case errors.Is(err, store.ErrNotFound) && property == o.Type.Identity.Property:
		if _, err := o.Schema.Check(map[string]string{property: value}); err != nil {
			return err
		}
		o.Block(value)
	case err != nil:
		return err
	default:
		o.Erase(r.ID)
	}
	return nil
}
