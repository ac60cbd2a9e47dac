package hubspot

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// listLimit is the largest page of a list, and of a batch.
const listLimit = 100

// maxListed is how long the property names in the URL of a list may be. HubSpot answers 414 somewhere beyond 15,000
// characters.
const maxListed = 14000

// ListTakes reports whether a list can name the properties. If not, they need [Session.ReadBatch].
func ListTakes(properties []string) bool {
	length := 0
	for _, name := range properties {
		length += len(name) + len("%2C")
	}
	return length <= maxListed
}

// The operations that read pages of records side by side.
const (
	OpList     = "list"
	OpArchived = "archived"
	OpSearch   = "search"
	OpBatch    = "batch"
)

// ListQuery asks for one page of the record store, in no particular order.
type ListQuery struct {
	After      string   // cursor from the previous page, "" for the first
	Archived   bool     // only archived records instead of only live ones
	Properties []string // empty: HubSpot's defaults
	Once       bool     // a failure is not retried: the caller can do without the page
}

// List reads one page of the record store.
func (s *Session) List(ctx context.Context, q ListQuery) (*Page, error) {
	query := url.Values{"limit": {strconv.Itoa(listLimit)}}
	op := OpList
	if q.After != "" {
		query.Set("after", q.After)
	}
	if q.Archived {
		op = OpArchived
		query.Set("archived", "true")
	}
	if len(q.Properties) > 0 {
		query.Set("properties", strings.Join(q.Properties, ","))
	}
	return s.readPage(ctx, call{
		op: op, method: http.MethodGet, path: s.client.recordsPath(s.object, ""), query: query,
		line: s.requests, scope: s.object.Scope, once: q.Once,
	}, func(p *Page) error { return p.holdsOnly(q.Archived, s.object) })
}

// holdsOnly rejects a page of the other list. A server that does not know the parameter archived returns its live
// records, which would all be reported as deleted.
func (p *Page) holdsOnly(archived bool, object *Object) error {
	for i := range p.Records {
		switch r := &p.Records[i]; {
		case archived && !r.Archived && r.ArchivedAt == nil:
			return contractError(said.Words("the list of archived %s holds %s, which is not archived", p.mask.Text(object.Name), p.mask.Text(string(r.ID))))
		case !archived && r.Archived:
			return contractError(said.Words("the list of live %s holds %s, which is archived", p.mask.Text(object.Name), p.mask.Text(string(r.ID))))
		}
	}
	return nil
}
