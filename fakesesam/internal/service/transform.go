package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Transform posts entities to a service and returns those that it answers with.
func (s *Service) Transform(ctx context.Context, entities []map[string]any) ([]map[string]any, error) {
	texts := make([][]byte, len(entities))
	for i, entity := range entities {
		var err error
		if texts[i], err = dataset.Encode(entity); err != nil {
			return nil, fmt.Errorf("entity %v cannot be sent to %s: %w", entity["_id"], s.Name(http.MethodPost), err)
		}
	}
	answer, err := s.do(ctx, http.MethodPost, nil, arrayOf(texts), len(entities))
	if failed, ok := errors.AsType[*Error](err); ok {
		return nil, &Error{Status: failed.Status, Err: fmt.Errorf("%w (%s)", failed.Err, s.Name(http.MethodPost))}
	}
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	if kind, _, err := mime.ParseMediaType(answer.contentType); err != nil || kind != "application/json" {
		answer.observed.doubts("the Content-Type of what the http transform was answered is %s; it must be application/json, and a real node may refuse it",
			answer.contentType)
	}
	out, err := answer.entities()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, &Error{Status: answer.Status, Err: fmt.Errorf("%w (%s)", err, s.Name(http.MethodPost))}
	}
	return out, nil
}

// entities reads the body of an answer to a transform: a JSON array of objects, whatever its content type.
func (a *Answer) entities() ([]map[string]any, error) {
	out := []map[string]any{}
	for array := NewArray(a); ; {
		raw, err := array.Next()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return out, nil
		}
		if err != nil {
			return nil, a.Explain(err)
		}
		entity, err := dataset.DecodeObject(json.RawMessage(raw))
		if err != nil {
			return nil, fmt.Errorf("entity %d of the answer: %w", len(out)+1, err)
		}
		out = append(out, entity)
	}
}
