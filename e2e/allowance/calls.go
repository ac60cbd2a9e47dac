package allowance

import (
	"fmt"
	"net/http"
	"strings"
)

const contacts = "/crm/v3/objects/contacts"

// Calls are the calls that a read has made, by kind.
type Calls struct {
	List   int // pages of the list, the archive's included
	Search int // pages of the search
	Batch  int // batches of records read by their ids
	Other  int // everything else: single records, properties
	// Refused is how many of all these were answered with 429.
	Refused int
}

// Add counts one call.
func (c *Calls) Add(method, path string, status int) {
	if status == http.StatusTooManyRequests {
		c.Refused++
	}
	switch rest, ofContacts := strings.CutPrefix(path, contacts); {
	case ofContacts && rest == "" && method == http.MethodGet:
		c.List++
	case ofContacts && rest == "/search" && method == http.MethodPost:
		c.Search++
	case ofContacts && rest == "/batch/read" && method == http.MethodPost:
		c.Batch++
	default:
		c.Other++
	}
}

// Total is the number of all calls.
func (c Calls) Total() int { return c.List + c.Search + c.Batch + c.Other }

// Beyond is how many of the calls a read would not need that got nothing but full pages of this size, each for
// callsPerPage calls.
func (c Calls) Beyond(records, perPage, callsPerPage int) int {
	return c.Total() - (records+perPage-1)/perPage*callsPerPage
}

// String is such as "502 calls: 501 list, 1 other".
func (c Calls) String() string {
	var kinds []string
	for _, kind := range []struct {
		count int
		name  string
	}{{c.List, "list"}, {c.Search, "search"}, {c.Batch, "batch"}, {c.Other, "other"}} {
		if kind.count > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", kind.count, kind.name))
		}
	}
	return fmt.Sprintf("%d calls: %s", c.Total(), strings.Join(kinds, ", "))
}
