package extract_test

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// Whatever HubSpot makes of a cursor that it has not issued, nothing is lost. If it cannot be relied on, the next run makes up
// none, and the reason is in the log, once.
func TestHabitsOfCursors(t *testing.T) {
	for _, test := range []struct {
		habit   hubspottest.Habit
		reason  string
		forGood bool
		first   bool // the first run makes up cursors
	}{
		{hubspottest.Late, "at the cursor ", true, true},
		{hubspottest.Early, "not within its cursors", true, true},
		{hubspottest.Ending, "at the cursor ", true, true},
		{hubspottest.Refused, "HubSpot rejects a cursor that it has not issued", true, true},
		{hubspottest.Opaque, "its cursors are not numbers", false, false},
		{hubspottest.PageNumber, "its cursors do not follow the IDs", false, false},
		{hubspottest.Descending, "not in the order of their IDs", false, false},
	} {
		t.Run(string(test.habit), func(t *testing.T) {
			s := newSeam(test.habit)
			for n := range 3 {
				o := s.read(t, s.inOrder)
				s.wantOnce(t, o)
				s.wantReason(t, o, test.reason)
				if madeUp := len(s.madeUp) > 0; madeUp != (test.first && n == 0) {
					t.Errorf("run %d made up %v", n+1, s.madeUp)
				}
			}
			// Cursors that look as they should are believed again, unless they have been tried.
			s.up.Habit = hubspottest.NextID
			o := s.read(t, s.inOrder)
			s.wantOnce(t, o)
			if (o.sum.Cursors == 1) != test.forGood || (o.sum.OneCursor == "") == test.forGood {
				t.Errorf("afterwards: %d cursors, %q", o.sum.Cursors, o.sum.OneCursor)
			}
		})
	}
}

// A part that cannot begin for a reason of the moment is left to the part before it. After three in a row the run makes up no
// more; the next run tries again.
func TestPartsThatCannotBegin(t *testing.T) {
	s := newSeam(hubspottest.Failing)
	s.opts.Parallel = 2
	for range 2 {
		o := s.read(t, s.inOrder)
		s.wantOnce(t, o)
		s.wantReason(t, o, "")
		if len(s.madeUp) != 3 {
			t.Errorf("made up %v, want three", s.madeUp)
		}
	}
	// One that begins starts the count again.
	s.up.Habit = hubspottest.NextID
	o := s.read(t, func() {
		for _, c := range s.held() {
			if s.isMadeUp(c) && len(s.madeUp)%3 != 0 {
				s.up.Habit = hubspottest.Failing
			}
		}
		s.inOrder()
		s.up.Habit = hubspottest.NextID
	})
	s.wantOnce(t, o)
	if len(s.madeUp) < 5 {
		t.Errorf("made up %v", s.madeUp)
	}
}
