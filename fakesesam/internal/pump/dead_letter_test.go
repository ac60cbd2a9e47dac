package pump

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// After its retries an entity is given up: it becomes a dead letter and is not retried until there is a new version.
func TestDeadLetters(t *testing.T) {
	const limits = patient + `,"max_retries_per_entity":2,"dead_letter_dataset":"letters","track_dead_letters":true`
	b := testBed(t, refusing(limits))
	fill(b, 2)
	b.source.set("e00", "bad")
	for range 4 {
		b.completed(t, Normal)
	}
	want := []string{"e00=bad 0 waits", "e00=bad 1 waits", "e00=bad 2 dead"}
	if diff := cmp.Diff(want, b.writeErrors(t)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"e00": "bad"}, b.content(t, "letters")); diff != "" {
		t.Error(diff)
	}
	if waiting, dead := b.left(t); waiting != 0 || dead != 1 {
		t.Errorf("%d wait, %d are dead", waiting, dead)
	}
	// The same version read again is recognised: it is counted, but not queued.
	if run := b.completed(t, Rescan); run.WriteErrors != 1 || len(b.writeErrors(t)) != 3 {
		t.Errorf("%+v %v", run, b.writeErrors(t))
	}
	b.source.set("e00", "3")
	b.completed(t, Normal)
	if diff := cmp.Diff(append(want, "e00=bad 2 resolved by 3"), b.writeErrors(t)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"e00": "-"}, b.content(t, "letters")); diff != "" {
		t.Error("the dead letter stays:", diff)
	}
}

// The dead letter of an entity is withdrawn when a version of it is written, also if a newer one failed in between.
func TestDeadLetterOfAnEarlierVersion(t *testing.T) {
	for name, limits := range map[string]struct{ limits, then string }{
		"tracked":     {`,"track_dead_letters":true`, "-"},
		"not tracked": {``, "bad"},
	} {
		for _, written := range []func(b *bed){
			func(b *bed) { b.source.set("e00", "3") },
			func(b *bed) { b.source.remove("e00") }, // nobody misses it
		} {
			b := testBed(t, refusing(patient+`,"max_retries_per_entity":2,"dead_letter_dataset":"letters"`+limits.limits))
			fill(b, 2)
			b.source.set("e00", "bad")
			for range 3 {
				b.completed(t, Normal)
			}
			b.source.set("e00", "bad")
			b.completed(t, Normal)
			if waiting, dead := b.left(t); waiting != 1 || dead != 0 {
				t.Fatalf("%s: %d wait, %d are dead", name, waiting, dead)
			}
			written(b)
			b.completed(t, Rescan)
			if diff := cmp.Diff(map[string]string{"e00": limits.then}, b.content(t, "letters")); diff != "" {
				t.Error(name, diff)
			}
		}
	}
}

// An entity without retries is given up at once: it takes no place among those that wait, whichever version failed before.
func TestGivenUpAtOnceTakesNoPlace(t *testing.T) {
	b := testBed(t, refusing(`"max_write_errors_in_retry_dataset":1,"max_consecutive_write_errors":9,"max_retries_per_entity":0`))
	for _, id := range []string{"a", "b", "c"} {
		b.source.set(id, "bad")
	}
	b.completed(t, Normal)
	if waiting, dead := b.left(t); waiting != 0 || dead != 3 {
		t.Errorf("%d wait, %d are dead", waiting, dead)
	}
	limits := b.pump.Pipe.Pump.WriteRetries
	once := limits
	once.MaxPerEntity = 1
	tolerance := newTolerance(limits, []queued{{Name: "d", Sum: "1"}})
	if tolerance.failed("d", "2", limits) != queueAndContinue || tolerance.failed("e", "1", once) != queueAndContinue ||
		tolerance.failed("f", "1", once) != endRun || tolerance.waiting != 1 {
		t.Errorf("%+v", tolerance)
	}
}

// The dataset of dead letters exists, and is complete, before there are any; the deletion of one has the version that was
// written instead.
func TestDatasetOfDeadLetters(t *testing.T) {
	b := testBed(t, refusing(patient+`,"max_retries_per_entity":0,"dead_letter_dataset":"letters","track_dead_letters":true`))
	err := b.store.View(func(tx *dataset.Tx) error {
		m, err := tx.Meta("letters")
		if err == nil && (!m.Populated || m.Next != 0) {
			t.Errorf("%+v", m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.source.set("a", "bad")
	b.source.set("b", "bad")
	b.completed(t, Normal)
	b.source.set("a", "1")
	b.source.remove("b")
	b.completed(t, Rescan)
	got := map[string]string{}
	for v, err := range b.store.Entities(context.Background(), "letters", dataset.Query{Since: -1, Deleted: true}) {
		if err != nil {
			t.Fatal(err)
		}
		got[v.ID] = string(v.Members)
	}
	want := map[string]string{"a": `"resolved_entity":{"_id":"a","_updated":"t000003","v":"1"},"v":"bad"`, "b": `"v":"bad"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Dead letters go to a dataset that the node names when the configuration names none, and stay unless they are tracked.
func TestDeadLettersWithoutAName(t *testing.T) {
	b := testBed(t, refusing(patient+`,"max_retries_per_entity":0,"use_dead_letter_dataset":true`))
	b.source.set("a", "bad")
	b.completed(t, Normal)
	b.source.set("a", "1")
	b.completed(t, Normal)
	if diff := cmp.Diff(map[string]string{"a": "bad"}, b.content(t, "system:dead-letter:p")); diff != "" {
		t.Error(diff)
	}
}
