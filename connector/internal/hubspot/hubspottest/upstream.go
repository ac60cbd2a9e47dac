// Package hubspottest provides a small upstream for the connector's own tests: just enough of HubSpot's answers, each of
// which a test can replace.
package hubspottest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Record is one record of the upstream.
type Record struct {
	ID         uint64
	Modified   time.Time
	ArchivedAt time.Time // zero: live
	Merged     string    // hs_merged_object_ids, "" for null
	Extra      map[string]string
}

// Request is one call that the upstream has received.
type Request struct {
	Method, Path, Query, Authorization string
	Body                               map[string]any
}

// Upstream answers like HubSpot. It is an http.Handler and, without any network, an http.RoundTripper.
type Upstream struct {
	mu       sync.Mutex
	Now      time.Time
	Object   string   // in the paths of records; "": contacts
	Schemas  []string // custom object types, in JSON
	Records  []Record
	Index    []Record // what a search finds; nil: Records
	Names    []string // of all properties, for the properties API
	Secret   []string // of the properties of sensitive data
	PageSize int      // the most records on a page, if that is less than was requested; 0: as many as requested
	Habit    Habit    // of the cursors of lists
	// Total is what a search says of the number of its matches, given that number. nil: the truth.
	Total func(matches int) string

	// Links are, for each type and each ID, the associated records.
	Links     map[string]map[uint64][]Link
	LinkPage  int      // the most links of one record in an answer; 0: all
	Silent    bool     // an answer leaves out records without associations
	Told      int      // the most records of whose associations an answer tells, without a word about others; 0: all
	Owners    []Owner  // of records
	Pipelines []string // of any object type, as JSON

	// Intercept answers call n (the first is 1) if it returns true.
	Intercept func(n int, w http.ResponseWriter, r *http.Request) bool
	// Answered runs after every answer, to change records between pages.
	Answered func(n int, u *Upstream)

	requests []Request
	issued   map[string]bool // the cursors of lists
}

// New returns an upstream with live records of the given IDs, all modified an hour before its time.
func New(ids ...uint64) *Upstream {
	u := &Upstream{Now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	for _, id := range ids {
		u.Records = append(u.Records, Record{ID: id, Modified: u.Now.Add(-time.Hour)})
	}
	return u
}

// Requests returns the calls so far.
func (u *Upstream) Requests() []Request {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.requests)
}

// RoundTrip implements http.RoundTripper.
func (u *Upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	u.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// ServeHTTP implements http.Handler.
func (u *Upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	raw, _ := io.ReadAll(r.Body)
	seen := Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Authorization: r.Header.Get("Authorization")}
	_ = json.Unmarshal(raw, &seen.Body)
	u.requests = append(u.requests, seen)
	n := len(u.requests)
	w.Header().Set("Date", u.Now.Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	if u.Intercept == nil || !u.Intercept(n, w, r) {
		u.answer(w, r, seen.Body)
	}
	if u.Answered != nil {
		u.Answered(n, u)
	}
}

func (u *Upstream) answer(w http.ResponseWriter, r *http.Request, body map[string]any) {
	records := "/" + cmp.Or(u.Object, "contacts")
	switch {
	case strings.Contains(r.URL.Path, "/associations/"):
		u.associations(w, r, body)
	case strings.Contains(r.URL.Path, "/owners"):
		u.owners(w, r)
	case strings.Contains(r.URL.Path, "/pipelines/"):
		_, _ = fmt.Fprintf(w, `{"results":[%s]}`, strings.Join(u.Pipelines, ","))
	case strings.HasSuffix(r.URL.Path, records+"/search"):
		u.search(w, body)
	case strings.HasSuffix(r.URL.Path, records+"/batch/read"):
		u.batch(w, body, r.URL.Query().Get("archived") == "true")
	case strings.Contains(r.URL.Path, "/properties/"):
		u.properties(w, r)
	case strings.HasSuffix(r.URL.Path, "/schemas"):
		_, _ = fmt.Fprintf(w, `{"results":[%s]}`, strings.Join(u.Schemas, ","))
	case strings.HasSuffix(r.URL.Path, records):
		u.list(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (u *Upstream) search(w http.ResponseWriter, body map[string]any) {
	f := filters(body)
	index := u.Index
	if index == nil {
		index = u.Records
	}
	found := pick(index, func(c Record) bool {
		ms := c.Modified.UnixMilli()
		return c.ArchivedAt.IsZero() && c.ID > f.larger && c.ID <= f.upTo && (ms > f.since || f.inclusive && ms == f.since)
	})
	limit, next := u.limit(asInt(body["limit"])), ""
	total := fmt.Sprintf(`"total":%d,`, len(found))
	if u.Total != nil {
		total = u.Total(len(found))
	}
	if len(found) > limit {
		next = fmt.Sprintf(`,"paging":{"next":{"after":"%d"}}`, limit)
		found = found[:limit]
	}
	_, _ = fmt.Fprintf(w, `{%s"results":[%s]%s}`, total, Join(found, names(body["properties"])), next)
}

// limit is how many records a page has.
func (u *Upstream) limit(requested int) int {
	if u.PageSize > 0 {
		return min(u.PageSize, requested)
	}
	return requested
}

func (u *Upstream) batch(w http.ResponseWriter, body map[string]any, archived bool) {
	inputs, _ := body["inputs"].([]any)
	asked := map[string]bool{}
	for _, input := range inputs {
		id, _ := input.(map[string]any)["id"].(string)
		asked[id] = true
	}
	found := pick(u.Records, func(c Record) bool { return !c.ArchivedAt.IsZero() == archived && asked[strconv.FormatUint(c.ID, 10)] })
	slices.Reverse(found) // the order of a batch is not guaranteed
	for _, c := range found {
		delete(asked, strconv.FormatUint(c.ID, 10))
	}
	missing := ""
	if len(asked) > 0 {
		w.WriteHeader(http.StatusMultiStatus)
		ids, _ := json.Marshal(slices.Sorted(func(yield func(string) bool) {
			for id := range asked {
				if !yield(id) {
					return
				}
			}
		}))
		missing = fmt.Sprintf(`,"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"Could not get some objects","context":{"ids":%s}}]`, ids)
	}
	_, _ = fmt.Fprintf(w, `{"status":"COMPLETE","results":[%s]%s}`, Join(found, names(body["properties"])), missing)
}

func (u *Upstream) properties(w http.ResponseWriter, r *http.Request) {
	names := map[string][]string{"": u.Names, "sensitive": u.Secret}[r.URL.Query().Get("dataSensitivity")]
	items := make([]string, len(names))
	for i, name := range names {
		items[i] = fmt.Sprintf(`{"name":%q,"label":"x","type":"string"}`, name)
	}
	_, _ = fmt.Fprintf(w, `{"results":[%s]}`, strings.Join(items, ","))
}

func pick(records []Record, suits func(Record) bool) []Record {
	var found []Record
	for _, c := range records {
		if suits(c) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// filter is what a search asks for.
type filter struct {
	since        int64 // milliseconds
	inclusive    bool
	larger, upTo uint64 // IDs
}

func filters(body map[string]any) filter {
	groups, _ := body["filterGroups"].([]any)
	group, _ := groups[0].(map[string]any)
	list, _ := group["filters"].([]any)
	wanted := filter{upTo: math.MaxUint64}
	for _, item := range list {
		f, _ := item.(map[string]any)
		value, _ := f["value"].(string)
		switch {
		case f["propertyName"] != "hs_object_id":
			wanted.since, _ = strconv.ParseInt(value, 10, 64)
			wanted.inclusive = f["operator"] == "GTE"
		case f["operator"] == "LTE":
			wanted.upTo, _ = strconv.ParseUint(value, 10, 64)
		default:
			wanted.larger, _ = strconv.ParseUint(value, 10, 64)
		}
	}
	return wanted
}

func names(value any) []string {
	list, _ := value.([]any)
	var found []string
	for _, item := range list {
		name, _ := item.(string)
		found = append(found, name)
	}
	return found
}

func asInt(value any) int {
	n, _ := value.(float64)
	return int(n)
}
