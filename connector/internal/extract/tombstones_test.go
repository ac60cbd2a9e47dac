package extract_test

import (
	"context"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

func TestArchivedAndMergedAwayContactsComeLast(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{
		{ID: 10, Modified: at(10, 1, 0, 0), Merged: "3;4;10"}, // its own id is no tombstone
		{ID: 11, Modified: at(9, 0, 0, 0), ArchivedAt: at(10, 2, 0, 0), Merged: "5"},
		{ID: 12, Modified: at(10, 3, 0, 0)},
		{ID: 13, Modified: at(9, 0, 0, 0), ArchivedAt: at(9, 30, 0, 0), Merged: "6"}, // reported before
	}
	got, sum, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "10@10:01:00.000 12@10:03:00.000 -11@10:02:00.000 -3@10:01:00.000 -4@10:01:00.000 -5@10:00:00.000")
	if sum.Emitted != 2 || sum.Tombstones != 4 {
		t.Errorf("summary %+v", sum)
	}
}

// A contact that is archived after the run has returned it live gets a tombstone in the same run: the archive is read
// later and overrules it.
func TestArchivedWhileTheRunReads(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{{ID: 1, Modified: at(11, 0, 0, 0)}}
	up.Answered = func(n int, u *hubspottest.Upstream) {
		if n == 1 {
			u.Now = u.Now.Add(time.Second)
			u.Records[0].ArchivedAt = u.Now
		}
	}
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "1@11:00:00.000 -1@11:55:00.000")
}

func TestArchivedContactOfALateIndexIsNotShownLive(t *testing.T) {
	up := answering(
		`{"results":[{"id":"1","archived":true,"archivedAt":"2026-03-01T11:00:00Z"},{"id":"2","archived":false}]}`,
		`{"results":[{"id":"1","archived":true,"archivedAt":"2026-03-01T11:00:00Z"}]}`)
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "2@11:55:00.000 -1@11:00:00.000")
}

// A server that does not know the parameter archived returns its live contacts. Tombstones for them would empty the
// dataset.
func TestLiveContactsNeverGetTombstones(t *testing.T) {
	up := answering(`{"results":[{"id":"1","archived":false}]}`)
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	wantError(t, err, "list of archived contacts holds 1, which is not archived")
	if len(got) != 1 {
		t.Errorf("emitted %v", got)
	}
}

func TestArchivedContactsAreNoLiveOnes(t *testing.T) {
	correct := `{"results":[{"id":"1","archived":false}]}`
	broken := `{"results":[{"id":"1","archived":false},{"id":"2","archived":true}]}`
	_, _, err := read(answering(broken), options(), time.Time{})
	wantError(t, err, "list of live contacts holds 2, which is archived")
	got, _, err := read(answering(broken, correct), options(), time.Time{}) // it was just being archived
	want(t, got, err, "1@11:59:59.000")
}

func TestArchivedWithoutTimeIsReportedAgain(t *testing.T) {
	up := answering(`{"results":[]}`, `{"results":[{"id":"1","archived":true}]}`)
	got, _, err := read(up, options(), at(10, 0, 0, 0))
	want(t, got, err, "-1@11:55:00.000")
	got, _, err = read(answering(`{"results":[]}`, `{"results":[{"id":"1","archived":true}]}`), options(), at(11, 59, 0, 0))
	want(t, got, err, "-1@11:59:00.000")
}

func TestNoTombstonesIfTheRescanFindsThem(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{{ID: 10, Modified: at(10, 1, 0, 0), Merged: "3"}, {ID: 11, Modified: at(9, 0, 0, 0), ArchivedAt: at(10, 2, 0, 0)}}
	opts := options()
	opts.Tombstones = false
	got, _, err := read(up, opts, at(10, 0, 0, 0))
	want(t, got, err, "10@10:01:00.000")
	if n := len(up.Requests()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestMergedIDsAreFetchedButNotShown(t *testing.T) {
	up := hubspottest.New()
	contact := hubspottest.Record{ID: 10, Modified: at(10, 1, 0, 0), Merged: "3", Extra: map[string]string{"email": "a@b.c", "phone": "1"}}
	up.Records = []hubspottest.Record{contact}
	up.Names = []string{"hs_merged_object_ids", "phone", "zzz"}
	for _, test := range []struct {
		properties []string
		shown      string
	}{
		{nil, contact.JSON(nil)},
		{[]string{"phone"}, contact.JSON([]string{"phone"})},
		{[]string{"zzz"}, contact.JSON([]string{"zzz"})},
		{[]string{"hs_merged_object_ids"}, contact.JSON([]string{"hs_merged_object_ids"})},
	} {
		opts := options()
		opts.Properties = test.properties
		run := extract.Start(client(up), opts, extract.Request{Object: hubspot.Contacts, Since: at(10, 0, 0, 0)})
		tombstones := 0
		for e, err := range run.Entities(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Deleted {
				tombstones++
				continue
			}
			text, err := sesam.AppendEntity(nil, e, false)
			if err != nil {
				t.Fatal(err)
			}
			if wanted := `{"_id":"10",` + test.shown[1:]; string(text) != wanted {
				t.Errorf("%v:\ngot  %s\nwant %s", test.properties, text, wanted)
			}
		}
		if tombstones != 1 {
			t.Errorf("%v: %d tombstones", test.properties, tombstones)
		}
	}
}
