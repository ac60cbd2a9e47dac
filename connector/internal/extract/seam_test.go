package extract_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// Each record is passed on once, whether a cursor is the ID of the next record or the one after the last, and however few
// or many readers there are.
func TestPartsMeetAtTheHead(t *testing.T) {
	for _, habit := range []hubspottest.Habit{hubspottest.NextID, hubspottest.AfterLast} {
		for _, parallel := range []int{1, 2, 3, 16, 100} {
			s := newSeam(habit)
			s.opts.Parallel = parallel
			o := s.read(t, s.inOrder)
			s.wantOnce(t, o)
			s.wantReason(t, o, "")
			if s.most > parallel || o.sum.Cursors > parallel || (parallel > 1) != (len(s.madeUp) > 0 && o.sum.Cursors > 1) {
				t.Errorf("%d at most: %d in flight, %d cursors, %d made up", parallel, s.most, o.sum.Cursors, len(s.madeUp))
			}
			if s.lookups() > 0 {
				t.Errorf("%d lookups", s.lookups())
			}
		}
	}
}

// What is read for somebody with curl comes in the order of the IDs.
func TestASingleReadMakesUpNoCursor(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	o := s.play(t, s.opts, extract.Request{Single: true}, func() {
		if s.isMadeUp(s.held()[0]) {
			t.Errorf("made up: %s", s.held()[0])
		}
		s.inOrder()
	})
	s.wantOnce(t, o)
	if s.most != 1 || !slices.IsSorted(o.got) {
		t.Errorf("%d calls in flight, %v", s.most, o.got)
	}
}

// The record with which the part on the right has begun goes before the part on the left has come to it.
func TestAHeadThatHasGoneIsLookedUp(t *testing.T) {
	for name, remove := range map[string]func(*seam){
		"archived": func(s *seam) { s.contact(s.head).ArchivedAt = s.up.Now },
		"archived with all that follow": func(s *seam) {
			for i := range s.up.Records {
				if s.up.Records[i].ID >= s.head {
					s.up.Records[i].ArchivedAt = s.up.Now
				}
			}
		},
		"erased": func(s *seam) {
			s.up.Records = slices.DeleteFunc(s.up.Records, func(c hubspottest.Record) bool { return c.ID == s.head })
		},
		"merged": func(s *seam) {
			s.up.Records = slices.DeleteFunc(s.up.Records, func(c hubspottest.Record) bool { return c.ID == s.head })
			other := s.contact(100)
			other.Merged, other.Modified = fmt.Sprint(s.head), s.up.Now
		},
		"restored": func(s *seam) { s.contact(s.head).ArchivedAt, s.contact(s.head).Modified = time.Time{}, s.up.Now },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSeam(hubspottest.NextID)
			if s.archived = name == "restored"; s.archived {
				for i := range s.up.Records {
					s.up.Records[i].ArchivedAt = at(10, 0, 0, 0)
				}
			}
			removed := false
			o := s.read(t, func() {
				if removed {
					s.inOrder()
				} else if removed = s.startRight(); removed {
					remove(s)
				}
			})
			except := []uint64{s.head}
			for _, c := range s.up.Records {
				if name == "archived with all that follow" && c.ID >= s.head {
					except = append(except, c.ID)
				}
			}
			s.wantOnce(t, o, except...)
			s.wantReason(t, o, "")
			if !removed || s.lookups() != 1 {
				t.Errorf("removed: %t, %d lookups, want one", removed, s.lookups())
			}
		})
	}
}

// A record that the part on the left does not meet although it is there means that what is read by made-up cursors is not
// what is read without them. The run fails, and from then on nothing is made up.
func TestAHeadThatIsThereAndNotMetIsAnError(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	hidden := false
	o := s.read(t, func() {
		calls := s.held()
		switch {
		case !hidden:
			if hidden = s.startRight(); hidden {
				s.contact(s.head).ArchivedAt = s.up.Now
			}
		case calls[0].lookup():
			s.contact(s.head).ArchivedAt = time.Time{}
			s.arrive(calls[0])
			s.contact(s.head).ArchivedAt = s.up.Now
		default:
			s.inOrder()
		}
	})
	if s.lookups() != 2 {
		t.Errorf("%d lookups, want another one once the part on the left has gone back", s.lookups())
	}
	wantError(t, o.err, fmt.Sprintf("record %d exists and is missing", s.head))
	s.wantReason(t, o, fmt.Sprintf("it has %d if it is read from there", s.head))
	if !strings.Contains(s.log.String(), "untilRestart=true") {
		t.Errorf("logged %s", s.log)
	}
	s.contact(s.head).ArchivedAt = time.Time{}
	again := s.read(t, s.inOrder)
	s.wantOnce(t, again)
	if len(s.madeUp) > 0 || again.sum.Cursors != 1 {
		t.Errorf("the next run made up %v", s.madeUp)
	}
}

// A head that is restored after the part on the left has come to its ID and before it is looked up was away meanwhile: its
// time of change says so.
func TestAHeadThatIsRestoredMeanwhileIsNoError(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	hidden := false
	o := s.read(t, func() {
		calls := s.held()
		switch {
		case !hidden:
			if hidden = s.startRight(); hidden {
				s.contact(s.head).ArchivedAt = s.up.Now
			}
		case calls[0].lookup():
			s.pass(2 * time.Second)
			s.contact(s.head).ArchivedAt = time.Time{}
			s.contact(s.head).Modified = s.up.Now
			s.arrive(calls[0])
		default:
			s.inOrder()
		}
	})
	if o.err != nil {
		t.Fatal(o.err)
	}
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
}

// Records that come before the head once the part on the right has begun are passed on by the part on the left, and say
// nothing against made-up cursors.
func TestRecordsThatComeAtASeamArePassedOn(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	var start uint64
	o := s.read(t, func() {
		if start > 0 {
			s.inOrder()
			return
		}
		if !s.startRight() {
			return
		}
		cursor, _ := s.madeUp[0].cursor()
		start, _ = strconv.ParseUint(cursor, 10, 64)
		s.pass(2 * time.Second)
		for _, id := range []uint64{start - 1, start, s.head - 1} {
			if !slices.ContainsFunc(s.up.Records, func(c hubspottest.Record) bool { return c.ID == id }) {
				s.up.Records = append(s.up.Records, hubspottest.Record{ID: id, Modified: s.up.Now})
			}
		}
	})
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
	if len(s.up.Records) < 42 {
		t.Errorf("%d contacts, from %d to %d", len(s.up.Records), start, s.head)
	}
}

// The part on the left comes to where another one was to begin, before that one has an answer.
func TestAPartThatIsLateIsNotNeeded(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	o := s.read(t, func() {
		for _, c := range s.held() {
			if !s.isMadeUp(c) {
				s.arrive(c)
				return
			}
		}
		s.inOrder()
	})
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
	if len(s.madeUp) == 0 {
		t.Error("nothing was made up")
	}
}

// Parts begin beyond the end of the list, and find nothing. What is made there meanwhile is read all the same.
func TestTheLastPartIsOpen(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	empty := 0
	o := s.read(t, func() {
		calls := s.held()
		i := slices.IndexFunc(calls, s.isMadeUp)
		if i < 0 {
			s.inOrder()
			return
		}
		s.arrive(calls[i])
		if calls[i].first() == 0 && calls[i].answer.StatusCode == http.StatusOK {
			if empty++; empty == 1 {
				s.up.Records = append(s.up.Records, hubspottest.Record{ID: 1e12, Modified: s.up.Now})
			}
		}
	})
	s.wantOnce(t, o)
	if empty == 0 {
		t.Error("no part began beyond the end")
	}
}

func TestHugeGapsBetweenIDs(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	s.up.Records = nil
	for _, from := range []uint64{1, 51, 57e9, 57e9 + 1000, 1e15, 1<<63 - 30, 1<<64 - 30} {
		for i := range uint64(20) {
			s.up.Records = append(s.up.Records, hubspottest.Record{ID: from + i, Modified: at(9, 0, 0, 0)})
		}
	}
	o := s.read(t, s.inOrder)
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
}

// Every other page of a part is empty and announces another one.
func TestEmptyPagesInAPart(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	s.up.Intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
		after := r.URL.Query().Get("after")
		if after == "" || n%2 == 0 || strings.HasPrefix(after, "0") {
			return false
		}
		_, _ = fmt.Fprintf(w, `{"results":[],"paging":{"next":{"after":"0%s"}}}`, after)
		return true
	}
	o := s.read(t, s.inOrder)
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
	if len(s.madeUp) == 0 {
		t.Error("nothing was made up")
	}
}

// A made-up cursor at which there is an empty page is not tried again and again, however long the call on the left takes.
func TestEmptyPagesAtMadeUpCursors(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	s.opts.Parallel = 2
	s.up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		after := r.URL.Query().Get("after")
		if after == "" || !s.up.MadeUp(after) {
			return false
		}
		_, _ = fmt.Fprint(w, `{"results":[],"paging":{"next":{"after":"999999999"}}}`)
		return true
	}
	o := s.read(t, s.inOrder)
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
	if len(s.madeUp) != 3 {
		t.Errorf("made up %v, want three", s.madeUp)
	}
}
