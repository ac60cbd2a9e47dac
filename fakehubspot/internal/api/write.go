package api

import (
	"bytes"
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
	Properties   *sentProperties    `json:"properties"`
	Associations []associationInput `json:"associations"`
}

// sentProperties are the properties of a write, and whether it names any: null leaves a property alone, but names it.
type sentProperties struct {
	values values
	named  bool
}

// UnmarshalJSON reads what values does.
func (p *sentProperties) UnmarshalJSON(raw []byte) error {
	if err := p.values.UnmarshalJSON(raw); err != nil {
		return err
	}
	p.named = len(bytes.TrimSpace(raw[1:len(raw)-1])) > 0
	return nil
}

// decodeWrite reads a body with properties.
func decodeWrite(c *gin.Context) (writeBody, error) {
	var body writeBody
	if err := decode(c, &body); err != nil {
		return body, err
	}
	if body.Properties == nil {
		return body, refusal.MissingFields("properties")
	}
	return body, nil
}

// create is POST to the collection.
func (s *server) create(c *gin.Context, o *store.Store) error {
	body, err := decodeWrite(c)
	if err != nil {
		return err
	}
	properties, err := o.Check(body.Properties.values)
	if err != nil {
		return err
	}
	ties, err := tiesOf(s.Account(c.Request), o, body.Associations)
	if err != nil {
		return err
	}
	if err := s.obey(c, o, nil, properties); err != nil {
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
	body, err := decodeWrite(c)
	if err != nil {
		return err
	}
	if !body.Properties.named {
		return refusal.NothingToUpdate()
	}
	properties, err := o.Check(body.Properties.values)
	if err != nil {
		return err
	}
	known, err := find(o, c.Param("id"), c.Query("idProperty"), false)
	if err != nil {
		return err
	}
	if err := s.obey(c, o, known, properties); err != nil {
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
