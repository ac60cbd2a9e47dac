package api

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// merge makes one record of two; the answer is the new record.
func (s *server) merge(c *gin.Context, o *store.Store) error {
	var body struct {
		Primary string `json:"primaryObjectId"`
		Other   string `json:"objectIdToMerge"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	primary, first := store.ParseID(body.Primary)
	other, second := store.ParseID(body.Other)
	if !first || !second {
		return refusal.MissingFields("objectIdToMerge", "primaryObjectId")
	}
	r, err := o.Merge(primary, other)
	if err != nil {
		return err
	}
	names := slices.Concat(o.Type.Merged, o.Type.Defaults, o.Type.Written)
	send(c, http.StatusOK, selection{object: o, view: o.Schema.View(names...), setOnly: true}.append(nil, r))
	return nil
}

// erase removes a record for good. A value of its identity that no record has is kept out from now on.
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
