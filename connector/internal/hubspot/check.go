package hubspot

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
)

// Check asks HubSpot once whether the key may read records of the object type.
func (c *Client) Check(ctx context.Context, object *Object) error {
	query := url.Values{"limit": {"1"}, "properties": {PropertyID}}
	var body bytes.Buffer
	_, err := c.Session(object).attempt(ctx, call{
		op: "check", method: http.MethodGet, path: c.recordsPath(object, ""), query: query, budget: c.requests, scope: object.Scope,
	}, &body)
	if err == nil {
		// Learned while calls are left: once the daily limit is reached HubSpot does not answer this any more.
		c.zone.learn(ctx, c)
	}
	return err
}
