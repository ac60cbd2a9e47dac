package extract_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// A record comes where the part on the left has just seen none, and before the part on the right begins, whose head it is.
func TestAHeadThatComesMeanwhileIsNoMisfit(t *testing.T) {
	for _, habit := range []hubspottest.Habit{hubspottest.NextID, hubspottest.AfterLast} {
		for _, atEnd := range []bool{false, true} {
			t.Run(fmt.Sprint(string(habit), " ", atEnd), func(t *testing.T) {
				s := newSeam(habit)
				s.opts.Parallel = 2
				var came uint64
				o := s.read(t, func() {
					calls := s.held()
					i := slices.IndexFunc(calls, s.isMadeUp)
					if came > 0 || i < 0 || len(calls) < 2 {
						s.inOrder()
						return
					}
					left, right := calls[1-i], calls[i]
					for left.answer == nil {
						s.goOn(left)
					}
					more := strings.Contains(left.got, `"after"`)
					if start := right.start(); !s.has(start) && left.last() >= start && more && !atEnd || !more && atEnd {
						came = start
						s.up.Records = append(s.up.Records, hubspottest.Record{ID: came, Modified: s.up.Now})
						s.arrive(right)
						return
					}
					s.arrive(left)
				})
				s.wantOnce(t, o)
				s.wantReason(t, o, "")
				if came == 0 {
					t.Error("no record came")
				}
			})
		}
	}
}

// start is the number that is the cursor of a list.
func (c *heldCall) start() uint64 {
	cursor, _ := c.cursor()
	start, _ := strconv.ParseUint(cursor, 10, 64)
	return start
}

// Records go after the part on the left has been shown them, and before the part on the right is shown its own, or that there
// are none.
func TestRecordsThatGoMeanwhileSayNothingOfCursors(t *testing.T) {
	for _, all := range []bool{false, true} {
		t.Run(fmt.Sprint("all: ", all), func(t *testing.T) {
			s := newSeam(hubspottest.NextID)
			s.opts.Parallel = 2
			var gone []uint64
			o := s.read(t, func() {
				calls := s.held()
				i := slices.IndexFunc(calls, s.isMadeUp)
				if len(gone) > 0 || i < 0 || len(calls) < 2 {
					s.inOrder()
					return
				}
				left, right := calls[1-i], calls[i]
				for left.answer == nil {
					s.goOn(left)
				}
				for i := range s.up.Records {
					c := &s.up.Records[i]
					if shown := c.ID <= left.last(); c.ID >= right.start() && left.last() >= right.start() && (shown || all) {
						gone, c.ArchivedAt = append(gone, c.ID), s.up.Now
					}
				}
				if len(gone) > 0 {
					s.arrive(right)
					return
				}
				s.arrive(left)
			})
			if len(gone) == 0 {
				t.Fatal("nothing has gone")
			}
			if !all {
				gone = nil // all that has gone was shown before
			}
			s.wantOnce(t, o, gone...)
			s.wantReason(t, o, "")
		})
	}
}

func (s *seam) has(id uint64) bool {
	return slices.ContainsFunc(s.up.Records, func(c hubspottest.Record) bool { return c.ID == id })
}

// The head is restored after the part on the left has not met it and before it is looked up.
func TestAHeadThatIsRestoredIsNoMisfit(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	hidden := false
	o := s.read(t, func() {
		switch calls := s.held(); {
		case !hidden:
			if hidden = s.startRight(); hidden {
				s.contact(s.head).ArchivedAt = s.up.Now
			}
		case calls[0].lookup():
			s.contact(s.head).ArchivedAt, s.contact(s.head).Modified = time.Time{}, s.up.Now
			s.arrive(calls[0])
		default:
			s.inOrder()
		}
	})
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
	if !hidden || s.lookups() != 1 {
		t.Errorf("hidden: %t, %d lookups, want one", hidden, s.lookups())
	}
}

// All that follows a made-up cursor goes before the part that begins there has an answer, but after another one has begun on
// its right; or it is restored before the head of that one is looked up.
func TestAPartThatFindsNothingBecauseItHasGone(t *testing.T) {
	for _, restored := range []bool{false, true} {
		s := newSeam(hubspottest.NextID)
		var gone []uint64
		o := s.read(t, func() {
			if restored && slices.ContainsFunc(s.held(), (*heldCall).lookup) {
				for _, id := range gone {
					s.contact(id).ArchivedAt, s.contact(id).Modified = time.Time{}, s.up.Now
				}
			}
			i := slices.IndexFunc(s.held(), s.isMadeUp)
			if i < 0 {
				s.inOrder()
				return
			}
			c := s.held()[i]
			if start := c.start(); start < s.head && len(gone) == 0 {
				for i := range s.up.Records {
					if contact := &s.up.Records[i]; contact.ID >= start {
						gone, contact.ArchivedAt = append(gone, contact.ID), s.up.Now
					}
				}
			}
			s.arrive(c)
			s.head = max(s.head, c.first())
		})
		s.wantOnce(t, o, gone...)
		s.wantReason(t, o, "")
		if len(gone) == 0 {
			t.Error("nothing has gone")
		}
	}
}

// A made-up cursor at which the list ends, although it has had more all the time, is not one to read with.
func TestACursorThatEndsTheListIsNotedForGood(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	ended := false
	s.up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		after := r.URL.Query().Get("after")
		start, _ := strconv.ParseUint(after, 10, 64)
		if !s.up.MadeUp(after) || start > s.head {
			return false
		}
		ended = true
		_, _ = w.Write([]byte(`{"results":[]}`))
		return true
	}
	o := s.read(t, func() {
		if i := slices.IndexFunc(s.held(), s.isMadeUp); i >= 0 {
			c := s.held()[i]
			s.arrive(c)
			s.head = max(s.head, c.first())
			return
		}
		s.inOrder()
	})
	s.wantOnce(t, o)
	s.wantReason(t, o, "it ends at the cursor ")
	if !ended {
		t.Error("no list ended")
	}
}

// What HubSpot's edge refuses says nothing of cursors.
func TestAFaultyEdgeIsNoReasonToGiveUp(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	refused := 0
	s.up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if refused > 0 || !s.up.MadeUp(r.URL.Query().Get("after")) {
			return false
		}
		refused++
		w.WriteHeader(525)
		return true
	}
	o := s.read(t, s.inOrder)
	s.wantOnce(t, o)
	s.wantReason(t, o, "")
	if refused == 0 || o.sum.Cursors < 2 {
		t.Errorf("%d refused, %d cursors", refused, o.sum.Cursors)
	}
}

// Once a made-up cursor has been rejected none is made up any more, even if another one works.
func TestNothingIsMadeUpOnceACursorIsRejected(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	s.up.PageSize = 1
	rejected, before := false, 0
	s.up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if rejected || len(s.madeUp) < 2 || !s.up.MadeUp(r.URL.Query().Get("after")) {
			return false
		}
		rejected = true
		w.WriteHeader(http.StatusBadRequest)
		return true
	}
	o := s.read(t, func() {
		waiting := slices.DeleteFunc(slices.Clone(s.held()), func(c *heldCall) bool { return !s.isMadeUp(c) })
		if !rejected && len(waiting) == 1 {
			for _, c := range s.held() {
				if !s.isMadeUp(c) {
					s.arrive(c)
					return
				}
			}
		}
		if !rejected && len(waiting) > 1 {
			before = len(s.madeUp)
			s.arrive(waiting[0])
			return
		}
		s.inOrder()
	})
	s.wantOnce(t, o)
	s.wantReason(t, o, "rejects")
	if !rejected || before == 0 || len(s.madeUp) > before {
		t.Errorf("rejected: %t; made up %d before, %d in all\n%s", rejected, before, len(s.madeUp), strings.Join(s.story, "\n"))
	}
}

// The largest ID there is comes in the middle of a page: what follows is not in order.
func TestTheLargestIDIsTheLast(t *testing.T) {
	s := newSeam(hubspottest.NextID)
	s.up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n > 1 {
			return false
		}
		_, _ = fmt.Fprintf(w, `{"results":[%s]}`, hubspottest.Join([]hubspottest.Record{{ID: math.MaxUint64}, {ID: 5}}, nil))
		return true
	}
	o := s.read(t, s.inOrder)
	if len(o.got) != 2 || o.err != nil {
		t.Errorf("%v, %v", o.got, o.err)
	}
	s.wantReason(t, o, "not in the order of their IDs")
}
