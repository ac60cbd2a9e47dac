package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// The operations that write records.
const (
	OpUpdate  = "update"
	OpCreate  = "create"
	OpUpsert  = "upsert"
	OpArchive = "archive"
)

// Write is a record that is to be written.
type Write struct {
	Key    string            // its ID, or a value of the unique property; not used by Create
	Values map[string]string // by property; "" clears
}

// Written is what HubSpot's answer tells of a Write.
type Written struct {
	Done    bool
	ID      string            // of the record that was written, if Done
	Values  map[string]string // of the record after that, as far as the answer has them
	New     bool              // it has been created
	Refused said.Text         // why HubSpot has not written it, if it says so
	// Elsewhere means that it was refused because there are other records than expected: one with the same unique value, or none
	// with the ID.
	Elsewhere bool
}

type (
	writeBody struct {
		Inputs []writeInput `json:"inputs"`
	}
	writeInput struct {
		ID         string            `json:"id,omitempty"`
		IDProperty string            `json:"idProperty,omitempty"`
		TraceID    string            `json:"objectWriteTraceId,omitempty"`
		Properties map[string]string `json:"properties,omitempty"`
	}
)

// Update writes values of records with the given IDs, BatchLimit at most, in one call, which is made once. The result has an
// element for each. One that is neither done nor refused may have been written, or not: HubSpot leaves out IDs that were merged
// away without a word. The error is an *Error; nobody knows what has been written then, unless it is Rejected.
func (s *Session) Update(ctx context.Context, writes []Write) ([]Written, error) {
	return s.write(ctx, OpUpdate, "", writes, func(w Write) (string, writeInput) { return w.Key, writeInput{ID: w.Key} })
}

// Create is Update for new records. Those that are done are recognized by their values of the property by.
func (s *Session) Create(ctx context.Context, by string, writes []Write) ([]Written, error) {
	written, err := s.write(ctx, OpCreate, by, writes, func(w Write) (string, writeInput) { return w.Values[by], writeInput{} })
	for i := range written {
		written[i].New = written[i].Done
	}
	return written, err
}

// Upsert is Update for records that have Key as the value of the unique property by, and that are created if there are none.
func (s *Session) Upsert(ctx context.Context, by string, writes []Write) ([]Written, error) {
	return s.write(ctx, OpUpsert, by, writes, func(w Write) (string, writeInput) { return w.Key, writeInput{ID: w.Key, IDProperty: by} })
}

// write makes a call. address completes the input of a write, and returns the value of the property by, or the ID if that is "", that the
// record in the answer has.
func (s *Session) write(ctx context.Context, op, by string, writes []Write, address func(Write) (string, writeInput)) ([]Written, error) {
	request := writeBody{Inputs: make([]writeInput, len(writes))}
	keys := make([]string, len(writes))
	for i, w := range writes {
		keys[i], request.Inputs[i] = address(w)
		request.Inputs[i].TraceID, request.Inputs[i].Properties = strconv.Itoa(i), w.Values
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	written := make([]Written, len(writes))
	page, err := s.readPage(ctx, call{
		op: op, method: http.MethodPost, path: s.client.recordsPath(s.object, "/batch/"+op), body: body,
		line: s.requests, scope: s.object.WriteScope(), once: true, partial: true, creates: true,
	}, func(p *Page) error {
		clear(written)
		for i := range p.Records {
			record := presentOf(&p.Records[i])
			s.note(written, keys, by, &record)
		}
		return p.noteRefused(written, writes)
	})
	if err != nil {
		return nil, err
	}
	page.Release()
	return written, nil
}

// note notes which of the writes a record in the answer is of: rather of one with its very key than of one that differs in case.
func (s *Session) note(written []Written, keys []string, by string, record *Present) {
	of := -1
	for i, key := range keys {
		switch {
		case written[i].Done:
		case record.Is(key, by):
			written[i] = record.written()
			return
		case of < 0 && record.Goes(key, by, s.object):
			of = i
		}
	}
	if of >= 0 {
		written[of] = record.written()
	}
}

func (r *Present) written() Written {
	return Written{Done: true, ID: r.ID, Values: r.Values, New: r.New}
}

// noteRefused notes which of the writes the errors of the answer are about.
func (p *Page) noteRefused(written []Written, writes []Write) error {
	return p.reported.refusals(p.mask, p.body.text(), func(failure *explanation) {
		for n, w := range writes {
			if !written[n].Done && (len(writes) == 1 || failure.names(strconv.Itoa(n), w.Key)) {
				written[n].Refused, written[n].Elsewhere = p.mask.Text(failure.text()), failure.elsewhere()
			}
		}
	})
}

func (e *explanation) elsewhere() bool {
	return e.category() == "CONFLICT" || e.category() == "OBJECT_NOT_FOUND"
}

// names reports whether the failure is that of the input with a trace ID or a key.
func (e *explanation) names(trace, key string) bool {
	if len(e.Context.TraceIDs) > 0 {
		return slices.Contains(e.Context.TraceIDs, trace)
	}
	return slices.Contains(e.Context.IDs, key)
}

// Archive archives the records with the given IDs, BatchLimit at most, in one call, which is made once. HubSpot does not say
// which of them there were.
func (s *Session) Archive(ctx context.Context, ids []string) error {
	request := struct {
		Inputs []batchInput `json:"inputs"`
	}{}
	for _, id := range ids {
		request.Inputs = append(request.Inputs, batchInput{id})
	}
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	return s.silently(ctx, call{
		op: OpArchive, method: http.MethodPost, path: s.client.recordsPath(s.object, "/batch/archive"), body: body,
		line: s.requests, scope: s.object.WriteScope(), once: true,
	})
}

// Rejected reports whether HubSpot has refused what it was asked to write, and has written nothing of it.
func (e *Error) Rejected() bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
		return e.Kind == KindRefused
	default:
		return false
	}
}

// Elsewhere reports whether HubSpot has refused a write because there are other records than expected.
func (e *Error) Elsewhere() bool { return e.Rejected() && e.Status == http.StatusConflict }

// LeftOut is the error of answers that say nothing about some of what was to be written.
func (s *Session) LeftOut() error {
	return &Error{
		Kind: KindContract, Op: "write",
		Message: said.Words("HubSpot has neither written nor refused a %s, again and again", s.client.mask.Text(s.object.Singular)),
	}
}

// Temporary reports whether the same request may well succeed later.
func (e *Error) Temporary() bool { return e.temporary() }
