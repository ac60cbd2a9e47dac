package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// merge makes one contact of two; the answer is the new record.
func (s *server) merge(c *gin.Context) error {
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
	r, err := s.Store.Merge(primary, other)
	if err != nil {
		return err
	}
	names := append([]string{"hs_merged_object_ids", "hs_calculated_merged_vids", "hs_additional_emails"}, defaults...)
	names = append(names, written...)
	send(c, http.StatusOK, s.appendContact(nil, r, shape{view: record.NewView(s.Schema, names...), setOnly: true}))
	return nil
}

// erase removes a contact for good. An address that nobody has is kept out from now on.
func (s *server) erase(c *gin.Context) error {
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
	if body.Property == "email" {
		if r, ok := s.Store.ByEmail(body.ID); ok {
			s.Store.Erase(r.ID)
		} else {
			s.Store.Block(body.ID)
		}
		sendNothing(c)
		return nil
	}
	number, numeric := store.ParseID(body.ID)
	if !numeric {
		return idError(body.ID)
	}
	if !s.Store.Erase(number) {
		return store.ErrNotFound
	}
	sendNothing(c)
	return nil
}
