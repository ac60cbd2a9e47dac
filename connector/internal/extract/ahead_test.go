package extract_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// An offset beyond the horizon does not vouch for what happened until then, so the run begins at the horizon. The offset
// itself stays.
func TestAnOffsetAheadOfTheHorizonHidesNothing(t *testing.T) {
	up := hubspottest.New()
	up.Records = []hubspottest.Record{
		{ID: 1, Modified: at(11, 54, 0, 0)},
		{ID: 2, Modified: at(11, 56, 0, 0)},
		{ID: 3, Modified: at(9, 0, 0, 0), ArchivedAt: at(11, 54, 0, 0)},
		{ID: 4, Modified: at(9, 0, 0, 0), ArchivedAt: at(11, 57, 0, 0)},
	}
	for since, ahead := range map[time.Time]time.Duration{
		at(11, 58, 0, 0): 0, // within the settle window
		at(12, 30, 0, 0): 30 * time.Minute,
		at(13, 0, 0, 0):  time.Hour,
	} {
		got, sum, err := read(up, options(), since)
		stamp := since.Format("15:04:05.000")
		want(t, got, err, "2@"+stamp+" -4@"+stamp)
		if sum.Ahead != ahead || sum.Doubt != "" {
			t.Errorf("since %s: ahead %s, doubt %q, want ahead %s", stamp, sum.Ahead, sum.Doubt, ahead)
		}
	}
}

// A node keeps an offset that is ahead until HubSpot's clock has passed it. Whatever changes until then is delivered,
// however far apart the runs are.
func TestAnOffsetAheadHidesNothingUntilItIsPassed(t *testing.T) {
	up, opts := hubspottest.New(1), options()
	since := at(12, 30, 0, 0)
	for n := range 6 {
		id := uint64(100 + n)
		if _, _, err := read(up, opts, since); err != nil {
			t.Fatal(err)
		}
		up.Records = append(up.Records, hubspottest.Record{ID: id, Modified: up.Now.Add(time.Second)})
		up.Now = up.Now.Add(11 * time.Minute)
		got, _, err := read(up, opts, since)
		if err != nil || !strings.Contains(strings.Join(got, " "), fmt.Sprintf("%d@", id)) {
			t.Errorf("at %s: %v, %v, want %d", up.Now.Format(time.TimeOnly), got, err, id)
		}
	}
	// Another offset is none of its business, and neither is the same one of another connector.
	for name, o := range map[string]extract.Options{"another offset": opts, "another connector": options()} {
		moved := since
		if name == "another offset" {
			moved = at(12, 30, 0, 1)
		}
		got, _, err := read(up, o, moved)
		if err != nil || len(got) != 3 || !strings.HasPrefix(got[0], "103@") {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// An offset within the horizon is where the search begins; nothing is asked twice.
func TestAnOffsetWithinTheHorizonIsAskedAboutOnce(t *testing.T) {
	up := hubspottest.New(1)
	if _, _, err := read(up, options(), at(11, 55, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if n := len(up.Requests()); n != 2 { // a search and the archive
		t.Errorf("%d calls", n)
	}
}

func TestAnOffsetFarAheadOfHubSpotsClockIsAnError(t *testing.T) {
	for since, said := range map[time.Time]string{
		at(13, 0, 0, 1):                               "is 60 minutes ahead of HubSpot's clock, which is at 2026-03-01T12:00:00.000Z",
		at(14, 30, 0, 0):                              "is 2 hours ahead",
		at(12, 0, 0, 0).AddDate(0, 0, 3):              "is 3 days ahead",
		time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC): "is 2912382 days ahead",
	} {
		up := hubspottest.New(1)
		got, sum, err := read(up, options(), since)
		ahead, ok := errors.AsType[*extract.AheadError](err)
		if !ok || !ahead.Since.Equal(since) || !strings.Contains(err.Error(), said) || !strings.Contains(err.Error(), "Reset the pipe") {
			t.Errorf("%s: %v, want %q", since, err, said)
		}
		if len(got) > 0 || len(up.Requests()) != 1 || sum.Ahead <= time.Hour {
			t.Errorf("%s: emitted %v, %d calls, ahead %s", since, got, len(up.Requests()), sum.Ahead)
		}
	}
}

// Wherever an offset lies, a run delivers every change after it or after the horizon, whichever is earlier, and never
// moves the offset back.
func TestEveryOffsetIsReadFromWhereItVouches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		up := hubspottest.New()
		minutes := rapid.IntRange(-120, 0)
		for id := range rapid.IntRange(1, 9).Draw(t, "contacts") {
			up.Records = append(up.Records, hubspottest.Record{
				ID: uint64(id + 1), Modified: up.Now.Add(time.Duration(minutes.Draw(t, "modified")) * time.Minute),
			})
		}
		since := up.Now.Add(time.Duration(rapid.IntRange(-120, 60).Draw(t, "since")) * time.Minute)
		start := since
		if horizon := up.Now.Add(-5 * time.Minute); since.After(horizon) {
			start = horizon
		}
		got, _, err := read(up, options(), since)
		if err != nil {
			t.Fatal(err)
		}
		for _, contact := range up.Records {
			delivered := strings.Contains(" "+strings.Join(got, " "), fmt.Sprintf(" %d@", contact.ID))
			if delivered != contact.Modified.After(start) {
				t.Errorf("since %s: %d, modified %s, is among %v: %v", since, contact.ID, contact.Modified, got, delivered)
			}
		}
		for _, e := range got {
			if stamp := e[strings.Index(e, "@")+1:]; stamp < since.Format("15:04:05.000") {
				t.Errorf("%s is before the offset %s", e, since)
			}
		}
	})
}

// Offsets that are rejected do not displace one that is remembered, however many somebody tries.
func TestRejectedOffsetsAreNotRemembered(t *testing.T) {
	up, opts := hubspottest.New(1), options()
	since := at(12, 30, 0, 0)
	if _, _, err := read(up, opts, since); err != nil {
		t.Fatal(err)
	}
	for n := range 200 {
		if _, _, err := read(up, opts, since.AddDate(1, 0, n)); err == nil {
			t.Fatal("an offset a year ahead was accepted")
		}
	}
	up.Records = append(up.Records, hubspottest.Record{ID: 2, Modified: up.Now.Add(time.Second)})
	up.Now = up.Now.Add(11 * time.Minute)
	got, _, err := read(up, opts, since)
	want(t, got, err, "2@12:30:00.000")
}
