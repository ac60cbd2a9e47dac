package api

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// limitInput is the limit of a type in a body.
type limitInput struct {
	Category string `json:"category"`
	TypeID   int    `json:"typeId"`
	Max      int    `json:"maxToObjectIds"`
}

func (in limitInput) kind() association.Kind {
	return association.Kind{Category: cmp.Or(in.Category, association.HubSpotDefined), ID: in.TypeID}
}

// changedLimit is what the answer to a change says of a limit, limitShape what all others do.
type changedLimit struct {
	Category string `json:"category"`
	TypeID   int    `json:"typeId"`
	Max      int    `json:"userEnforcedMaxToObjectIds"`
}

type limitShape struct {
	changedLimit
	Label *string `json:"label"`
}

// listConfigurations is GET of all limits that the account set.
func (s *server) listConfigurations(c *gin.Context) error {
	return sendLimits(c, s.Account(c.Request).Associations.Limits())
}

// listConfigurationsBetween is GET of the limits from one object type to another.
func (s *server) listConfigurationsBetween(c *gin.Context, e ends) error {
	var all []association.Limit
	for _, limit := range s.Account(c.Request).Associations.Limits() {
		if limit.Type.From == e.from.Type.TypeID && limit.Type.To == e.to.Type.TypeID {
			all = append(all, limit)
		}
	}
	return sendLimits(c, all)
}

func sendLimits(c *gin.Context, limits []association.Limit) error {
	all := make([]limitShape, len(limits))
	for i, limit := range limits {
		all[i] = limitShapeOf(limit)
	}
	return sendValue(c, http.StatusOK, map[string][]limitShape{"results": all})
}

func limitShapeOf(limit association.Limit) limitShape {
	shape := typeShapeOf(limit.Type)
	return limitShape{changedLimit{shape.Category, shape.TypeID, limit.Max}, shape.Label}
}

func (s *server) createConfigurations(c *gin.Context, e ends) error {
	return s.setLimits(c, e, editionOf(c).created, false)
}

func (s *server) updateConfigurations(c *gin.Context, e ends) error {
	return s.setLimits(c, e, http.StatusOK, true)
}

// setLimits sets all limits of a body, or none when one of them cannot be.
func (s *server) setLimits(c *gin.Context, e ends, status int, known bool) error {
	inputs, types, err := s.limitInputs(c, e, known)
	if err != nil {
		return err
	}
	answer := s.newBatch()
	for i, in := range inputs {
		if in.Max < 1 || in.Max > association.MaxLimit {
			return refusal.BadConfiguration(in.Max, association.MaxLimit)
		}
		shown := limitShapeOf(association.Limit{Type: types[i], Max: in.Max})
		var err error
		if known {
			err = answer.append(shown.changedLimit)
		} else {
			err = answer.append(shown)
		}
		if err != nil {
			return err
		}
	}
	for i, in := range inputs {
		s.Account(c.Request).Associations.SetLimit(types[i].Kind, in.Max)
	}
	return s.sendBatch(c, status, answer)
}

// purgeConfigurations ends limits.
func (s *server) purgeConfigurations(c *gin.Context, e ends) error {
	_, types, err := s.limitInputs(c, e, true)
	if err != nil {
		return err
	}
	for _, t := range types {
		s.Account(c.Request).Associations.DropLimit(t.Kind)
	}
	return s.sendArchived(c, s.newBatch())
}

// limitInputs reads a body of limits and the types that they are of; known wants types that have one.
func (s *server) limitInputs(c *gin.Context, e ends, known bool) ([]limitInput, []*association.Type, error) {
	var body struct {
		Inputs []limitInput `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return nil, nil, err
	}
	ties := s.Account(c.Request).Associations
	limited := map[association.Kind]bool{}
	for _, limit := range ties.Limits() {
		limited[limit.Type.Kind] = true
	}
	types := make([]*association.Type, len(body.Inputs))
	for i, in := range body.Inputs {
		t, err := ties.Find(e.from.Type.TypeID, e.to.Type.TypeID, in.kind())
		if err != nil {
			return nil, nil, err
		}
		if known && !limited[t.Kind] {
			return nil, nil, refusal.NoConfiguration(t.String())
		}
		types[i] = t
	}
	return body.Inputs, types, nil
}
