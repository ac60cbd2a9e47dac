package stack

import (
	"context"
	"net/http"
)

// Connector is a client of the connector, for looking past Sesam.
type Connector struct {
	http rest
}

// NewConnector returns a client that asks base for the address at each call.
func NewConnector(base func() string) *Connector {
	return &Connector{http: rest{base: base}}
}

// Entities reads get_contacts with the given query ("" or "?since=…").
func (c *Connector) Entities(ctx context.Context, query string) ([]map[string]any, error) {
	var entities []map[string]any
	err := c.http.call(ctx, http.MethodGet, "/get_contacts"+query, nil, &entities)
	return entities, err
}
