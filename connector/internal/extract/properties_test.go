package extract_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// wide returns more property names than fit into the URL of a list.
func wide() []string {
	names := make([]string, 600)
	for i := range names {
		names[i] = fmt.Sprintf("a_property_with_a_long_name_%d", i)
	}
	return names
}

func TestAllPropertiesAreRequestedByName(t *testing.T) {
	up := hubspottest.New(1)
	up.Names = []string{"email", "hs_merged_object_ids", "phone"}
	opts := options()
	opts.Properties = []string{"*"}
	for _, since := range []time.Time{{}, at(10, 0, 0, 0)} {
		if _, _, err := read(up, opts, since); err != nil {
			t.Fatal(err)
		}
	}
	calls := up.Requests()
	if calls[0].Path != "/crm/v3/properties/contacts" || calls[1].Query != "limit=100&properties=email%2Chs_merged_object_ids%2Cphone" {
		t.Errorf("full: %+v", calls[:2])
	}
	if got := fmt.Sprint(calls[3].Body["properties"]); got != "[email hs_merged_object_ids phone]" {
		t.Errorf("since: %s", got)
	}
}

// If there are too many names for a URL, the IDs come from the list and the values from batches, which are read side by
// side, and within the horizon of the list.
func TestWidePropertiesComeInBatches(t *testing.T) {
	up := hubspottest.New()
	for id := uint64(1); id <= 250; id++ {
		up.Records = append(up.Records, hubspottest.Record{ID: id, Modified: at(9, 0, 0, 0), Extra: map[string]string{"a_property_with_a_long_name_599": "x"}})
	}
	up.Names = wide()
	up.Answered = func(n int, u *hubspottest.Upstream) {
		if n == 2 { // the first list has been read, its batch not yet
			u.Now = u.Now.Add(time.Hour)
			u.Records[7].Modified = u.Now
			u.Records[8].ArchivedAt = u.Now
		}
	}
	opts := options()
	opts.Properties = []string{"*"}
	got, sum, err := read(up, opts, time.Time{})
	slices.SortFunc(got, byID)
	if err != nil || len(got) != 249 || got[0] != "1@09:00:00.000" || got[248] != "250@09:00:00.000" {
		t.Fatalf("%d entities, %v", len(got), err)
	}
	if got[7] != "8@11:59:59.000" || got[8] != "10@09:00:00.000" {
		t.Errorf("got %v", got[6:10])
	}
	if sum.Pages != 6 {
		t.Errorf("%d pages", sum.Pages)
	}
	for _, r := range up.Requests() {
		if len(r.Query) > 15000 {
			t.Errorf("a URL of %d characters", len(r.Query))
		}
		if strings.HasSuffix(r.Path, "/batch/read") && len(names(r)) != 601 { // and the merged ids, to account for all
			t.Errorf("a batch of %d properties", len(names(r)))
		}
	}
}

// Batches are read side by side, also of a list with one cursor.
func TestBatchesAreReadSideBySide(t *testing.T) {
	for _, habit := range []hubspottest.Habit{hubspottest.NextID, hubspottest.Opaque} {
		s := newSeam(habit)
		s.up.Names = wide()
		s.opts.Properties = []string{"*"}
		batches := 0
		o := s.read(t, func() {
			calls, waiting := s.held(), 0
			next := calls[0]
			for _, c := range slices.Backward(calls) {
				if c.lookup() {
					waiting++
				} else {
					next = c
				}
			}
			batches = max(batches, waiting)
			s.arrive(next)
		})
		s.wantOnce(t, o)
		if batches < 5 || s.most > s.opts.Parallel {
			t.Errorf("habit %q: %d batches at a time, %d calls", habit, batches, s.most)
		}
	}
}

// The merged IDs are read to account for every contact of a batch, and shown only if they are wanted.
func TestBatchesDoNotShowMergedIDs(t *testing.T) {
	contact := hubspottest.Record{ID: 7, Modified: at(9, 0, 0, 0), Merged: "3"}
	up := hubspottest.New()
	up.Records = []hubspottest.Record{contact}
	up.Names = append(wide(), "hs_merged_object_ids")
	for _, extra := range [][]string{nil, {"hs_merged_object_ids"}} {
		opts := options()
		opts.Properties = append(wide(), extra...)
		for e, err := range extract.Start(client(up), opts, extract.Request{Object: hubspot.Contacts}).Entities(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			text, err := sesam.AppendEntity(nil, e, false)
			if wanted := `{"_id":"7",` + contact.JSON(opts.Properties)[1:]; err != nil || string(text) != wanted {
				t.Errorf("got  %s, %v\nwant %s", text, err, wanted)
			}
		}
	}
}

func names(r hubspottest.Request) []any {
	list, _ := r.Body["properties"].([]any)
	return list
}

// byID compares entities by their IDs.
func byID(a, b string) int {
	number := func(e string) int {
		id, _, _ := strings.Cut(strings.TrimPrefix(e, "-"), "@")
		n, _ := strconv.Atoi(id)
		return n
	}
	return cmp.Compare(number(a), number(b))
}
