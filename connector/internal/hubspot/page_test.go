package hubspot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func decoded(body string) (*Page, error) {
	p := new(Page)
	p.body.buf = []byte(body)
	return p, p.decode(Contacts)
}

func TestRecordsPassThroughAsTheyCame(t *testing.T) {
	records := []string{
		`{"id":"1"}`,
		`{ "properties" : { "a" : "\ud83d" , "lastmodifieddate":"2026-01-01T00:00:00Z" } , "id" : "2" , "archived":true, "archivedAt":"x","updatedAt":"y"}`,
		"{\"id\":\"3\",\"properties\":{\"bytes\":\"\xff\",\"a\":1,\"a\":2,\"n\":1e400},\"nested\":[{\"id\":\"9\"}]}",
	}
	p, err := decoded(`{"total":3,"results":[` + strings.Join(records, " ,\n") + `],"paging":{"next":{"link":"l","after":7}},"more":[1]}`)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range records {
		if got := string(p.Records[i].Raw); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if id := string(p.Records[i].ID); id != fmt.Sprint(i+1) {
			t.Errorf("id %s", id)
		}
	}
	r := p.Records[1]
	if string(r.Modified) != "2026-01-01T00:00:00Z" || !r.Archived || string(r.ArchivedAt) != "x" || string(r.UpdatedAt) != "y" {
		t.Errorf("%+v", r)
	}
	if p.Total != 3 || p.Next != "7" || !p.HasNext {
		t.Errorf("total %d, next %q %v", p.Total, p.Next, p.HasNext)
	}
}

func TestPagingMayBeNull(t *testing.T) {
	for _, body := range []string{`{"results":[]}`, `{"results":[],"paging":null}`, `{"results":[],"paging":{}}`, `{"results":[],"paging":{"next":null}}`} {
		if p, err := decoded(body); err != nil || p.HasNext || p.Total != -1 {
			t.Errorf("%s: %v, %v", body, p.HasNext, err)
		}
	}
}

func TestMergedIDsCanBeCutOut(t *testing.T) {
	for properties, want := range map[string]string{
		`{"a":1,"hs_merged_object_ids":"1;2","z":2}`:     `{"a":1,"z":2}`,
		`{"hs_merged_object_ids":"1;2","z":2}`:           `{"z":2}`,
		`{ "hs_merged_object_ids" : "1;2" , "z":2}`:      `{  "z":2}`,
		`{"a":1 , "hs_merged_object_ids":"1;2" }`:        `{"a":1 }`,
		`{"hs_merged_object_ids":"1;2"}`:                 `{}`,
		`{ "hs_merged_object_ids":null }`:                `{  }`,
		`{"a":1,"hs\u005fmerged_object_ids":"1\u003b2"}`: `{"a":1}`,
		`{"a":"hs_merged_object_ids","b":{"c":",}"}}`:    `{"a":"hs_merged_object_ids","b":{"c":",}"}}`,
	} {
		p, err := decoded(`{"results":[{"id":"7","properties":` + properties + `,"x":1}]}`)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Records[0]
		got := string(r.Raw[:r.MergedHead]) + string(r.Raw[r.MergedTail:])
		if r.MergedHead == r.MergedTail {
			got = string(r.Raw)
		}
		if wanted := `{"id":"7","properties":` + want + `,"x":1}`; got != wanted {
			t.Errorf("%s:\ngot  %s\nwant %s", properties, got, wanted)
		}
		if strings.Contains(properties, "1;2") && string(r.Merged) != "1;2" {
			t.Errorf("%s: merged %q", properties, r.Merged)
		}
	}
}

// The memory of a page is reused; nothing of the previous page may remain.
func TestADecodedPageForgetsThePreviousOne(t *testing.T) {
	p, err := decoded(`{"total":1,"results":[{"id":"1","archived":true,"properties":{"hs_merged_object_ids":"5","lastmodifieddate":"x"}}],"paging":{"next":{"after":"1"}},"errors":[1]}`)
	if err != nil {
		t.Fatal(err)
	}
	p.body.buf = []byte(`{"results":[{"id":"2"}]}`)
	if err := p.decode(Contacts); err != nil {
		t.Fatal(err)
	}
	r := p.Records[0]
	if len(p.Records) != 1 || p.HasNext || p.Next != "" || p.Total != -1 || p.reported.errors != nil || r.Archived || r.Merged != nil || r.Modified != nil || r.MergedTail != 0 {
		t.Errorf("%+v", p)
	}
}

// Whatever is received, decoding does not panic, and it accepts only records that an ordinary parser finds too, in the
// same bytes.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{
		`{"results":[{"id":"1","properties":{"hs_merged_object_ids":"2;3","lastmodifieddate":"2026-01-01T00:00:00.000Z"},"archived":false}],"paging":{"next":{"after":"2"}}}`,
		`{"total":1,"results":[{"id":"1","properties":null}]}`, `{"results":[]}`, `{}`, `[]`, `<html>`, `{"results":[{"id":"1"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p := new(Page)
		p.body.buf = body
		if p.decode(Contacts) != nil || !json.Valid(body) {
			return
		}
		var plain struct{ Results []json.RawMessage }
		if err := json.Unmarshal(body, &plain); err != nil || len(plain.Results) != len(p.Records) {
			// encoding/json also accepts "Results" as results, which HubSpot does not send.
			if !bytes.Contains(bytes.ToLower(body), []byte(`"results"`)) || bytes.Count(bytes.ToLower(body), []byte(`esults"`)) > 1 {
				return
			}
			t.Fatalf("%d records, an ordinary parser finds %d, %v", len(p.Records), len(plain.Results), err)
		}
		for i, r := range p.Records {
			if !bytes.Equal(plain.Results[i], r.Raw) {
				t.Fatalf("record %d is %s, an ordinary parser finds %s", i, r.Raw, plain.Results[i])
			}
			shown := append(bytes.Clone(r.Raw[:r.MergedHead]), r.Raw[r.MergedTail:]...)
			if !json.Valid(shown) {
				t.Fatalf("cut out of %s leaves %s", r.Raw, shown)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	var body bytes.Buffer
	body.WriteString(`{"results":[`)
	for i := range 100 {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"id":"%d","properties":{"createdate":"2021-04-28T10:26:44.741Z","email":"someone.%d@example.com","firstname":"Some","hs_object_id":"%d","lastmodifieddate":"2025-02-28T05:09:57.297Z","lastname":"One"},"createdAt":"2021-04-28T10:26:44.741Z","updatedAt":"2025-02-28T05:09:57.297Z","archived":false}`, i, i, i)
	}
	body.WriteString(`],"paging":{"next":{"after":"1100","link":"https://api.hubapi.com/crm/v3/objects/contacts?after=1100"}}}`)
	p := new(Page)
	p.body.buf = body.Bytes()
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := p.decode(Contacts); err != nil {
			b.Fatal(err)
		}
	}
}

// An answer that can be read in two ways, or takes more memory than its size, is none.
func TestAnswersThatAreRejected(t *testing.T) {
	long := strings.Repeat("1;", maxMerged)
	for body, want := range map[string]string{
		`{"results":[{"id":"1","id":"2"}]}`:                                                                 "a record has two members id",
		`{"results":[{"id":"1","properties":{},"properties":{}}]}`:                                          "a record has two members properties",
		`{"results":[{"id":"1","archived":true,"archived":false}]}`:                                         "a record has two members archived",
		`{"results":[{"id":"1","archivedAt":"x","archived\u0041t":"y"}]}`:                                   "a record has two members archivedAt",
		`{"results":[],"results":[]}`:                                                                       "results is duplicated",
		`{"results":[],"paging":{"next":{"after":"1"}},"paging":null}`:                                      "paging is duplicated",
		`{"results":[],"errors":[1],"errors":[]}`:                                                           "errors is duplicated",
		`{"results":[],"numErrors":1,"numErrors":0}`:                                                        "numErrors is duplicated",
		`{"results":[` + strings.Repeat(`{"id":"1"},`, maxRecords) + `{"id":"1"}]}`:                         "more than 1000 records; at most 200",
		`{"results":[],"paging":{"next":{"after":"` + strings.Repeat("x", maxCursor) + `"}}}`:               "cursor of the next page is longer than 4096 bytes",
		`{"results":[{"id":"1","properties":{"hs_merged_object_ids":"` + long + `"}}]}`:                     "merged into a record is longer than 65536 bytes",
		`{"results":[{"id":"` + strings.Repeat("9", 600) + `","_id":"x"}]}`:                                 "another meaning in Sesam",
		`{"` + strings.Repeat("x", 2000) + `":1,"results":[{"id":"1","` + strings.Repeat("y", 2000) + `"]}`: "not JSON",
		`{"results":[],}`: `not JSON from byte 13 on: it begins with "{\"resu"`,
		`{"results":[],"x":` + strings.Repeat("[", 20_000):                     "not JSON from byte 10",
		`{"results":[],"status":"` + strings.Repeat("x", longestStatus) + `"}`: "status of the answer is longer than 1024 bytes",
	} {
		if _, err := decoded(body); err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 600 {
			t.Errorf("%.80s: %v", body, err)
		}
	}
}
