package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// propertyName names a property in a batch.
type propertyName struct {
	Name string `json:"name"`
}

func (s *server) batchReadProperties(c *gin.Context, o *store.Store) error {
	var body struct {
		Inputs   []propertyName `json:"inputs"`
		Archived bool           `json:"archived"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	answer := s.newBatch()
	var missing []string
	for _, input := range body.Inputs {
		if input.Name == "" {
			return refusal.MissingFields("name")
		}
		p, ok := o.Schema.Property(input.Name)
		if !ok || p.Archived != body.Archived {
			missing = append(missing, input.Name)
			continue
		}
		if err := answer.add(p, nil); err != nil {
			return err
		}
	}
	if missing != nil {
		answer.errors = append(answer.errors, refusal.UnknownProperties(missing))
	}
	return s.sendBatch(c, http.StatusOK, answer)
}

// add appends a definition to the results, without some of its members.
func (b *batch) add(p *schema.Property, without []string) error {
	encoded, err := shape(p, without)
	if err != nil {
		return err
	}
	b.results = append(b.results, encoded)
	return nil
}

func (s *server) batchCreateProperties(c *gin.Context, o *store.Store) error {
	var body struct {
		Inputs []propertyInput `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	answer := s.newBatch()
	if body.Inputs == nil {
		return s.sendBatch(c, http.StatusOK, answer)
	}
	for _, input := range body.Inputs {
		p, err := o.Schema.Create(input.property())
		if err != nil {
			if err := answer.refuse(err, o.Type, map[string][]string{"name": {input.property().Name}}); err != nil {
				return err
			}
			continue
		}
		if err := answer.add(p, notCreated); err != nil {
			return err
		}
	}
	return s.sendBatch(c, http.StatusCreated, answer)
}

func (s *server) batchArchiveProperties(c *gin.Context, o *store.Store) error {
	var body struct {
		Inputs []propertyName `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	names := make([]string, len(body.Inputs))
	for i, input := range body.Inputs {
		if input.Name == "" {
			return refusal.MissingFields("name")
		}
		names[i] = input.Name
	}
	if err := o.Schema.Archive(names...); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}
