package allowance

import (
	"fmt"
	"net/http"
	"strings"
)

const (
	objects      = "/crm/v3/objects/"
	associations = "/crm/v4/associations/"
)

// Calls are the calls that a read or a push has made, by kind.
type Calls struct {
	List   int // pages of the list, the archive's included
	Search int // pages of the search
	Batch  int // batches of records read by their IDs
	Links  int // batches of records whose associations are read
	Write  int // batches of records that are created, updated, upserted or archived
	Other  int // everything else: single records, properties
	// Refused is how many of all these were answered with 429.
	Refused int
}

// Add counts one call.
func (c *Calls) Add(method, path string, status int) {
	if status == http.StatusTooManyRequests {
		c.Refused++
	}
	switch what := method + " " + tail(path); what {
	case "GET records":
		c.List++
	case "POST search":
		c.Search++
	case "POST batch/read":
		c.Batch++
	case "POST associations":
		c.Links++
	case "POST batch/create", "POST batch/update", "POST batch/upsert", "POST batch/archive":
		c.Write++
	default:
		c.Other++
	}
}

// tail is what of an object type is asked for: what follows its name in the path, or "records" if nothing does, or
// "associations" if those with another object type are.
func tail(path string) string {
	if pair, found := strings.CutPrefix(path, associations); found && strings.HasSuffix(pair, "/batch/read") {
		return "associations"
	}
	rest, found := strings.CutPrefix(path, objects)
	if !found {
		return ""
	}
	if _, tail, found := strings.Cut(rest, "/"); found {
		return tail
	}
	return "records"
}

// Total is the number of all calls.
func (c Calls) Total() int { return c.List + c.Search + c.Batch + c.Links + c.Write + c.Other }

// Beyond is how many of the calls a read would not need that got nothing but full pages of this size, each for
// callsPerPage calls. A page that is half full takes half of these.
func (c Calls) Beyond(records, perPage, callsPerPage int) int {
	return c.Total() - (records*callsPerPage+perPage-1)/perPage
}

// String is such as "502 calls: 501 list, 1 other".
func (c Calls) String() string {
	var kinds []string
	for _, kind := range []struct {
		count int
		name  string
	}{{c.List, "list"}, {c.Search, "search"}, {c.Batch, "batch"}, {c.Links, "associations"}, {c.Write, "write"}, {c.Other, "other"}} {
		if kind.count > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", kind.count, kind.name))
		}
	}
	return fmt.Sprintf("%d calls: %s", c.Total(), strings.Join(kinds, ", "))
}
