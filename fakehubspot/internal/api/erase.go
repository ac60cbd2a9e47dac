package api

import (
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
	if identity := o.Type.Identity.Property; identity != "" && body.Property == identity {
		if r, ok := o.ByIdentity(body.ID); ok {
			o.Erase(r.ID)
		} else {
			o.Block(body.ID)
		}
		sendNothing(c)
		return nil
	}
	id, numeric := store.ParseID(body.ID)
	if !numeric {
		return idError(body.ID)
	}
	if !o.Erase(id) {
		return store.ErrNotFound
	}
	sendNothing(c)
	return nil
}
