package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// SearchLimit is the largest page of a search.
const SearchLimit = 200

// SearchQuery asks for one page of the records changed since an instant, in ascending order of their IDs.
type SearchQuery struct {
	Since      time.Time // compared to the millisecond
	Inclusive  bool      // GTE instead of GT
	AfterID    string    // only larger IDs; "" for the first page
	UpToID     string    // no larger IDs; "" for no end
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

// Search reads one page of the search index. It never pages by offset: a record that changes between two pages would
// shift the others.
func (s *Session) Search(ctx context.Context, q SearchQuery) (*Page, error) {
	operator := "GT"
	if q.Inclusive {
		operator = "GTE"
	}
	// HubSpot answers 500 to a search for the very beginning of 1970.
	since := max(q.Since.UnixMilli(), 1000)
	filters := []filter{{s.object.Modified, operator, strconv.FormatInt(since, 10)}}
	if q.AfterID != "" {
		filters = append(filters, filter{PropertyID, "GT", q.AfterID})
	}
	if q.UpToID != "" {
		filters = append(filters, filter{PropertyID, "LTE", q.UpToID})
	}
	body, err := json.Marshal(searchBody{
		FilterGroups: []filterGroup{{Filters: filters}},
		Sorts:        []sortRule{{PropertyID, "ASCENDING"}},
		Properties:   q.Properties,
		Limit:        SearchLimit,
	})
	if err != nil {
		return nil, err
	}
	return s.readPage(ctx, call{
		op: OpSearch, method: http.MethodPost, path: s.client.recordsPath(s.object, "/search"), body: body,
		line: s.searches, scope: s.object.Scope,
	}, (*Page).canBeContinued)
}

// canBeContinued rejects an empty page that announces another one: without a record to continue after, the next search
// would be the same again.
func (p *Page) canBeContinued() error {
	if len(p.Records) == 0 && p.HasNext {
		return contractError(said.Words("an empty page announced another page"))
	}
	return nil
}
