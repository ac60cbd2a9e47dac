package stack

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// Writes returns how many calls to HubSpot have written records of the object type in batches, as the connector writes them.
func (o *Object) Writes(ctx context.Context) (int, error) {
	hubspot, total := HubSpot{http: o.http}, 0
	for _, operation := range []string{"create", "update", "upsert", "archive"} {
		n, err := hubspot.CountRequests(ctx, http.MethodPost, o.path("/batch/"+operation), 0)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Get returns a record with these properties.
func (o *Object) Get(ctx context.Context, id string, properties ...string) (Record, error) {
	var found Record
	query := url.Values{"properties": {strings.Join(properties, ",")}}
	err := o.http.call(ctx, http.MethodGet, o.path("/"+id)+"?"+query.Encode(), nil, &found)
	return found, err
}
