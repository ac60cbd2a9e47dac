package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// Lookup reports whether HubSpot has a record with the ID now: a live one, or with archived an archived one. An ID that was
// merged away is that of no record. changed is the time of its last change, or when it was archived, as HubSpot writes it;
// empty if that is not known.
func (s *Session) Lookup(ctx context.Context, id string, archived bool) (changed string, found bool, err error) {
	text, err := json.Marshal(batchBody{Inputs: []batchInput{{id}}, Properties: []string{s.object.Modified, s.object.Merged}})
	if err != nil {
		return "", false, err
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
		return "", false, err
	}
	defer page.Release()
	if len(page.Records) == 0 {
		return "", false, nil
	}
	return string(page.Records[0].Changed(archived)), true, nil
}
