package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// ErrConflict means that the receiver of a sequence has lost it (409 in the JSON Push protocol): a full one must be sent
// again from its beginning, as a new sequence.
var ErrConflict = errors.New("the service has answered 409: the sequence does not continue what it has received")

// Sequence is the requests of one run to a receiver of the JSON Push protocol. It is for one goroutine.
type Sequence struct {
	service *Service
	full    bool
	Progress
}

// Progress is how far a sequence has come. With it, Continue goes on with a sequence that was interrupted.
type Progress struct {
	// ID identifies the sequence.
	ID string `json:"id"`
	// Requests counts the requests that have an ID: their IDs are the numbers from 1.
	Requests int `json:"requests"`
	// Accepted is the ID of the last one that was answered with success, 0 if none was.
	Accepted int `json:"accepted"`
}

// NewSequence begins a sequence with an ID that no other one has. A full one is the whole set of entities.
func NewSequence(to *Service, id string, full bool) *Sequence {
	return &Sequence{service: to, full: full, Progress: Progress{ID: id}}
}

// Continue goes on with a full sequence.
func Continue(to *Service, from Progress) *Sequence {
	return &Sequence{service: to, full: true, Progress: from}
}

// Send posts entities, each a JSON object, in one request; with none, it posts an empty array. A request that is repeated
// keeps its ID: the receiver either does not know it or, if only its answer was lost, can tell. retries is asked after each
// failure whether to repeat the request.
//
// The error is an *Error, which matches ErrConflict after a 409, or the cause of the end of ctx.
func (q *Sequence) Send(ctx context.Context, entities [][]byte, retries func(attempt int, failed *Error) (bool, error)) error {
	q.Requests++
	return q.post(ctx, entities, false, retries)
}

// End posts the empty array that ends a sequence. The receiver of a full one may delete what was not in it, unless the
// sequence turned out not to be whole.
func (q *Sequence) End(ctx context.Context, whole bool, retries func(attempt int, failed *Error) (bool, error)) error {
	q.Requests++
	return q.post(ctx, nil, q.full && whole, retries)
}

func (q *Sequence) post(ctx context.Context, entities [][]byte, last bool, retries func(attempt int, failed *Error) (bool, error)) error {
	body := arrayOf(entities)
	for attempt := 0; ; attempt++ {
		err := q.service.post(ctx, q.parameters(last), body, len(entities))
		if err == nil {
			q.Accepted = q.Requests
			return nil
		}
		failed, ok := errors.AsType[*Error](err)
		if !ok || errors.Is(err, ErrConflict) {
			return err
		}
		again, stopped := retries(attempt, failed)
		if stopped != nil {
			return stopped
		}
		if !again {
			return err
		}
	}
}

// parameters are those of the protocol for the next request.
func (q *Sequence) parameters(last bool) []string {
	out := []string{
		"sequence_id=" + url.QueryEscape(q.ID),
		"is_full=" + strconv.FormatBool(q.full),
		"request_id=" + strconv.Itoa(q.Requests),
	}
	if q.Accepted > 0 {
		out = append(out, "previous_request_id="+strconv.Itoa(q.Accepted))
	} else if q.full {
		out = append(out, "is_first=true")
	}
	if last {
		out = append(out, "is_last=true")
	}
	return out
}

// maxIgnored is how much of an answer that nobody needs is read to see whether it breaks off, in bytes.
const maxIgnored = 64 << 20

// post sends a body with so many entities, and ignores that of the answer.
func (s *Service) post(ctx context.Context, parameters []string, body []byte, entities int) error {
	answer, err := s.do(ctx, http.MethodPost, parameters, body, entities)
	if failed, ok := errors.AsType[*Error](err); ok {
		if failed.Status == http.StatusConflict {
			return &Error{Status: failed.Status, Err: fmt.Errorf("%w (%s): %w", ErrConflict, s.Name(http.MethodPost), failed.Err)}
		}
		return &Error{Status: failed.Status, Err: fmt.Errorf("%w (%s)", failed.Err, s.Name(http.MethodPost))}
	}
	if err != nil {
		return err
	}
	defer answer.Close()
	// A service that is cut off while it answers may not have finished.
	if _, err := io.Copy(io.Discard, io.LimitReader(answer, maxIgnored)); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &Error{Err: fmt.Errorf("the answer broke off: %w (%s)", answer.Explain(err), s.Name(http.MethodPost))}
	}
	return nil
}

// arrayOf returns a JSON array.
func arrayOf(entities [][]byte) []byte {
	return slices.Concat([]byte{'['}, bytes.Join(entities, []byte{','}), []byte{']'})
}
