package extract_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// seam is an upstream of 40 contacts in pages of three, whose calls a test lets go on, and what the lists of a run were.
type seam struct {
	*switchboard
	cursors  *extract.Cursors
	log      *strings.Builder
	opts     extract.Options
	madeUp   []*heldCall // the calls with made-up cursors
	archived bool        // the list that is read is the archive
	head     uint64      // with which the first of them began
}

func newSeam(habit hubspottest.Habit) *seam {
	ids := make([]uint64, 40)
	for i := range ids {
		ids[i] = uint64(100 + 10*i + i*i%7)
	}
	up := hubspottest.New(ids...)
	up.PageSize, up.Habit = 3, habit
	s := &seam{switchboard: newSwitchboard(up), opts: options()}
	s.cursors, s.log = loggedCursors()
	s.opts.Cursors = s.cursors
	return s
}

// read makes a run. step as in play.
func (s *seam) read(t *testing.T, step func()) outcome {
	t.Helper()
	s.madeUp, s.head = nil, 0
	req := extract.Request{}
	if s.archived {
		req.Since = at(8, 0, 0, 0)
	}
	return s.play(t, s.opts, req, func() {
		for _, c := range s.held() {
			if s.isMadeUp(c) && !slices.Contains(s.madeUp, c) {
				s.madeUp = append(s.madeUp, c)
			}
		}
		step()
	})
}

func (s *seam) isMadeUp(c *heldCall) bool {
	cursor, ok := c.cursor()
	return ok && s.up.MadeUp(cursor)
}

// startRight lets a call with a made-up cursor begin first, as soon as there is one, and reports whether one has begun.
func (s *seam) startRight() bool {
	for _, c := range s.held() {
		if s.head == 0 && s.isMadeUp(c) {
			s.arrive(c)
			if shown := c.first(); shown > 0 {
				s.head = shown
				return true
			}
			return false
		}
	}
	if s.head == 0 {
		s.inOrder()
	}
	return s.head > 0
}

// first is the ID of the first record of an answer, 0 if there is none.
func (c *heldCall) first() uint64 {
	_, text, _ := strings.Cut(c.got, `"id":"`)
	text, _, _ = strings.Cut(text, `"`)
	id, _ := strconv.ParseUint(text, 10, 64)
	return id
}

// contact returns the contact that has an ID.
func (s *seam) contact(id uint64) *hubspottest.Record {
	i := slices.IndexFunc(s.up.Records, func(c hubspottest.Record) bool { return c.ID == id })
	return &s.up.Records[i]
}

func (s *seam) lookups() int {
	n := 0
	for _, r := range s.up.Requests() {
		if strings.HasSuffix(r.Path, "/batch/read") {
			n++
		}
	}
	return n
}

// wantOnce fails the test unless each of the contacts from and not in except was returned exactly once.
func (s *seam) wantOnce(t *testing.T, o outcome, except ...uint64) {
	t.Helper()
	if o.err != nil {
		t.Fatalf("%v\n%s", o.err, strings.Join(s.story, "\n"))
	}
	mark := ""
	if s.archived {
		mark = "-"
	}
	got := ids(o.got)
	for _, c := range s.up.Records {
		if n := got[fmt.Sprint(mark, c.ID)]; n != 1 && !slices.Contains(except, c.ID) {
			t.Errorf("%d was returned %d times\n%s", c.ID, n, strings.Join(s.story, "\n"))
		}
	}
}

func (s *seam) wantReason(t *testing.T, o outcome, reason string) {
	t.Helper()
	if !strings.Contains(o.sum.OneCursor, reason) || (o.sum.OneCursor == "") != (reason == "") {
		t.Errorf("one cursor because of %q, want %q", o.sum.OneCursor, reason)
	}
	if n := strings.Count(s.log.String(), "read with one cursor"); n != min(len(reason), 1) {
		t.Errorf("logged %d times:\n%s", n, s.log)
	}
}
