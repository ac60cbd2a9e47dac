package push

import (
	"errors"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// newRun is a run of what a body holds.
func newRun(room *Room, body string) *Run {
	return &Run{
		opts: Options{Room: room, Parallel: 1, Clock: clock.System{}}, body: sesam.NewElements(strings.NewReader(body), largestEntity),
		claims: newClaims(), own: newOwn(room), share: share{room: room},
	}
}

// As long as other requests take the memory to remember what this one has written, what looks like a conflict may be its own doing:
// the entity is left, and the request fails, and can be sent again. Otherwise it is a conflict.
func TestWhatMayBeNoConflictIsLeft(t *testing.T) {
	room := NewRoom(ownPart*ownRecord, nil)
	other := newOwn(room)
	other.note("1", nil)
	run := newRun(room, "[]")
	run.own.note("2", nil)
	left, conflict := new(sent), new(sent)
	(&batch{run: run}).conflict(left, "2", []string{"firstname"})
	if left.verdict.Status != Unwritten || !errors.Is(run.Failure(), ErrShort) {
		t.Errorf("without room: %+v, %v", left.verdict, run.Failure())
	}
	other.forget()
	again := newRun(room, "[]")
	again.own.note("2", nil)
	(&batch{run: again}).conflict(conflict, "2", []string{"firstname"})
	if conflict.verdict.Status != Conflict || again.Failure() != nil {
		t.Errorf("with room: %+v, %v", conflict.verdict, again.Failure())
	}
}

// A request that has ended gives back what it has taken to remember.
func TestARunForgets(t *testing.T) {
	room := NewRoom(ownPart*ownRecord, nil)
	run := newRun(room, "[]")
	run.own.note("1", nil)
	for _, err := range run.Verdicts(t.Context()) {
		t.Error(err)
	}
	if !room.own.TryAcquire(ownRecord) {
		t.Error("what it has remembered still takes room")
	}
}

// What is left unwritten because something else has failed is named in the answer all the same.
func TestEntitiesAreNamedAfterAFailure(t *testing.T) {
	run := newRun(NewRoom(1<<20, nil), `[{"_id":"a"}]`)
	run.fail(errors.New("HubSpot is away"))
	for v, err := range run.Verdicts(t.Context()) {
		if v.Key != "a" || v.Status != Unwritten || err != nil {
			t.Errorf("%+v, %v", v, err)
		}
	}
}
