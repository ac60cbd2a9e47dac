package api

import (
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// report turns outcomes into results and errors.
func (s *server) report(o *store.Store, answer *batch, inputs []writeInput, writes []store.Write, outcomes []store.Outcome) error {
	var missing, traceIDs []string
	for i, outcome := range outcomes {
		switch {
		case outcome.Record == nil && outcome.Err == nil: // passed over
		case errors.Is(outcome.Err, store.ErrNotFound):
			missing = append(missing, inputs[i].ID)
			if trace := inputs[i].TraceID; trace != "" {
				traceIDs = append(traceIDs, trace)
			}
		case outcome.Err != nil:
			if err := answer.refuse(outcome.Err, o.Type, inputs[i].context()); err != nil {
				return err
			}
		default:
			show := afterUpdate
			if outcome.New {
				show = afterCreate
			}
			b := show(o, writes[i].Values).appendOpen(nil, outcome.Record)
			if trace := inputs[i].TraceID; trace != "" && s.Writing.TraceIDsInResults {
				b = append(b, `,"objectWriteTraceId":`...)
				b, _ = jsontext.AppendQuote(b, trace) // it came out of valid JSON
			}
			if answer.upsert {
				b = append(b, `,"new":`...)
				b = appendBool(b, outcome.New)
			}
			answer.results = append(answer.results, append(b, '}'))
		}
	}
	answer.miss(o, missing, traceIDs...)
	return nil
}

// refuse adds an error about the inputs that context names; one that has no answer is returned.
func (b *batch) refuse(err error, t *object.Type, context map[string][]string) error {
	answer, known := refused(err, t)
	if !known {
		return err
	}
	if taken, ok := errors.AsType[*store.TakenError](err); ok && exists(taken, t) {
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

// traced reports whether every input has a trace ID of its own.
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
