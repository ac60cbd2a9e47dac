package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// question is one call of HubSpot's API: a GET if Body is empty.
type question struct {
	path string
	body []byte
}

func listQuestion(after int64) question { return listOf("contacts", "", after) }

// listOf asks for a page of an object type from an ID on, with more in the query.
func listOf(object, more string, after int64) question {
	return question{path: fmt.Sprintf("/crm/v3/objects/%s?limit=%d&after=%d%s", object, allowance.ListPage, after, more)}
}

type (
	search struct {
		FilterGroups []filterGroup `json:"filterGroups"`
		Sorts        []sorting     `json:"sorts"`
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
	sorting struct {
		PropertyName string `json:"propertyName"`
		Direction    string `json:"direction"`
	}
)

// searchQuestion searches like the connector: for what changed after since,
// beyond the last ID of the previous page.
func searchQuestion(since time.Time, afterID int64, direction string, limit int) question {
	return searchOf("contacts", "lastmodifieddate", since, afterID, direction, limit,
		"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname", "hs_merged_object_ids")
}

// searchOf is searchQuestion for an object type, whose time of change is the property modified.
func searchOf(object, modified string, since time.Time, afterID int64, direction string, limit int, properties ...string) question {
	return post("/crm/v3/objects/"+object+"/search", search{
		FilterGroups: []filterGroup{{Filters: []filter{
			{modified, "GT", strconv.FormatInt(since.UnixMilli(), 10)},
			{"hs_object_id", "GT", strconv.FormatInt(afterID, 10)},
		}}},
		Sorts:      []sorting{{"hs_object_id", direction}},
		Properties: properties,
		Limit:      limit,
	})
}

// post is a question with a body of strings and numbers, which can always be encoded.
func post(path string, body any) question {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return question{path: path, body: text}
}

// answer is a page of HubSpot's API.
type answer struct {
	Total   int            `json:"total"`
	Results []stack.Record `json:"results"`
}

// ask returns the answer and how long it took, without the time for decoding it.
func (a *account) ask(ctx context.Context, q question) (answer, time.Duration, error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if q.body != nil {
		method, body = http.MethodPost, bytes.NewReader(q.body)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.URL()+q.path, body)
	if err != nil {
		return answer{}, 0, err
	}
	request.Header.Set("Authorization", "Bearer "+stack.Token)
	request.Header.Set("Content-Type", "application/json")
	start := time.Now()
	response, err := reader.Do(request)
	if err != nil {
		return answer{}, 0, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	took := time.Since(start)
	if err != nil {
		return answer{}, 0, err
	}
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusMultiStatus {
		return answer{}, 0, fmt.Errorf("%s %s: status %d: %s", method, q.path, response.StatusCode, text)
	}
	var page answer
	if err := json.Unmarshal(text, &page); err != nil {
		return answer{}, 0, fmt.Errorf("%s %s: %w", method, q.path, err)
	}
	return page, took, nil
}

// lastID returns the largest ID of the account's contacts.
func (a *account) lastID(ctx context.Context) (int64, error) {
	return a.largest(ctx, searchQuestion(time.Unix(1, 0), 0, "DESCENDING", 1))
}

// largest returns the ID of the one record that a search finds.
func (a *account) largest(ctx context.Context, q question) (int64, error) {
	page, _, err := a.ask(ctx, q)
	if err != nil {
		return 0, err
	}
	if len(page.Results) != 1 {
		return 0, fmt.Errorf("%d records, want the one with the largest id", len(page.Results))
	}
	return strconv.ParseInt(page.Results[0].ID, 10, 64)
}

// sinceOf returns a time after which about this many contacts changed. It finds
// it by bisecting the years in which contacts may have changed.
func (a *account) sinceOf(ctx context.Context, matches int) (time.Time, error) {
	early, late := time.UnixMilli(1000), time.Now()
	for late.Sub(early) > time.Millisecond {
		middle := early.Add(late.Sub(early) / 2)
		page, _, err := a.ask(ctx, searchQuestion(middle, 0, "ASCENDING", 1))
		if err != nil {
			return time.Time{}, err
		}
		if page.Total > matches {
			early = middle
		} else {
			late = middle
		}
	}
	return early, nil
}
