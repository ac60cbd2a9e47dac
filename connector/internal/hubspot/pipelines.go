package hubspot

import (
	"context"
	"net/http"
)

// PipelinesOf is the type of the pipelines that records of the object type go through.
func PipelinesOf(object *Object) *Object {
	return &Object{Name: "pipelines", Singular: "pipeline", Path: object.Path, Scope: object.Scope, TextIDs: true}
}

// Pipelines reads all pipelines, with their stages. The session must be one for [PipelinesOf] an object type.
func (s *Session) Pipelines(ctx context.Context) (*Page, error) {
	return s.readPage(ctx, call{
		op: "pipelines", method: http.MethodGet, path: s.client.pipelinesPath(s.object), line: s.requests, scope: s.object.Scope,
	}, func(p *Page) error { return p.isWhole() })
}
