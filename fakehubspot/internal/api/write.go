package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// written are the computed properties that answers to writes show beside the values sent.
var written = []string{
	"hs_all_contact_vids", "hs_email_domain", "hs_is_contact", "hs_is_unworked", "hs_lifecyclestage_lead_date",
	"hs_marketable_status", "hs_marketable_until_renewal", "hs_object_source", "hs_object_source_id",
	"hs_object_source_label", "hs_pipeline", "lifecyclestage",
}

// afterWrite is the shape of the answer to a write.
func (s *server) afterWrite(sent map[string]string) shape {
	names := slices.Concat(defaults, written, slices.Collect(maps.Keys(sent)))
	return shape{view: record.NewView(s.Schema, names...), setOnly: true}
}

// writeBody is the body of create and update.
type writeBody struct {
	Properties   *values            `json:"properties"`
	Associations []associationInput `json:"associations"`
}

// decodeWrite reads and checks the properties of a write.
func (s *server) decodeWrite(c *gin.Context) (map[string]string, []associationInput, error) {
	var body writeBody
	if err := decode(c, &body); err != nil {
		return nil, nil, err
	}
	if body.Properties == nil {
		return nil, nil, refusal.MissingFields("properties")
	}
	properties, err := s.Schema.Check(*body.Properties)
	return properties, body.Associations, err
}

// create is POST to the collection.
func (s *server) create(c *gin.Context) error {
	properties, inputs, err := s.decodeWrite(c)
	if err != nil {
		return err
	}
	ties, err := associations(inputs)
	if err != nil {
		return err
	}
	r, err := s.Store.Create(properties, store.API)
	if err != nil {
		return err
	}
	s.Store.Associate(r.ID, ties)
	locate(c, strconv.FormatInt(r.ID, 10))
	send(c, http.StatusCreated, s.appendContact(nil, r, s.afterWrite(properties)))
	return nil
}

// update is PATCH of one contact.
func (s *server) update(c *gin.Context) error {
	properties, _, err := s.decodeWrite(c)
	if err != nil {
		return err
	}
	known, err := s.find(c.Param("id"), c.Query("idProperty"), false)
	if err != nil {
		return err
	}
	r, err := s.Store.Update(known.ID, properties, store.API)
	if err != nil {
		return err
	}
	send(c, http.StatusOK, s.appendContact(nil, r, s.afterWrite(properties)))
	return nil
}

// archive is DELETE of one contact. A number that names nothing is no error.
func (s *server) archive(c *gin.Context) error {
	number, numeric := store.ParseID(c.Param("id"))
	if !numeric {
		return idError(c.Param("id"))
	}
	s.Store.Archive(number)
	sendNothing(c)
	return nil
}
