package extract_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

func TestFullReadCapsUpdatedASecondBeforeItsStart(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{{ID: 1, Modified: at(9, 0, 0, 1)}, {ID: 2, Modified: at(11, 59, 59, 500)}, {ID: 3, Modified: at(12, 0, 0, 0)}}
	got, _, err := read(up, options(), time.Time{})
	want(t, got, err, "1@09:00:00.001 2@11:59:59.000 3@11:59:59.000")
}

// What changes while the run reads must be read again, so the start of the run counts, not the time of the page that a
// contact is on.
func TestFullReadKeepsTheHorizonOfItsFirstPage(t *testing.T) {
	up := hubspottest.New()
	for id := uint64(1); id <= 101; id++ {
		up.Records = append(up.Records, hubspottest.Record{ID: id, Modified: at(9, 0, 0, 0)})
	}
	up.Answered = func(n int, u *hubspottest.Upstream) {
		if n == 1 {
			u.Now = u.Now.Add(time.Hour)
			u.Records[100].Modified = u.Now.Add(-time.Minute)
		}
	}
	got, sum, err := read(up, options(), time.Time{})
	if err != nil || len(got) != 101 || got[100] != "101@11:59:59.000" {
		t.Errorf("%d entities, last %v, %v", len(got), got[len(got)-1:], err)
	}
	if sum.Pages != 2 || sum.Emitted != 101 || sum.Tombstones != 0 {
		t.Errorf("summary %+v", sum)
	}
}

func TestFullReadNamesNoPropertiesByDefault(t *testing.T) {
	up := hubspottest.New(1)
	if _, _, err := read(up, options(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if q := up.Requests()[0].Query; q != "limit=100" {
		t.Errorf("query %q", q)
	}
}

func TestRecordWithoutReadableTime(t *testing.T) {
	for record, expected := range map[string]string{
		`{"id":"7","properties":{"lastmodifieddate":null},"updatedAt":"2026-03-01T10:00:00Z"}`:     "7@10:00:00.000",
		`{"id":"7","properties":{"lastmodifieddate":"soon"},"updatedAt":"2026-03-01T10:00:00.5Z"}`: "7@10:00:00.500",
		`{"id":"7","properties":{"lastmodifieddate":"1772359200000"}}`:                             "7@10:00:00.000",
		`{"id":"7","properties":{}}`: "7@11:59:59.000",
		`{"id":"7"}`:                 "7@11:59:59.000",
		`{"id":"7","properties":{"lastmodifieddate":"9999-03-01T10:00:00Z"}}`:                         "7@11:59:59.000",
		`{"id":"7","properties":{"lastmodifieddate":""},"updatedAt":"2026-03-01T12:00:00.000+02:00"}`: "7@10:00:00.000",
	} {
		up := answering(`{"results":[` + record + `]}`)
		got, _, err := read(up, options(), time.Time{})
		want(t, got, err, expected)
	}
}

// answering returns the bodies one after another, and then always the last one.
func answering(bodies ...string) *hubspottest.Upstream {
	up := hubspottest.New()
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = w.Write([]byte(bodies[min(n, len(bodies))-1]))
		return true
	}
	return up
}

func TestListContinuesAfterAnEmptyPage(t *testing.T) {
	up := answering(`{"results":[],"paging":{"next":{"after":"a"}}}`, `{"results":[{"id":"1"}],"paging":{"next":{"after":"b"}}}`, `{"results":[]}`)
	got, _, err := read(up, options(), time.Time{})
	want(t, got, err, "1@11:59:59.000")
	if q := up.Requests()[2].Query; q != "after=b&limit=100" {
		t.Errorf("query %q", q)
	}
}

func TestListRefusesACursorThatRepeats(t *testing.T) {
	for period := 1; period <= 7; period++ {
		up := hubspottest.New()
		up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			_, _ = fmt.Fprintf(w, `{"results":[{"id":"%d"}],"paging":{"next":{"after":"c%d"}}}`, n, n%period)
			return true
		}
		_, _, err := read(up, options(), time.Time{})
		wantError(t, err, "a second time")
	}
}

func TestListRefusesEndlessEmptyPages(t *testing.T) {
	up := hubspottest.New()
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = fmt.Fprintf(w, `{"results":[],"paging":{"next":{"after":"c%d"}}}`, n)
		return true
	}
	_, _, err := read(up, options(), time.Time{})
	wantError(t, err, "empty pages in a row")
}

func TestFullReadWithoutDateIsRefused(t *testing.T) {
	for _, date := range []string{"", "yesterday"} {
		up := hubspottest.New(1)
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Date", date)
			return false
		}
		got, _, err := read(up, options(), time.Time{})
		wantError(t, err, "no valid Date header")
		if len(got) > 0 {
			t.Errorf("emitted %v", got)
		}
	}
}

func TestAnswersThatBreakTheContractAreRequestedAgainThenAnError(t *testing.T) {
	for body, part := range map[string]string{
		`<html>busy</html>`:                   "not JSON",
		``:                                    "the answer is empty",
		`{"results":[`:                        "ends in the middle",
		`[]`:                                  "not a JSON object",
		`{}`:                                  "no results",
		`{"results":{}}`:                      "not an array",
		`{"results":[1]}`:                     "not an object",
		`{"results":[{"id":7}]}`:              "no ID made of digits",
		`{"results":[{"id":"seven"}]}`:        "no ID made of digits",
		`{"results":[{"id":"1"}]`:             "ends in the middle",
		`{"results":[{"id":"1"`:               "ends in the middle",
		`{"results":[]} {}`:                   "unexpected data after",
		`{"results":[],"results":[]}`:         "results is duplicated",
		`{"results":[],"paging":[]}`:          "paging is not an object",
		`{"results":[],"paging":{"next":{}}}`: "no after",
		`{"results":[{"id":"1","_updated":"9"}]}`: "has another meaning",
	} {
		up := answering(body)
		got, _, err := read(up, options(), time.Time{})
		wantError(t, err, part)
		if n := len(up.Requests()); len(got) != 0 || n != 4 {
			t.Errorf("%s: emitted %v, asked %d times", body, got, n)
		}
		// The same once, then a correct answer: nothing is lost.
		up = answering(body, `{"results":[{"id":"1"}]}`)
		got, _, err = read(up, options(), time.Time{})
		want(t, got, err, "1@11:59:59.000")
	}
}
