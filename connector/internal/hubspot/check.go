package hubspot

import (
	"context"
	"net/http"
	"net/url"
)

// Check asks HubSpot once whether the key may read records of the object type, and whether what answers is HubSpot at all.
func (c *Client) Check(ctx context.Context, object *Object) error {
	s, p := c.Session(object), c.newPage()
	defer p.Release()
	q := call{
		op: "check", method: http.MethodGet, path: c.recordsPath(object, ""),
		query: url.Values{"limit": {"1"}, "properties": {PropertyID}}, line: s.requests, scope: object.Scope,
	}
	err := s.attempt(ctx, q, &p.body, s.pageReader(p, q, func(p *Page) error { return p.holdsOnly(false, object) }))
	if err == nil {
		// Learned while calls are left: once the daily limit is reached HubSpot does not answer this any more.
		c.zone.learn(ctx, s)
	}
	return err
}
