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
	var missing []string
	if body.Other == "" {
		missing = append(missing, "objectIdToMerge")
	}
	if body.Primary == "" {
		missing = append(missing, "primaryObjectId")
	}
	if missing != nil {
		return refusal.MissingFields(missing...)
	}
	primary, numeric := store.ParseID(body.Primary)
	if !numeric {
		return idError(body.Primary)
	}
	other, numeric := store.ParseID(body.Other)
	if !numeric {
		return idError(body.Other)
	}
	r, err := o.Merge(primary, other)
	if err != nil {
		return err
	}
	names := slices.Concat(o.Type.Merged, o.Type.Defaults, o.Type.Created)
	send(c, http.StatusOK, selection{object: o, view: o.Schema.View(names...), setOnly: true}.append(nil, r))
	return nil
}
