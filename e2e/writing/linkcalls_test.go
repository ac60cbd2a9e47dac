package writing

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// crowd makes contacts that are associated with nothing.
func (b *bed) crowd(n int) {
	b.t.Helper()
	for i := range n {
		b.create(fmt.Sprint("p", i), "contacts", map[string]string{"email": fmt.Sprintf("p%d@example.com", i)})
	}
	b.hub.ResetRequests()
}

// crowdLinks are associations of contacts of the crowd with a company; more are further members of each.
func (b *bed) crowdLinks(first, n int, company, more string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = b.with(fmt.Sprintf(`{"from":"%s","to":"{%s}"%s}`, b.ids[fmt.Sprint("p", first+i)], company, more))
	}
	return list
}

// linkReads are the calls that HubSpot has been asked to read with.
func (b *bed) linkReads() (n int) {
	for _, call := range b.linkOps() {
		if call == "read" {
			n++
		}
	}
	return n
}

func TestLinkCalls(t *testing.T) {
	b := newLinkBed(t)
	b.crowd(2100)
	for _, test := range []struct {
		name   string
		links  []string
		said   string
		reads  int
		writes []string
	}{
		{"new ones", b.crowdLinks(0, 1000, "x", ""), `{"created":1000}`, 1, []string{"associate/default"}},
		{"unchanged ones", b.crowdLinks(0, 1000, "x", ""), `{"unchanged":1000}`, 1, nil},
		{"new and unchanged ones", b.crowdLinks(0, 2100, "x", ""), `{"created":1100,"unchanged":1000}`, 3, []string{"associate/default", "associate/default"}},
		{"a label more", b.crowdLinks(0, 1000, "x", `,"types":[{"label":"Owner"}]`), `{"updated":1000}`, 1, []string{"create"}},
		{"labels taken away", b.crowdLinks(0, 250, "x", `,"types":[{"label":"Owner"}],"_deleted":true`), `{"updated":250}`, 1, []string{"labels/archive", "labels/archive", "labels/archive"}},
		{"all taken away", b.crowdLinks(0, 150, "x", `,"_deleted":true`), `{"archived":150}`, 1, []string{"archive", "archive"}},
		{"all taken away, gone already", b.crowdLinks(0, 150, "x", `,"_deleted":true`), `{"unchanged":150}`, 1, nil},
		{
			"each kind of write", slices.Concat(b.crowdLinks(300, 1, "x", `,"types":[{"label":"Owner"}],"_deleted":true`),
				b.crowdLinks(400, 1, "x", `,"_deleted":true`), b.crowdLinks(0, 1, "x", ""), b.crowdLinks(1, 1, "x", `,"types":[{"label":"Owner"}]`)),
			`{"archived":1,"created":2,"updated":1}`, 1,
			[]string{"archive", "labels/archive", "associate/default", "create"},
		},
		{
			"what goes waits for what comes before it", slices.Concat(b.crowdLinks(2, 1, "x", ""), b.crowdLinks(0, 1, "x", `,"_deleted":true`)),
			`{"archived":1,"created":1}`, 2,
			[]string{"associate/default", "archive"},
		},
	} {
		b.hub.ResetRequests()
		a := b.pushLinks("", "["+strings.Join(test.links, ",")+"]")
		if a.status != 200 || a.body != test.said {
			t.Errorf("%s: %d %.300s, want %s", test.name, a.status, a.body, test.said)
		}
		if reads, writes := b.linkReads(), b.linkWrites(); reads != test.reads || !slices.Equal(writes, test.writes) {
			t.Errorf("%s: %d reads and %v, want %d and %v", test.name, reads, writes, test.reads, test.writes)
		}
	}

	// A record has more associations than one answer holds.
	var back []string
	for i := range 2100 {
		back = append(back, b.with(fmt.Sprintf(`{"from":"{x}","to":"%s"}`, b.ids[fmt.Sprint("p", i)])))
	}
	b.hub.ResetRequests()
	if a := b.pushLinks("from=companies&to=contacts", "["+strings.Join(back[402:], ",")+"]"); a.body != `{"unchanged":1698}` || len(b.linkWrites()) > 0 {
		t.Errorf("%d %.300s after %v", a.status, a.body, b.linkOps())
	}
}

// What one batch has done counts for the next, and the last that was sent about two records wins.
func TestLinksOfSeveralBatches(t *testing.T) {
	b := newLinkBed(t)
	b.crowd(1000)
	others := b.crowdLinks(0, 1000, "y", "")
	link := b.with(`{"from":"{c}","to":"{x}"}`)
	unlink := b.with(`{"from":"{c}","to":"{x}","_deleted":true}`)
	if a := b.pushLinks("", "["+strings.Join(slices.Concat([]string{link}, others, []string{unlink}), ",")+"]"); a.body != `{"archived":1,"created":1001}` {
		t.Errorf("%d %.300s", a.status, a.body)
	}
	if got := b.labels("c", "x"); got != "" {
		t.Errorf("still there: %s", got)
	}
	if a := b.pushLinks("", "["+strings.Join(slices.Concat([]string{unlink}, others, []string{link}), ",")+"]"); a.body != `{"created":1,"unchanged":1001}` {
		t.Errorf("%d %.300s", a.status, a.body)
	}
	if got := b.labels("c", "x"); got != "-" {
		t.Errorf("not there: %s", got)
	}
}

// What the connector delivers goes back without a write, from either side and between records of one object type.
func TestLinksGoBack(t *testing.T) {
	b := newLinkBed(t)
	b.tie("x", "y", "Child Company")
	b.tie("y", "z")
	for _, query := range []string{"from=contacts&to=companies", "from=companies&to=contacts", "from=companies&to=companies"} {
		response, err := http.Get(b.url + "/get_associations?" + query)
		b.must(err)
		all, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		b.must(err)
		n := bytes.Count(all, []byte(`"_id"`))
		b.hub.ResetRequests()
		if a := b.pushLinks(query, string(all)); n < 4 || a.body != fmt.Sprintf(`{"unchanged":%d}`, n) {
			t.Errorf("%s: %s answered %d %s", query, all, a.status, a.body)
		}
		if ops := b.linkOps(); !slices.Equal(ops, []string{"labels", "read"}) {
			t.Errorf("%s: HubSpot was asked to %v", query, ops)
		}
	}
}

// strict is a HubSpot that refuses a whole batch for the sake of one record.
func strict(t *testing.T, hub http.Handler, bad string) string {
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !strings.HasSuffix(r.URL.Path, "/batch/read") && bytes.Contains(body, []byte(`"`+bad+`"`)) {
			// The call counts, but does nothing.
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(`{"inputs":"none"}`)), int64(len(`{"inputs":"none"}`))
		}
		hub.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}

func TestOneBadLinkOfAThousand(t *testing.T) {
	const owner = `,"types":[{"label":"Owner"}]`
	for _, test := range []struct{ before, more, then string }{
		{then: `{"created":1,"unchanged":999}`},
		{more: owner, then: `{"created":1,"unchanged":999}`},
		{before: owner, more: owner + `,"_deleted":true`, then: `{"unchanged":999,"updated":1}`},
		{before: owner, more: `,"_deleted":true`, then: `{"archived":1,"unchanged":999}`},
	} {
		b := newLinkBed(t)
		b.crowd(1000)
		if test.before != "" {
			b.pushLinks("", "["+strings.Join(b.crowdLinks(0, 1000, "z", test.before), ",")+"]")
		}
		through := connector.DefaultConfig()
		through.APIKey, through.BaseURL, through.Write = connector.Secret(key), strict(t, b.hub.Handler(), b.ids["p420"])+"/crm/v3", connector.WriteOn
		straight := b.url
		b.url = connector.Start(t, through, connector.WithClock(hubTime{b.hub})).URL()
		b.hub.ResetRequests()
		all := "[" + strings.Join(b.crowdLinks(0, 1000, "z", test.more), ",") + "]"
		a := b.pushLinks("", all)
		if told := a.failure(t); a.status != 400 || told.Failed != 1 || told.Entities[0].Index != 420 || told.Entities[0].Status != "refused" {
			t.Errorf("%s: %d %.300s", test.more, a.status, a.body)
		}
		if writes := len(b.linkWrites()); writes > 10+2*10 {
			t.Errorf("%s: %d writes", test.more, writes)
		}
		b.url = straight
		if a := b.pushLinks("", all); a.body != test.then {
			t.Errorf("%s: without the bad one %d %.300s, want %s", test.more, a.status, a.body, test.then)
		}
	}
}
