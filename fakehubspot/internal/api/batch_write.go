package api

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

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
	return s.batchWrite(c, o, createdBatch(c), s.newBatch(), func(in writeInput) (store.Write, error) {
		return store.Write{Values: in.Properties}, nil
	})
}

func (s *server) batchUpdate(c *gin.Context, o *store.Store) error {
	return s.batchWrite(c, o, http.StatusOK, s.newBatch(), func(in writeInput) (store.Write, error) {
		return target(o, in, false)
	})
}

func (s *server) batchUpsert(c *gin.Context, o *store.Store) error {
	answer := s.newBatch()
	answer.upsert = true
	return s.batchWrite(c, o, http.StatusOK, answer, func(in writeInput) (store.Write, error) {
		return target(o, in, true)
	})
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

// batchWrite is what the three have in common. With a trace id of its own for every input each input stands alone;
// without, all are written or none.
func (s *server) batchWrite(c *gin.Context, o *store.Store, status int, answer *batch, write func(writeInput) (store.Write, error)) error {
	var body struct {
		Inputs []writeInput `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	if body.Inputs == nil {
		return s.sendBatch(c, http.StatusOK, answer)
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
		wrong, ofValues := errors.AsType[*schema.ValuesError](err)
		switch {
		case err == nil:
			writes, inputs = append(writes, w), append(inputs, in)
		case partial:
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
		return invalid
	}
	outcomes, err := o.Apply(writes, store.API, partial)
	if err != nil {
		return err
	}
	if err := report(o, answer, inputs, writes, outcomes); err != nil {
		return err
	}
	return s.sendBatch(c, status, answer)
}

// report turns outcomes into results and errors.
func report(o *store.Store, answer *batch, inputs []writeInput, writes []store.Write, outcomes []store.Outcome) error {
	var missing []string
	for i, outcome := range outcomes {
		switch {
		case outcome.Record == nil && outcome.Err == nil: // passed over
		case errors.Is(outcome.Err, store.ErrNotFound) && inputs[i].TraceID == "":
			missing = append(missing, inputs[i].ID)
		case outcome.Err != nil:
			if err := answer.refuse(outcome.Err, o.Type, inputs[i].context()); err != nil {
				return err
			}
		default:
			show := afterUpdate
			if outcome.New {
				show = afterCreate
			}
			b := show(o, writes[i].Values).appendOpen(answer.next(), outcome.Record)
			if trace := inputs[i].TraceID; trace != "" {
				b = append(b, `,"objectWriteTraceId":`...)
				b, _ = jsontext.AppendQuote(b, trace) // it came out of valid JSON
			}
			if answer.upsert {
				b = append(b, `,"new":`...)
				b = appendBool(b, outcome.New)
			}
			answer.results = append(b, '}')
		}
	}
	answer.miss(o, missing)
	return nil
}

// refuse adds an error about the inputs that context names; one that has no answer is returned.
func (b *batch) refuse(err error, t *object.Type, context map[string][]string) error {
	answer, known := refused(err, t)
	if !known {
		return err
	}
	if taken, ok := errors.AsType[*store.TakenError](err); ok {
		context["existingId"] = []string{strconv.FormatInt(taken.Holder, 10)}
	}
	b.errors = append(b.errors, answer.InBatch(context))
	return nil
}

// context is how an error names the input.
func (in writeInput) context() map[string][]string {
	if in.TraceID == "" {
		return map[string][]string{"ids": {in.ID}}
	}
	return map[string][]string{"objectWriteTraceId": {in.TraceID}}
}

// traced reports whether every input has a trace id of its own.
func traced(inputs []writeInput) bool {
	seen := map[string]bool{}
	for _, in := range inputs {
		if in.TraceID == "" || seen[in.TraceID] {
			return false
		}
		seen[in.TraceID] = true
	}
	return true
}

func appendBool(b []byte, value bool) []byte {
	if value {
		return append(b, "true"...)
	}
	return append(b, "false"...)
}
