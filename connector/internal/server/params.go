package server

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// params are the query parameters of a read.
type params struct {
	since time.Time // zero: everything
	limit int       // zero: no limit
}

// parseParams reads the query. A malformed or ambiguous one is rejected: if the offset were lost on the way, a full read
// would be returned without tombstones and still move the pipe's offset.
func parseParams(raw string) (params, error) {
	var p params
	query, err := url.ParseQuery(raw)
	if err != nil {
		return p, errors.New("malformed query string; since and limit must be percent-encoded and separated by &")
	}
	var invalid []error
	for _, name := range []string{"since", "limit"} {
		if n := len(query[name]); n > 1 {
			invalid = append(invalid, fmt.Errorf("%s must be given only once, got %d of them", name, n))
		}
	}
	// An empty since means none, as in the tutorial's service.
	if text := query.Get("since"); text != "" {
		since, err := sesam.ParseSince(text)
		if err != nil {
			invalid = append(invalid, err)
		}
		// Nothing in HubSpot is older than 1970, and zero means a full run.
		p.since = later(since, time.Unix(1, 0).UTC())
	}
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			invalid = append(invalid, fmt.Errorf("limit %.40q must be a positive integer", text))
		}
		p.limit = n
	}
	return p, errors.Join(invalid...)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
