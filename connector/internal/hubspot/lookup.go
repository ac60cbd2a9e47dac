package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// LookUp returns a page with the record that has the ID now, a live one, or with archived an archived one; the page has no
// record if there is none. An ID that was merged away is that of no record.
func (s *Session) LookUp(ctx context.Context, id string, archived bool) (*Page, error) {
	text, err := json.Marshal(batchBody{Inputs: []batchInput{{id}}, Properties: []string{PropertyID, s.object.Modified, s.object.Merged}})
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	if archived {
		query.Set("archived", "true")
	}
	wanted := map[string]int{id: 0}
	return s.readPage(ctx, call{
		op: "lookup", method: http.MethodPost, path: s.client.recordsPath(s.object, "/batch/read"), query: query, body: text,
		line: s.requests, scope: s.object.Scope, partial: true,
	}, func(p *Page) error { return p.arrange(wanted, archived, s.object) })
}
