package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// afterCreate is what the answer to a create shows.
func afterCreate(o *store.Store, sent map[string]string) selection {
	return afterWrite(o, sent, o.Type.Defaults, o.Type.Created)
}

// afterUpdate is what the answer to an update shows: less than the record has.
func afterUpdate(o *store.Store, sent map[string]string) selection {
	return afterWrite(o, sent, o.Type.Always, o.Type.Updated)
}

func afterWrite(o *store.Store, sent map[string]string, always, own []string) selection {
	names := slices.Concat(always, own, slices.Collect(maps.Keys(sent)))
	return selection{object: o, view: o.Schema.View(names...), setOnly: true}
}

// writeBody is the body of create and update.
type writeBody struct {
	Properties   *values            `json:"properties"`
	Associations []associationInput `json:"associations"`
}

// decodeWrite reads and checks the properties of a write.
func decodeWrite(c *gin.Context, o *store.Store) (map[string]string, []associationInput, error) {
	var body writeBody
	if err := decode(c, &body); err != nil {
		return nil, nil, err
	}
	if body.Properties == nil {
		return nil, nil, refusal.MissingFields("properties")
	}
	properties, err := o.Check(*body.Properties)
	return properties, body.Associations, err
}

// create is POST to the collection.
func (s *server) create(c *gin.Context, o *store.Store) error {
	properties, inputs, err := decodeWrite(c, o)
	if err != nil {
		return err
	}
	ties, err := tiesOf(s.Account(c.Request), o, inputs)
	if err != nil {
		return err
	}
	r, err := o.Create(properties, store.API, ties...)
	if err != nil {
		return err
	}
	locate(c, strconv.FormatInt(r.ID, 10))
	send(c, http.StatusCreated, afterCreate(o, properties).append(nil, r))
	return nil
}

// update is PATCH of one record.
func (s *server) update(c *gin.Context, o *store.Store) error {
	properties, _, err := decodeWrite(c, o)
	if err != nil {
		return err
	}
	known, err := find(o, c.Param("id"), c.Query("idProperty"), false)
	if err != nil {
		return err
	}
	r, err := o.Update(known.ID, properties, store.API)
	if err != nil {
		return err
	}
	send(c, http.StatusOK, afterUpdate(o, properties).append(nil, r))
	return nil
}

// archive is DELETE of one record. An ID that names nothing is no error.
func (s *server) archive(c *gin.Context, o *store.Store) error {
	id, numeric := store.ParseID(c.Param("id"))
	if !numeric {
		return idError(c.Param("id"))
	}
	o.Archive(id)
	sendNothing(c)
	return nil
}
