package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// associate is PUT of what associates two records: a list of types.
func (s *server) associate(c *gin.Context, e ends) error {
	var specs []typeSpec
	if err := decode(c, &specs); err != nil {
		return err
	}
	if len(specs) == 0 {
		return refusal.MissingFields("types")
	}
	var pair any
	err := s.onPath(c, e, func(with store.Associating, from, to association.Ref) error {
		if err := with.Set(from, to, kindsOf(specs)...); err != nil {
			return err
		}
		pair = editionOf(c).pair(from, to, s.Account(c.Request).Associations.Get(from, to))
		return nil
	})
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusCreated, pair)
}

// associateDefault is PUT of an association without a label. Labels that are there stay.
func (s *server) associateDefault(c *gin.Context, e ends) error {
	answer := s.newBatch()
	err := s.onPath(c, e, func(with store.Associating, from, to association.Ref) error {
		if err := with.Add(from, to); err != nil {
			return err
		}
		return s.appendDefault(c, answer, from, to)
	})
	if err != nil {
		return err
	}
	return s.sendBatch(c, http.StatusOK, answer)
}

// appendDefault adds both directions of an association without a label.
func (s *server) appendDefault(c *gin.Context, answer *batch, from, to association.Ref) error {
	ties := s.Account(c.Request).Associations
	there, _ := ties.Unlabeled(from.TypeID, to.TypeID)
	back, _ := ties.Unlabeled(to.TypeID, from.TypeID)
	if err := answer.append(defaultShapeOf(there, from, to)); err != nil {
		return err
	}
	return answer.append(defaultShapeOf(back, to, from))
}

// disassociate is DELETE of all that associates two records. One that is not there is no error.
func (s *server) disassociate(c *gin.Context, e ends) error {
	err := s.onPath(c, e, func(with store.Associating, from, to association.Ref) error {
		with.Disassociate(from, to)
		return nil
	})
	if err != nil {
		return err
	}
	sendNothing(c)
	return nil
}

// onPath changes what associates the two records in the path. The answer must leave after that: a state file is written first, for
// which the records must not be held.
func (s *server) onPath(c *gin.Context, e ends, change func(with store.Associating, from, to association.Ref) error) error {
	fromID, numeric := store.ParseID(c.Param("id"))
	if !numeric {
		return idError(c.Param("id"))
	}
	toID, numeric := store.ParseID(c.Param("toId"))
	if !numeric {
		return idError(c.Param("toId"))
	}
	return s.Account(c.Request).Associate(e.from, e.to, func(with store.Associating) error {
		from, to, err := with.Ends(fromID, toID)
		if err != nil {
			return store.ErrNotFound
		}
		return change(with, from, to)
	})
}

func kindsOf(specs []typeSpec) []association.Kind {
	kinds := make([]association.Kind, len(specs))
	for i, spec := range specs {
		kinds[i] = spec.kind()
	}
	return kinds
}
