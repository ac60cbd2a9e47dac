package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Writing is behaviour of batches on which sources disagree; the zero value has none of it.
type Writing struct {
	// TraceIDsInResults repeats the trace ID of an input in its result, as the API description has it and no recorded answer.
	TraceIDsInResults bool
	// UnorderedResults puts the results of batches in another order than that of the inputs.
	UnorderedResults bool
	// UpsertConflictsRefuseAll refuses a batch of upserts as a whole because of one conflict, even with trace IDs.
	UpsertConflictsRefuseAll bool
	// RefusedUpsertsWrite writes the inputs of a batch of upserts that is refused as a whole, as far as they can be.
	RefusedUpsertsWrite bool
}

// writeInput is one input of a batch that writes.
type writeInput struct {
	ID         string `json:"id"`
	Property   string `json:"idProperty"`
	Properties values `json:"properties"`
	TraceID    string `json:"objectWriteTraceId"`
	// Associations count for records that are created.
	Associations []associationInput `json:"associations"`
}

func (s *server) batchCreate(c *gin.Context, o *store.Store) error {
	return s.batchWrite(c, o, batchWriting{status: createdBatch(c), lenient: true}, func(in writeInput) (store.Write, error) {
		return store.Write{Values: in.Properties}, nil
	})
}

func (s *server) batchUpdate(c *gin.Context, o *store.Store) error {
	return s.batchWrite(c, o, batchWriting{status: http.StatusOK}, func(in writeInput) (store.Write, error) {
		return target(o, in, false)
	})
}

func (s *server) batchUpsert(c *gin.Context, o *store.Store) error {
	return s.batchWrite(c, o, batchWriting{status: http.StatusOK, lenient: true, upsert: true}, func(in writeInput) (store.Write, error) {
		return target(o, in, true)
	})
}

// batchWriting is in what the batches that write differ.
type batchWriting struct {
	status int
	upsert bool
	// lenient says that with trace IDs one input with a value that its property does not take leaves the others alone. Of an
	// update HubSpot was seen to refuse all.
	lenient bool
}

// target says which record an input means.
func target(o *store.Store, in writeInput, upsert bool) (store.Write, error) {
	if in.ID == "" {
		return store.Write{}, refusal.MissingFields("id")
	}
	byID := in.Property == ""
	if !byID {
		if in.Property != o.Type.Identity.Property && identifies(o, in.Property) != nil || in.Property == "hs_object_id" {
			return store.Write{}, refusal.NotUpsertable(o.Type.TypeID, in.Property)
		}
		if upsert && in.Properties[in.Property] == "" {
			in.Properties[in.Property] = in.ID
		}
	}
	return store.Write{Property: in.Property, Value: in.ID, Upsert: upsert && !byID, Values: in.Properties}, nil
}

// batchWrite is what the three have in common. With a trace ID of its own for every input each input stands alone;
// without, all are written or none.
func (s *server) batchWrite(c *gin.Context, o *store.Store, as batchWriting, write func(writeInput) (store.Write, error)) error {
	var body struct {
		Inputs []writeInput `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	answer := s.newBatch()
	answer.upsert = as.upsert
	if body.Inputs == nil {
		return s.sendBatch(c, http.StatusOK, answer)
	}
	if as.upsert && !s.Upsert(c.Request, o.Type.TypeID, len(body.Inputs)) {
		return refusal.Locked()
	}
	partial := traced(body.Inputs)
	var writes []store.Write
	var inputs []writeInput
	var invalid invalidInputs
	for _, in := range body.Inputs {
		if in.Properties == nil {
			in.Properties = values{}
		}
		w, err := write(in)
		if err != nil {
			return err
		}
		w.Values, err = o.Check(w.Values)
		if err == nil {
			w.Ties, err = tiesOf(s.Account(c.Request), o, in.Associations)
		}
		if err == nil {
			err = s.obeyInBatch(c, o, w)
		}
		wrong, ofValues := errors.AsType[*schema.ValuesError](err)
		switch {
		case err == nil:
			writes, inputs = append(writes, w), append(inputs, in)
		case partial && as.lenient:
			if err := answer.refuse(err, o.Type, in.context()); err != nil {
				return err
			}
		case ofValues:
			invalid = append(invalid, wrong.Values...)
		default:
			return err
		}
	}
	if invalid != nil {
		s.writeAnyway(o, as, writes)
		return invalid
	}
	outcomes, err := o.Apply(writes, store.API, s.together(as, partial))
	if err != nil {
		s.writeAnyway(o, as, writes)
		return err
	}
	if err := s.report(o, answer, inputs, writes, outcomes); err != nil {
		return err
	}
	return s.sendBatch(c, as.status, answer)
}

// together says which writes of a batch stand or fall with one another.
func (s *server) together(as batchWriting, partial bool) store.Together {
	switch {
	case !partial:
		return store.All
	case as.upsert && s.Writing.UpsertConflictsRefuseAll:
		return store.Conflicting
	}
	return store.Each
}

// writeAnyway makes what can be made of the writes of a batch of upserts that is refused.
func (s *server) writeAnyway(o *store.Store, as batchWriting, writes []store.Write) {
	if as.upsert && s.Writing.RefusedUpsertsWrite {
		_, _ = o.Apply(writes, store.API, store.Each) // nobody hears what became of them
	}
}
