package extract_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

var (
	companies = &hubspot.Object{Name: "companies", Path: "companies", Singular: "company"}
	deals     = &hubspot.Object{Name: "deals", Path: "deals", Singular: "deal"}
)

const primary = `[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]`

// texts returns the entities of a run as they are returned to a node, by their IDs, and the IDs in order.
func texts(run *extract.Run) (found map[string]string, order []string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // broken code may never end
	defer cancel()
	found = map[string]string{}
	for e, err := range run.Entities(ctx) {
		if err != nil {
			return found, order, err
		}
		text, err := sesam.AppendEntity(nil, e, true)
		if err != nil {
			return found, order, err
		}
		found[string(e.ID)] = string(text)
		order = append(order, string(e.ID))
	}
	return found, order, nil
}

// associated is a request for contacts with their companies and deals.
func associated(since time.Time) extract.Request {
	return extract.Request{Object: hubspot.Contacts, Since: since, Associations: []*hubspot.Object{companies, deals}}
}

// shown is the member that a contact must have.
func shown(up *hubspottest.Upstream, id uint64, types ...string) string {
	members := make([]string, len(types))
	for i, to := range types {
		links := slices.Clone(up.Links[to][id])
		slices.SortFunc(links, func(a, b hubspottest.Link) int { return cmp.Compare(a.To, b.To) })
		items := make([]string, len(links))
		for n, l := range links {
			types := l.Types
			if types == "" {
				types = hubspottest.Unlabeled
			}
			items[n] = fmt.Sprintf(`{"id":"%d","types":%s}`, l.To, types)
		}
		members[i] = fmt.Sprintf(`%q:[%s]`, to, strings.Join(items, ","))
	}
	return `,"associations":{` + strings.Join(members, ",") + `},"id":`
}

func TestRecordsShowTheirAssociations(t *testing.T) {
	up := hubspottest.New(1, 2)
	up.Links = map[string]map[uint64][]hubspottest.Link{
		"companies": {1: {{To: 9007199254740993}, {To: 15, Types: primary}}},
		"deals":     {2: {{To: 7}}},
	}
	for _, since := range []time.Time{{}, at(10, 0, 0, 0)} {
		run := extract.Start(client(up), options(), associated(since))
		got, _, err := texts(run)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"_id":"1","_updated":"2026-03-01T11:00:00.000Z","associations":{"companies":[{"id":"15","types":` + primary + `},{"id":"9007199254740993","types":` + hubspottest.Unlabeled + `}],"deals":[]},"id":"1",`
		if !strings.HasPrefix(got["1"], want) {
			t.Errorf("got  %s\nwant %s", got["1"], want)
		}
		if !strings.Contains(got["2"], `"associations":{"companies":[],"deals":[{"id":"7","types":`+hubspottest.Unlabeled+`}]}`) {
			t.Error(got["2"])
		}
		if sum := run.Summary(); sum.Links != 3 || !sum.Linked || sum.Emitted != 2 {
			t.Errorf("%+v", sum)
		}
	}
}

// A tombstone has no associations, and nobody asks for those of an archived record.
func TestTombstonesHaveNoAssociations(t *testing.T) {
	up := hubspottest.New(1)
	up.Records = append(up.Records, hubspottest.Record{ID: 2, Modified: at(11, 0, 0, 0), ArchivedAt: at(11, 30, 0, 0)})
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/search") {
			return false
		}
		_, _ = fmt.Fprintf(w, `{"total":2,"results":[%s]}`, hubspottest.Join(up.Records, nil)) // the index lags behind
		return true
	}
	got, order, err := texts(extract.Start(client(up), options(), associated(at(10, 0, 0, 0))))
	if err != nil || len(order) != 2 || strings.Contains(got["2"], "associations") {
		t.Errorf("%v, %v", got, err)
	}
	for _, r := range up.Requests() {
		if strings.Contains(r.Path, "/associations/") && len(r.Body["inputs"].([]any)) != 1 {
			t.Errorf("%+v", r)
		}
	}
}

// drawLinks gives contacts any number of links, in any order, with any types.
func drawLinks(t *rapid.T, up *hubspottest.Upstream) {
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {}, "deals": {}}
	for _, of := range up.Links {
		for _, c := range up.Records {
			if !rapid.Bool().Draw(t, "has links") {
				continue
			}
			ids := rapid.SliceOfNDistinct(rapid.Uint64Min(1), 0, 12, rapid.ID).Draw(t, "ids")
			for _, id := range ids {
				of[c.ID] = append(of[c.ID], hubspottest.Link{To: id, Types: rapid.SampledFrom([]string{"", primary}).Draw(t, "types")})
			}
		}
	}
	up.LinkPage = rapid.IntRange(1, 5).Draw(t, "links in an answer")
	up.Silent = rapid.Bool().Draw(t, "silent")
	up.Told = rapid.SampledFrom([]int{0, 0, 7, 20}).Draw(t, "records in an answer")
}

// Whatever the links, their pages and the way in which the records are read: every record shows all of them, and the same bytes
// in a full read and in a since-read.
func TestAssociationsAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "contacts")
		ids := make([]uint64, n)
		for i := range ids {
			ids[i] = uint64(10 + 3*i)
		}
		up := hubspottest.New(ids...)
		up.PageSize = rapid.IntRange(1, 20).Draw(t, "page")
		up.Habit = rapid.SampledFrom([]hubspottest.Habit{hubspottest.NextID, hubspottest.AfterLast, hubspottest.Opaque}).Draw(t, "habit")
		drawLinks(t, up)
		o := clientOptions(up)
		o.SearchRate = 1e6
		o.PageMemory = rapid.SampledFrom([]int64{48 << 20, 1 << 20}).Draw(t, "memory")
		opts := options()
		opts.Parallel = rapid.SampledFrom([]int{1, 2, 16}).Draw(t, "parallel")
		if rapid.Bool().Draw(t, "wide") {
			opts.Properties = wide()
			up.Names = opts.Properties
		}
		full, order, err := texts(extract.Start(hubspot.New(o), opts, associated(time.Time{})))
		if err != nil {
			t.Fatal(err)
		}
		since, _, err := texts(extract.Start(hubspot.New(o), opts, associated(at(10, 0, 0, 0))))
		if err != nil {
			t.Fatal(err)
		}
		if len(full) != n || len(order) != n || len(since) != n {
			t.Fatalf("%d and %d of %d contacts", len(full), len(since), n)
		}
		for _, id := range ids {
			key := fmt.Sprint(id)
			if want := shown(up, id, "companies", "deals"); !strings.Contains(full[key], want) || full[key] != since[key] {
				t.Fatalf("full  %s\nsince %s\nwant  %s", full[key], since[key], want)
			}
		}
		if opts.Parallel == 1 && !slices.IsSortedFunc(order, byID) {
			t.Fatalf("not in the order of the list: %v", order)
		}
	})
}

// A thousand contacts cost ten calls of the list and one for their associations with each type.
func TestAssociationsOfManyPagesComeInOneCall(t *testing.T) {
	ids := make([]uint64, 3000)
	for i := range ids {
		ids[i] = uint64(i + 1)
	}
	up := hubspottest.New(ids...)
	opts := options()
	opts.Parallel = 1
	if _, order, err := texts(extract.Start(client(up), opts, associated(time.Time{}))); err != nil || len(order) != 3000 {
		t.Fatalf("%d contacts, %v", len(order), err)
	}
	if calls := len(up.Requests()); calls != 30+2*3 {
		t.Errorf("%d calls", calls)
	}
}

// A read with a limit asks for the associations of each page at once, and returns the records in order.
func TestALimitedReadDoesNotWaitForMorePages(t *testing.T) {
	up := hubspottest.New(1, 2, 3, 4, 5, 6)
	up.PageSize = 2
	req := associated(time.Time{})
	req.Single = true
	n := 0
	for e, err := range extract.Start(client(up), options(), req).Entities(t.Context()) {
		if n++; err != nil || string(e.ID) != fmt.Sprint(n) {
			t.Fatalf("%s, %v", e.ID, err)
		}
		if n == 1 {
			break
		}
	}
	if calls := up.Requests(); len(calls) < 3 || !strings.Contains(calls[1].Path, "/associations/contacts/companies/") || !strings.Contains(calls[2].Path, "/associations/contacts/deals/") {
		t.Errorf("%+v", calls)
	}
}

// If the links of many records are too large for one answer, fewer records are asked for at a time.
func TestAssociationsThatAreTooManyAreReadInParts(t *testing.T) {
	up := hubspottest.New(1, 2, 3, 4, 5, 6, 7, 8)
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {}}
	for id := uint64(1); id <= 8; id++ {
		for to := range uint64(300) {
			up.Links["companies"][id] = append(up.Links["companies"][id], hubspottest.Link{To: 1000 - to})
		}
	}
	o := clientOptions(up)
	o.PageMemory = 1 << 20 // an answer about associations may take an eighth
	req := associated(time.Time{})
	got, _, err := texts(extract.Start(hubspot.New(o), options(), req))
	if err != nil {
		t.Fatal(err)
	}
	for id := uint64(1); id <= 8; id++ {
		if want := shown(up, id, "companies", "deals"); !strings.Contains(got[fmt.Sprint(id)], want) {
			t.Errorf("%d: %.200s", id, got[fmt.Sprint(id)])
		}
	}
	req.Associations = []*hubspot.Object{companies}
	up.Links["companies"] = map[uint64][]hubspottest.Link{1: slices.Repeat(up.Links["companies"][1], 10)}
	_, _, err = texts(extract.Start(hubspot.New(o), options(), req))
	wantError(t, err, "the answer is larger than 131072 bytes")
	wantError(t, err, "may take. Raise page-memory") // no properties are in it
}

// More links than are kept in memory are read when the record comes that shows them.
func TestMoreLinksThanFitIntoMemory(t *testing.T) {
	const each, records = 20_000, 7
	up := hubspottest.New(1, 2, 3, 4, 5, 6, 7)
	up.LinkPage = 7000
	all := make([]hubspottest.Link, each)
	for i := range all {
		all[i].To = uint64(each - i)
	}
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {}}
	for id := uint64(1); id <= records; id++ {
		up.Links["companies"][id] = all
	}
	for _, single := range []bool{false, true} {
		run := extract.StartPairs(client(up), options(), hubspot.Contacts, companies, single)
		n := 0
		for e, err := range run.Entities(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("%d:%d", n/each+1, n%each+1); string(e.ID) != want {
				t.Fatalf("got %s, want %s", e.ID, want)
			}
			n++
		}
		if n != each*records || run.Summary().Links != n {
			t.Errorf("%d pairs", n)
		}
	}
}

// Nor do many types together: once a run has read too many links in advance, the records are asked for a few at a time, but not
// one by one.
func TestMoreLinksOfManyTypesThanFitIntoMemory(t *testing.T) {
	const records, each, types = 1000, 60, 12
	ids := make([]uint64, records)
	all := make([]hubspottest.Link, each)
	for i := range all {
		all[i].To = uint64(i + 1)
	}
	links := map[uint64][]hubspottest.Link{}
	for i := range ids {
		ids[i] = uint64(i + 1)
		links[ids[i]] = all
	}
	up := hubspottest.New(ids...)
	up.Links = map[string]map[uint64][]hubspottest.Link{}
	req := extract.Request{Object: hubspot.Contacts}
	for n := range types {
		name := fmt.Sprintf("type%d", n)
		up.Links[name] = links
		req.Associations = append(req.Associations, &hubspot.Object{Name: name, Path: name})
	}
	opts := options()
	opts.Parallel = 1
	run := extract.Start(client(up), opts, req)
	if _, order, err := texts(run); err != nil || len(order) != records || run.Summary().Links != records*each*types {
		t.Fatalf("%d records, %d links, %v", len(order), run.Summary().Links, err)
	}
	calls := 0
	for _, r := range up.Requests() {
		if inputs, ok := r.Body["inputs"].([]any); ok {
			if calls++; strings.Contains(r.Path, "type11") && len(inputs) > 100 {
				t.Errorf("call %d asks for %d records of one type more, although there is no memory", calls, len(inputs))
			}
		}
	}
	if calls > 150 {
		t.Errorf("%d calls for %d records with %d types", calls, records, types)
	}
}

func TestPairs(t *testing.T) {
	up := hubspottest.New(51, 52, 53)
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {51: {{To: 15, Types: primary}}, 53: {{To: 16}, {To: 15}}}}
	run := extract.StartPairs(client(up), options(), hubspot.Contacts, companies, false)
	var got []string
	for e, err := range run.Entities(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		text, err := sesam.AppendEntity(nil, e, false)
		if err != nil || !json.Valid(text) {
			t.Fatalf("%s, %v", text, err)
		}
		got = append(got, string(text))
	}
	want := `{"_id":"51:15","from":"51","to":"15","types":` + primary + `} {"_id":"53:15","from":"53","to":"15","types":` + hubspottest.Unlabeled + `} {"_id":"53:16","from":"53","to":"16","types":` + hubspottest.Unlabeled + `}`
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if calls := up.Requests(); calls[0].Query != "limit=100&properties=hs_object_id" || len(calls) != 2 {
		t.Errorf("%+v", calls)
	}
	if sum := run.Summary(); sum.Links != 3 || sum.Emitted != 3 {
		t.Errorf("%+v", sum)
	}
}
