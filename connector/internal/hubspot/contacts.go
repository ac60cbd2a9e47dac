package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The largest pages the API gives; a batch is as large as a page of a list.
const (
	listLimit   = 100
	searchLimit = 200
)

// maxListed is how long the property names may be that the address of a list
// takes; HubSpot answers 414 somewhere beyond 15,000 characters of it.
const maxListed = 14000

// ListTakes tells whether a list can name the properties, or whether they
// need ReadBatch.
func ListTakes(properties []string) bool {
	length := 0
	for _, name := range properties {
		length += len(name) + len("%2C")
	}
	return length <= maxListed
}

// DefaultProperties are what HubSpot returns where no property is named.
var DefaultProperties = []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"}

// ListQuery asks for one page of the record store, in no promised order.
type ListQuery struct {
	After      string   // cursor from the page before, "" for the first
	Archived   bool     // only archived records instead of only live ones
	Properties []string // empty: HubSpot's defaults
}

// List reads one page of the record store.
func (s *Session) List(ctx context.Context, q ListQuery) (*Page, error) {
	query := url.Values{"limit": {strconv.Itoa(listLimit)}}
	op := "list"
	if q.After != "" {
		query.Set("after", q.After)
	}
	if q.Archived {
		op = "archived"
		query.Set("archived", "true")
	}
	if len(q.Properties) > 0 {
		query.Set("properties", strings.Join(q.Properties, ","))
	}
	return s.page(ctx, call{
		op: op, method: http.MethodGet, path: s.client.path("objects", ""), query: query, budget: s.client.requests,
	}, func(p *Page) error { return p.holdsOnly(q.Archived) })
}

// holdsOnly refuses a page of the other list, such as a server gives that
// does not know the parameter archived: its live contacts would be buried.
func (p *Page) holdsOnly(archived bool) error {
	for i := range p.Records {
		switch r := &p.Records[i]; {
		case archived && !r.Archived && r.ArchivedAt == nil:
			return contractError("the list of archived contacts holds %s, which is not archived", r.ID)
		case !archived && r.Archived:
			return contractError("the list of live contacts holds %s, which is archived", r.ID)
		}
	}
	return nil
}

// SearchQuery asks for one page of contacts changed since an instant, in
// ascending order of their ids.
type SearchQuery struct {
	Field      string    // property that holds the time of the last change
	Since      time.Time // compared at the grain of milliseconds
	Inclusive  bool      // GTE instead of GT
	AfterID    string    // only larger ids; "" for the first page
	Properties []string
}

type (
	searchBody struct {
		FilterGroups []filterGroup `json:"filterGroups"`
		Sorts        []sortRule    `json:"sorts"`
		Properties   []string      `json:"properties"`
		Limit        int           `json:"limit"`
	}
	filterGroup struct {
		Filters []filter `json:"filters"`
	}
	filter struct {
		PropertyName string `json:"propertyName"`
		Operator     string `json:"operator"`
		Value        string `json:"value"`
	}
	sortRule struct {
		PropertyName string `json:"propertyName"`
		Direction    string `json:"direction"`
	}
)

// Search reads one page of the search index. It never asks by offset: a
// record that changes between two pages would shift the others.
func (s *Session) Search(ctx context.Context, q SearchQuery) (*Page, error) {
	operator := "GT"
	if q.Inclusive {
		operator = "GTE"
	}
	// HubSpot answers 500 to a question about the very beginning of 1970.
	since := max(q.Since.UnixMilli(), 1000)
	filters := []filter{{q.Field, operator, strconv.FormatInt(since, 10)}}
	if q.AfterID != "" {
		filters = append(filters, filter{"hs_object_id", "GT", q.AfterID})
	}
	body, err := json.Marshal(searchBody{
		FilterGroups: []filterGroup{{Filters: filters}},
		Sorts:        []sortRule{{"hs_object_id", "ASCENDING"}},
		Properties:   q.Properties,
		Limit:        searchLimit,
	})
	if err != nil {
		return nil, err
	}
	return s.page(ctx, call{
		op: "search", method: http.MethodPost, path: s.client.path("objects", "/search"), body: body, budget: s.client.searches,
	}, func(p *Page) error {
		// With no record to go on from, only the same question is left.
		if len(p.Records) == 0 && p.HasNext {
			return contractError("a page was empty and still named a following one")
		}
		return nil
	})
}

// page makes a call whose answer holds records. check may refuse a page that
// reads well but lacks something; the call is then made again.
func (s *Session) page(ctx context.Context, c call, check func(*Page) error) (*Page, error) {
	p := s.client.newPage()
	err := s.ask(ctx, c, &p.body, func(got answer) error {
		if got.began.IsZero() {
			return contractError("the answer has no Date header that can be read; without HubSpot's time no update can be promised")
		}
		p.Began = got.began
		if err := p.decode(); err != nil {
			return err
		}
		return check(p)
	})
	if err != nil {
		p.Release()
		return nil, err
	}
	s.count(func(st *Stats) { st.Pages++ })
	return p, nil
}
