package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// Has reports whether HubSpot has a record with the ID now: a live one, or with archived an archived one. An ID that was
// merged away is that of no record.
func (s *Session) Has(ctx context.Context, id string, archived bool) (bool, error) {
	text, err := json.Marshal(batchBody{Inputs: []batchInput{{id}}, Properties: []string{PropertyID, s.object.Merged}})
	if err != nil {
		return false, err
	}
	query := url.Values{}
	if archived {
		query.Set("archived", "true")
	}
	wanted := map[string]int{id: 0}
	page, err := s.readPage(ctx, call{
		op: "lookup", method: http.MethodPost, path: s.client.recordsPath(s.object, "/batch/read"), query: query, body: text,
		line: s.requests, scope: s.object.Scope, partial: true,
	}, func(p *Page) error { return p.arrange(wanted, archived, s.object) })
	if err != nil {
		return false, err
	}
	defer page.Release()
	return len(page.Records) > 0, nil
}
