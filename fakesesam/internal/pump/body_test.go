package pump

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

func (b *bed) receive(t *testing.T, full bool, entities string) Run {
	t.Helper()
	run, err := b.pump.Do(context.Background(), Request{Body: source.Body{Reader: strings.NewReader(entities)}, Full: full})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// What a client sends is a part of the set and deletes nothing, unless the client says that it is the whole set. The offset
// does not move either way.
func TestBodies(t *testing.T) {
	b := testBed(t, simplePipe)
	b.source.set("a", "1")
	b.completed(t, Normal)
	if run := b.receive(t, false, `[{"_id":"b","v":"1","_updated":"t9"}]`); run.SyncType != SyncIncremental || run.Changed != 1 || run.Deleted != 0 {
		t.Errorf("a part: %+v", run)
	}
	if diff := cmp.Diff(map[string]string{"a": "1", "b": "1"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
	if run := b.receive(t, true, `[{"_id":"b","v":"2"},`); run.Outcome != Failed || run.Deleted != 0 {
		t.Errorf("a whole that was cut: %+v", run)
	}
	if run := b.receive(t, true, `[{"_id":"b","v":"2"}]`); run.SyncType != SyncFull || run.Changed != 1 || run.Deleted != 1 {
		t.Errorf("the whole: %+v", run)
	}
	if diff := cmp.Diff(map[string]string{"a": "-", "b": "2"}, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
	if got := b.state(t).Offset.String(); got != stampOf(1) {
		t.Errorf("the offset moved to %s", got)
	}
}

// A pipe that is fed by a receiver never has a next run.
func TestReceiversHaveNoNextRun(t *testing.T) {
	b := testBed(t, `{"_id":"p","type":"pipe","source":{"type":"http_endpoint"},"pump":{"run_at_startup":true}}`)
	b.pump.Source = nil
	b.receive(t, false, `[{"_id":"a"}]`)
	if err := b.pump.Enable(User{}); err != nil {
		t.Fatal(err)
	}
	if err := b.pump.Forget(); err != nil {
		t.Fatal(err)
	}
	if next := b.state(t).Next; !next.IsZero() {
		t.Errorf("the next run is at %s", next)
	}
}

func (b *bed) part(t *testing.T, entities string, part Part) {
	t.Helper()
	r := Request{Body: source.Body{Reader: strings.NewReader(entities)}, Full: true, Part: &part}
	if run, err := b.pump.Do(t.Context(), r); err != nil || run.Outcome != Completed {
		t.Fatal(run, err)
	}
}

// A full set in several requests continues after a restart, and deletes nothing when a part of it could not be written.
func TestSequenceOutlivesARestart(t *testing.T) {
	for _, refused := range []bool{false, true} {
		b := testBed(t, refusing(patient))
		b.source.set("a", "1")
		b.completed(t, Normal)
		value := "2"
		if refused {
			value = "bad"
		}
		b.part(t, `[{"_id":"b","v":"`+value+`"}]`, Part{Sequence: "s", ID: "1", First: true})
		b.configure(t, refusing(patient)) // as after a restart
		b.part(t, `[{"_id":"c","v":"2"}]`, Part{Sequence: "s", ID: "2", Previous: "1", Last: true})
		want := map[string]string{"a": "-", "b": "2", "c": "2"}
		if refused {
			want = map[string]string{"a": "1", "c": "2"}
		}
		if diff := cmp.Diff(want, b.content(t, "p")); diff != "" {
			t.Errorf("refused %t: %s", refused, diff)
		}
		if b.state(t).Sequence != nil {
			t.Error("the sequence is still open")
		}
	}
}

// Only the last part makes the set a full run.
func TestOpenSequenceIsNoFullRun(t *testing.T) {
	b := testBed(t, simplePipe)
	b.part(t, `[{"_id":"a"}]`, Part{Sequence: "s", ID: "1", First: true})
	if b.populated(t, "p") || !b.state(t).Rescanned.IsZero() {
		t.Error("the dataset is populated by a part")
	}
	b.part(t, `[]`, Part{Sequence: "s", Previous: "1", Last: true})
	if !b.populated(t, "p") || b.state(t).Rescanned.IsZero() {
		t.Error("the dataset is not populated by the last part")
	}
}
