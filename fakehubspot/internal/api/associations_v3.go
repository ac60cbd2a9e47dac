package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// typeNamed returns the type of association that v3 names, or numbers.
func (s *server) typeNamed(c *gin.Context, e ends, name string) (association.Kind, error) {
	ties := s.Account(c.Request).Associations
	from, to := e.from.Type.TypeID, e.to.Type.TypeID
	if t, known := ties.Named(from, to, name); known {
		return t.Kind, nil
	}
	if id, err := strconv.Atoi(name); err == nil {
		for _, t := range ties.Types(from, to) {
			if t.ID == id {
				return t.Kind, nil
			}
		}
	}
	return association.Kind{}, refusal.UnknownAssociationName(name)
}

// listTypesV3 is GET of the types between two object types.
func (s *server) listTypesV3(c *gin.Context, e ends) error {
	type named struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	all := []named{}
	for _, t := range s.Account(c.Request).Associations.Types(e.from.Type.TypeID, e.to.Type.TypeID) {
		all = append(all, named{strconv.Itoa(t.ID), t.Name})
	}
	return sendValue(c, http.StatusOK, map[string][]named{"results": all})
}

// associateV3 is PUT of one type beside those that two records have. The answer is the first record.
func (s *server) associateV3(c *gin.Context, e ends) error {
	kind, err := s.typeNamed(c, e, c.Param("name"))
	if err != nil {
		return err
	}
	var own association.Ref
	err = s.onPath(c, e, func(with store.Associating, from, to association.Ref) error {
		own = from
		return with.Add(from, to, kind)
	})
	if err != nil {
		return err
	}
	r, ok := e.from.Get(own.ID)
	if !ok {
		return store.ErrNotFound
	}
	show := selection{object: e.from, view: viewOf(e.from, nil), associations: inline{
		account: s.Account(c.Request), objects: []*object.Type{e.to.Type}, page: s.tiePage(inlinePage),
		records: site(c) + "/crm/v3/objects/" + c.Param("type"),
	}}
	send(c, http.StatusOK, show.append(nil, r))
	return nil
}

// disassociateV3 is DELETE of one type.
func (s *server) disassociateV3(c *gin.Context, e ends) error {
	kind, err := s.typeNamed(c, e, c.Param("name"))
	if err != nil {
		return err
	}
	err = s.onPath(c, e, func(with store.Associating, from, to association.Ref) error {
		return with.Remove(from, to, kind)
	})
	if err != nil {
		return err
	}
	sendNothing(c)
	return nil
}

// pairV3 is two records in a batch of v3, with the name of a type.
type pairV3 struct {
	From reference `json:"from"`
	To   reference `json:"to"`
	Type string    `json:"type"`
}

// batchAssociateV3 is POST to batch/create. It answers 200, once 201.
func (s *server) batchAssociateV3(c *gin.Context, e ends) error {
	answer := s.newBatch()
	err := s.onPairsV3(c, e, answer, func(with store.Associating, in pairV3, kind association.Kind, from, to association.Ref) error {
		if err := with.Add(from, to, kind); err != nil {
			return err
		}
		return answer.append(in)
	})
	if err != nil {
		return err
	}
	return s.sendBatch(c, http.StatusOK, answer)
}

// batchDisassociateV3 is POST to batch/archive.
func (s *server) batchDisassociateV3(c *gin.Context, e ends) error {
	err := s.onPairsV3(c, e, s.newBatch(), func(with store.Associating, _ pairV3, kind association.Kind, from, to association.Ref) error {
		return with.Remove(from, to, kind)
	})
	if err != nil {
		return err
	}
	sendNothing(c)
	return nil
}

// onPairsV3 makes a change for each two records of a batch.
func (s *server) onPairsV3(c *gin.Context, e ends, answer *batch,
	write func(with store.Associating, in pairV3, kind association.Kind, from, to association.Ref) error,
) error {
	var body struct {
		Inputs []pairV3 `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxPairs); err != nil {
		return err
	}
	kinds := make([]association.Kind, len(body.Inputs))
	for i, in := range body.Inputs {
		if in.From.ID == "" || in.To.ID == "" || in.Type == "" {
			return refusal.MissingFields("from", "to", "type")
		}
		kind, err := s.typeNamed(c, e, in.Type)
		if err != nil {
			return err
		}
		kinds[i] = kind
	}
	return s.Account(c.Request).Associate(e.from, e.to, func(with store.Associating) error {
		for i, in := range body.Inputs {
			err := s.onPair(with, in.From, in.To, answer, func(from, to association.Ref) error { return write(with, in, kinds[i], from, to) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}
