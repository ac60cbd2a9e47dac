package server

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// question is what a request asks for.
type question struct {
	since time.Time // zero: everything
	limit int       // zero: no limit
}

// parseQuestion reads the query. One that cannot be read, or that gives two
// answers, is refused: where the offset got lost on the way, a full read would
// go without tombstones and still move the pipe's offset.
func parseQuestion(raw string) (question, error) {
	var q question
	query, err := url.ParseQuery(raw)
	if err != nil {
		return q, errors.New("the query of the address cannot be read; want since and limit, percent-encoded and apart by &")
	}
	var faults []error
	for _, name := range []string{"since", "limit"} {
		if n := len(query[name]); n > 1 {
			faults = append(faults, fmt.Errorf("%s is given %d times, want it once", name, n))
		}
	}
	// An empty since is none: the tutorial's service reads it so, too.
	if text := query.Get("since"); text != "" {
		since, err := sesam.ParseSince(text)
		if err != nil {
			faults = append(faults, err)
		}
		// Nothing in HubSpot is older than 1970, and zero means a full run.
		q.since = later(since, time.Unix(1, 0).UTC())
	}
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			faults = append(faults, fmt.Errorf("limit %.40q is not a number from 1 on", text))
		}
		q.limit = n
	}
	return q, errors.Join(faults...)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
