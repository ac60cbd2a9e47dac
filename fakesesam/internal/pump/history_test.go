package pump

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func history(t fatal, b *bed) (out []Past) {
	t.Helper()
	err := b.store.View(func(tx *dataset.Tx) (err error) {
		out, err = b.pump.History(tx)
		return err
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return out
}

// The last runs are known with their numbers and offsets, also those that changed nothing; those in the log say where.
func TestHistory(t *testing.T) {
	b := testBed(t, simplePipe)
	if past := history(t, b); past != nil {
		t.Errorf("before any run: %+v", past)
	}
	fill(b, 3)
	first := b.completed(t, Normal)
	second := b.completed(t, Normal)
	past := history(t, b)
	if len(past) != 2 || past[1].Number != 1 || past[0].Number != 2 || past[1].Changed != first.Changed || past[0].Processed != second.Processed {
		t.Fatalf("%+v", past)
	}
	if past[1].Before != "" || past[0].Before != first.Offset || past[1].Batches != 1 {
		t.Errorf("%+v", past)
	}
	if log := b.log(t); int64(log[past[1].First].Updated) != past[1].First || log[past[1].Last].Type != eventCompleted || past[0].Last != -1 {
		t.Errorf("%+v in %+v", past, log)
	}
}

// Only the last runs are kept, and nothing of a pipe that is removed.
func TestHistoryIsBounded(t *testing.T) {
	b := testBed(t, simplePipe)
	for range runsKept + 7 {
		b.completed(t, Normal)
	}
	past := history(t, b)
	if len(past) != runsKept || past[0].Number != runsKept+7 || past[runsKept-1].Number != 8 {
		t.Errorf("%d runs, from %d to %d", len(past), past[len(past)-1].Number, past[0].Number)
	}
	if err := b.store.Update(b.pump.Erase); err != nil {
		t.Fatal(err)
	}
	if past := history(t, b); past != nil {
		t.Errorf("after the pipe was removed: %+v", past)
	}
}
