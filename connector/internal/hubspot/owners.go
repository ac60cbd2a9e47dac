package hubspot

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// Owners are the users whom records can be assigned to. They are no CRM object: they are listed, and nothing else.
var Owners = &Object{Name: "owners", Singular: "owner", Scope: "crm.objects.owners.read"}

// ownersLimit is the largest page of owners that is documented.
const ownersLimit = 100

// Owners reads one page of owners, live or archived ones; after is the cursor from the previous page, "" for the first.
func (s *Session) Owners(ctx context.Context, after string, archived bool) (*Page, error) {
	query := url.Values{"limit": {strconv.Itoa(ownersLimit)}, "archived": {strconv.FormatBool(archived)}}
	if after != "" {
		query.Set("after", after)
	}
	return s.readPage(ctx, call{
		op: "owners", method: http.MethodGet, path: s.client.ownersPath(), query: query, line: s.requests, scope: s.object.Scope,
	}, func(p *Page) error { return p.holdsOnly(archived, s.object) })
}
