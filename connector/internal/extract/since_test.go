package extract_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

func TestSinceReadCapsUpdatedAtTheSettleWindow(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{
		{ID: 1, Modified: at(9, 0, 0, 0)},
		{ID: 2, Modified: at(10, 0, 0, 0)},
		{ID: 3, Modified: at(10, 0, 0, 1)},
		{ID: 4, Modified: at(11, 58, 0, 0)},
	}
	got, sum, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "3@10:00:00.001 4@11:55:00.000")
	if !sum.Horizon.Equal(at(11, 55, 0, 0)) {
		t.Errorf("horizon %v", sum.Horizon)
	}
}

func TestSinceReadNeverStampsBelowItsOffset(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{{ID: 4, Modified: at(11, 58, 0, 0)}, {ID: 5, Modified: at(9, 0, 0, 0), ArchivedAt: at(11, 57, 30, 0)}}
	got, _, err := read(up, options(), at(11, 57, 0, 0))
	want(t, got, err, "4@11:57:00.000 -5@11:57:00.000")
}

func TestSinceOperators(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{
		{ID: 1, Modified: at(10, 0, 0, 0)},
		{ID: 2, Modified: at(10, 0, 0, 1)},
		{ID: 8, Modified: at(9, 0, 0, 0), ArchivedAt: at(10, 0, 0, 0)},
		{ID: 9, Modified: at(9, 0, 0, 0), ArchivedAt: at(10, 0, 0, 1)},
	}
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "2@10:00:00.001 -9@10:00:00.001")
	opts := options()
	opts.Inclusive = true
	got, _, err = read(up, opts, at(10, 0, 0, 0))
	want(t, got, err, "1@10:00:00.000 2@10:00:00.001 -8@10:00:00.000 -9@10:00:00.001")
}

func TestSinceReadPagesByKeyNeverByOffset(t *testing.T) {
	up := hubspottest.New()
	for id := uint64(1); id <= 450; id++ {
		up.Records = append(up.Records, hubspottest.Record{ID: id, Modified: at(11, 0, 0, 0)}) // all in one millisecond
	}
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	if err != nil || len(got) != 450 {
		t.Fatalf("%d entities, %v", len(got), err)
	}
	var keys []string
	for _, r := range up.Requests() {
		if r.Method != http.MethodPost {
			continue
		}
		if _, has := r.Body["after"]; has {
			t.Errorf("asked by offset: %v", r.Body)
		}
		if fmt.Sprint(r.Body["sorts"]) != "[map[direction:ASCENDING propertyName:hs_object_id]]" || fmt.Sprint(r.Body["limit"]) != "200" {
			t.Errorf("asked %v", r.Body)
		}
		keys = append(keys, fmt.Sprint(r.Body["filterGroups"]))
	}
	const since = "map[operator:GT propertyName:lastmodifieddate value:1772359200000]"
	wanted := []string{
		"[map[filters:[" + since + "]]]",
		"[map[filters:[" + since + " map[operator:GT propertyName:hs_object_id value:200]]]]",
		"[map[filters:[" + since + " map[operator:GT propertyName:hs_object_id value:400]]]]",
	}
	if fmt.Sprint(keys) != fmt.Sprint(wanted) {
		t.Errorf("filters %v", keys)
	}
}

// A contact that has been read is modified between two pages. With paging by offset it would leave its place, and another
// one would be skipped.
func TestAChangeBetweenPagesHidesNoContact(t *testing.T) {
	up := hubspottest.New()
	for id := uint64(1); id <= 450; id++ {
		up.Records = append(up.Records, hubspottest.Record{ID: id, Modified: at(11, 0, 0, int(id))})
	}
	up.Answered = func(n int, u *hubspottest.Upstream) {
		u.Now = u.Now.Add(time.Minute)
		u.Records[n].ArchivedAt = u.Now // leaves the result
		u.Records[n+50].Modified = u.Now
	}
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range got {
		seen[e[:len(e)-len("@00:00:00.000")]] = true
	}
	for id := 1; id <= 450; id++ {
		if !seen[fmt.Sprint(id)] {
			t.Errorf("contact %d was lost", id)
		}
	}
}

func TestSearchRefusesIDsThatDoNotAscend(t *testing.T) {
	for _, pages := range [][]string{
		{`{"results":[{"id":"5"},{"id":"4"}]}`},
		{`{"results":[{"id":"5"},{"id":"5"}]}`},
		{`{"results":[{"id":"10"},{"id":"9"}]}`}, // ascending as text only
		{`{"results":[{"id":"5"}],"paging":{"next":{"after":"1"}}}`, `{"results":[{"id":"5"}]}`},
		{`{"results":[{"id":"99999999999999999999"}]}`},
	} {
		_, _, err := read(answering(pages...), options(), at(10, 0, 0, 0))
		wantError(t, err, "HubSpot search: id")
	}
}

func TestSearchRepeatsAnEmptyPageThatAnnouncesANextOne(t *testing.T) {
	empty := `{"results":[],"paging":{"next":{"after":"200"}}}`
	up := answering(empty, empty, `{"results":[{"id":"5"}]}`, `{"results":[]}`)
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "5@11:55:00.000")

	up = answering(empty)
	_, sum, err := read(up, options(), at(10, 0, 0, 0))
	wantError(t, err, "an empty page announced another page")
	if n := len(up.Requests()); n != 4 || sum.Retries != 3 || sum.Waited < time.Second {
		t.Errorf("asked %d times within %s, want some with growing pauses", n, sum.Waited)
	}
}

func TestSearchNeverAsksAboutTheVeryBeginning(t *testing.T) {
	up := hubspottest.New(1)
	if _, _, err := read(up, options(), time.UnixMilli(1)); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(up.Requests()[0].Body["filterGroups"]); got != "[map[filters:[map[operator:GT propertyName:lastmodifieddate value:1000]]]]" {
		t.Errorf("filters %s", got)
	}
}
