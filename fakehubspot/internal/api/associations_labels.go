package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// labelInput is a label in a body; the type is that of one that is changed.
type labelInput struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Inverse string `json:"inverseLabel"`
	TypeID  int    `json:"associationTypeId"`
}

func (in labelInput) label() association.Label {
	return association.Label{Name: in.Name, Text: in.Label, Inverse: in.Inverse}
}

// listLabels is GET of all types from one object type to another, those without a label too.
func (s *server) listLabels(c *gin.Context, e ends) error {
	return sendTypes(c, s.Account(c.Request).Associations.Types(e.from.Type.TypeID, e.to.Type.TypeID))
}

// createLabel is POST of a label; the answer is its type in both directions.
func (s *server) createLabel(c *gin.Context, e ends) error {
	var body labelInput
	if err := decode(c, &body); err != nil {
		return err
	}
	switch {
	case body.Label == "" && body.Name == "":
		return refusal.MissingFields("label", "name")
	case body.Label == "":
		return refusal.MissingFields("label")
	case body.Name == "":
		return refusal.MissingFields("name")
	case strings.Contains(body.Name, "-") || body.Name[0] >= '0' && body.Name[0] <= '9':
		return refusal.LabelName(body.Name)
	}
	types, err := s.Account(c.Request).Associations.CreateLabel(e.from.Type.TypeID, e.to.Type.TypeID, body.label())
	if err != nil {
		return refusedLabel(err)
	}
	return sendTypes(c, types)
}

// updateLabel is PUT of the text of a label.
func (s *server) updateLabel(c *gin.Context, e ends) error {
	var body labelInput
	if err := decode(c, &body); err != nil {
		return err
	}
	switch {
	case body.TypeID == 0:
		return refusal.MissingFields("associationTypeId")
	case body.Label == "":
		return refusal.MissingFields("label")
	}
	ties := s.Account(c.Request).Associations
	if err := ties.UpdateLabel(e.from.Type.TypeID, e.to.Type.TypeID, body.TypeID, body.label()); err != nil {
		return refusedLabel(err)
	}
	sendNothing(c)
	return nil
}

// deleteLabel is DELETE of a label, in both directions. Records stay associated.
func (s *server) deleteLabel(c *gin.Context, e ends) error {
	id, err := strconv.Atoi(c.Param("label"))
	if err != nil {
		return store.ErrNotFound
	}
	if err := s.Account(c.Request).Associations.DeleteLabel(e.from.Type.TypeID, e.to.Type.TypeID, id); err != nil {
		return refusedLabel(err)
	}
	sendNothing(c)
	return nil
}

func sendTypes(c *gin.Context, types []*association.Type) error {
	all := make([]typeShape, len(types))
	for i, t := range types {
		all[i] = typeShapeOf(t)
	}
	return sendValue(c, http.StatusOK, map[string][]typeShape{"results": all})
}
