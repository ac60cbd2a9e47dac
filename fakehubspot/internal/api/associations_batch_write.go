package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// HubSpot's bounds of batches that write associations.
const (
	maxPairs         = 2_000 // inputs
	maxDisassociated = 100   // records, with any number of others
)

// pairInput is two records in a batch, with the types by which they are associated.
type pairInput struct {
	From  reference  `json:"from"`
	To    reference  `json:"to"`
	Types []typeSpec `json:"types"`
}

// check reports a member that is missing, and a type that the two object types do not have.
func (in pairInput) check(s *server, c *gin.Context, e ends, typed bool) error {
	switch {
	case in.From.ID == "" || in.To.ID == "":
		return refusal.MissingFields("id")
	case typed && len(in.Types) == 0:
		return refusal.MissingFields("types")
	}
	return s.Account(c.Request).Associations.Check(e.from.Type.TypeID, e.to.Type.TypeID, kindsOf(in.Types)...)
}

// batchAssociate is POST to batch/create: a label replaces those that two records had.
func (s *server) batchAssociate(c *gin.Context, e ends) error {
	as := editionOf(c)
	answer := s.newBatch()
	answer.mixed = as.mixed
	write := func(with store.Associating, in pairInput, from, to association.Ref) error {
		if err := with.Set(from, to, kindsOf(in.Types)...); err != nil {
			return err
		}
		return answer.append(as.pair(from, to, s.Account(c.Request).Associations.Get(from, to)))
	}
	if err := s.onPairs(c, e, answer, true, write); err != nil {
		return err
	}
	return s.sendBatch(c, as.created, answer)
}

// batchAssociateDefault is POST to batch/associate/default, which answers 200 whatever failed.
func (s *server) batchAssociateDefault(c *gin.Context, e ends) error {
	answer := s.newBatch()
	answer.mixed = http.StatusOK
	write := func(with store.Associating, _ pairInput, from, to association.Ref) error {
		if err := with.Add(from, to); err != nil {
			return err
		}
		return s.appendDefault(c, answer, from, to)
	}
	if err := s.onPairs(c, e, answer, false, write); err != nil {
		return err
	}
	return s.sendBatch(c, http.StatusOK, answer)
}

// batchRemoveTypes is POST to batch/labels/archive. Without the type that has no label nothing is left.
func (s *server) batchRemoveTypes(c *gin.Context, e ends) error {
	answer := s.newBatch()
	write := func(with store.Associating, in pairInput, from, to association.Ref) error {
		return with.Remove(from, to, kindsOf(in.Types)...)
	}
	if err := s.onPairs(c, e, answer, true, write, sameRecords); err != nil {
		return err
	}
	return s.sendArchived(c, answer)
}

// sameRecords reports a batch about too many records.
func sameRecords(inputs []pairInput) error {
	seen := map[string]bool{}
	for _, in := range inputs {
		seen[in.From.ID] = true
	}
	if len(seen) > maxDisassociated {
		return refusal.TooManyInputs(maxDisassociated)
	}
	return nil
}

// onPairs makes a change for each two records of a batch. What cannot be with two of them is an error in the answer.
func (s *server) onPairs(c *gin.Context, e ends, answer *batch, typed bool,
	write func(with store.Associating, in pairInput, from, to association.Ref) error, bounds ...func([]pairInput) error,
) error {
	var body struct {
		Inputs []pairInput `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxPairs); err != nil {
		return err
	}
	for _, bound := range bounds {
		if err := bound(body.Inputs); err != nil {
			return err
		}
	}
	for _, in := range body.Inputs {
		if err := in.check(s, c, e, typed); err != nil {
			return err
		}
	}
	return s.Account(c.Request).Associate(e.from, e.to, func(with store.Associating) error {
		for _, in := range body.Inputs {
			if err := s.onPair(with, in.From, in.To, answer, func(from, to association.Ref) error { return write(with, in, from, to) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// onPair makes a change for two records.
func (s *server) onPair(with store.Associating, fromID, toID reference, answer *batch, write func(from, to association.Ref) error) error {
	from, to, err := endsOf(with, fromID, toID)
	if err == nil {
		err = write(from, to)
	}
	refused, known := refusedAssociation(err)
	if missing, ok := errors.AsType[refusal.Refusal](err); ok {
		refused, known = missing, true
	}
	if err == nil || !known {
		return err
	}
	answer.errors = append(answer.errors, refused.InBatch(map[string][]string{"fromObjectId": {fromID.ID}, "toObjectId": {toID.ID}}))
	return nil
}

// endsOf returns two records; an ID that no record has is a refusal.
func endsOf(with store.Associating, fromID, toID reference) (from, to association.Ref, err error) {
	a, numeric := store.ParseID(fromID.ID)
	if !numeric {
		return from, to, refusal.InvalidIdentifier(fromID.ID)
	}
	b, numeric := store.ParseID(toID.ID)
	if !numeric {
		return from, to, refusal.InvalidIdentifier(toID.ID)
	}
	from, to, err = with.Ends(a, b)
	switch missing, none := errors.AsType[*store.NoRecordError](err); {
	case none && missing.ID == a && from.TypeID == "":
		return from, to, refusal.InvalidIdentifier(fromID.ID)
	case none:
		return from, to, refusal.InvalidIdentifier(toID.ID)
	}
	return from, to, err
}

// batchDisassociate is POST to batch/archive: one record each, with all that it is no longer associated with.
func (s *server) batchDisassociate(c *gin.Context, e ends) error {
	var body struct {
		Inputs []struct {
			From reference   `json:"from"`
			To   []reference `json:"to"`
		} `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxPairs); err != nil {
		return err
	}
	var pairs []pairInput
	for _, in := range body.Inputs {
		if in.From.ID == "" || len(in.To) == 0 {
			return refusal.MissingFields("from", "to")
		}
		for _, to := range in.To {
			pairs = append(pairs, pairInput{From: in.From, To: to})
		}
	}
	if err := sameRecords(pairs); err != nil {
		return err
	}
	err := s.Account(c.Request).Associate(e.from, e.to, func(with store.Associating) error {
		for _, in := range pairs {
			if from, to, err := endsOf(with, in.From, in.To); err == nil { // what is not there is no error
				with.Disassociate(from, to)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.sendArchived(c, s.newBatch())
}

// sendArchived answers a batch that took associations away.
func (s *server) sendArchived(c *gin.Context, answer *batch) error {
	if as := editionOf(c); as.archived != http.StatusNoContent {
		return s.sendBatch(c, as.archived, &batch{started: answer.started})
	}
	sendNothing(c)
	return nil
}
