package pump

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func settle(t *testing.T, b *bed, f func(tx *dataset.Tx, name string) (bool, error)) {
	t.Helper()
	err := b.store.Update(func(tx *dataset.Tx) error {
		settled, err := f(tx, "p")
		if !settled {
			t.Error("nothing was held")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A run that changes too much of a populated dataset is stopped, and what it wrote is hidden until it is committed.
func TestCircuitBreaker(t *testing.T) {
	for _, strategy := range []string{"", `,"is_chronological":true`} {
		pipe := strings.Replace(with(`"sink":{"type":"dataset","circuit_breaker_threshold_count":4},"checkpoint_interval":1`),
			`"supports_since":true`, `"supports_since":true`+strategy, 1)
		b := testBed(t, pipe)
		fill(b, 9) // the first run may bring any number
		b.completed(t, Normal)
		before, offset := b.content(t, "p"), b.state(t).Offset
		trip := func() {
			t.Helper()
			for _, id := range []string{"e00", "e01", "e02", "e03", "new", "e04", "e05"} {
				b.source.set(id, "2")
			}
			run := b.run(t, Normal)
			if run.Outcome != Failed || run.Reason != "the circuit breaker" || b.state(t).Offset != offset {
				t.Fatalf("%+v", run)
			}
			if diff := cmp.Diff(before, b.content(t, "p")); diff != "" {
				t.Error("what is held is shown:", diff)
			}
			if run := b.run(t, Normal); run.Outcome != Failed || !strings.Contains(run.Error, "commit or roll back") {
				t.Errorf("%+v", run)
			}
		}
		trip()
		settle(t, b, (*dataset.Tx).Rollback)
		if diff := cmp.Diff(before, b.content(t, "p")); diff != "" {
			t.Error(diff)
		}
		trip()
		settle(t, b, (*dataset.Tx).Commit)
		if got := b.content(t, "p"); cmp.Equal(before, got) {
			t.Error("what was committed is not shown")
		}
		// Half of the changes are written now; the rest is below the limit.
		b.completed(t, Normal)
		if got := b.content(t, "p"); got["new"] != "2" || got["e05"] != "2" || len(got) != 10 {
			t.Error(got)
		}
	}
}

// Deletion tracking trips the breaker too.
func TestCircuitBreakerOnDeletions(t *testing.T) {
	b := testBed(t, with(`"sink":{"type":"dataset","circuit_breaker_threshold_factor":0.5}`))
	fill(b, 8)
	b.completed(t, Normal)
	before := b.content(t, "p")
	kept := b.source.byID["e07"]
	b.source.byID = map[string]thing{"e07": kept}
	if run := b.run(t, Rescan); run.Outcome != Failed || run.Reason != "the circuit breaker" {
		t.Errorf("%+v", run)
	}
	if diff := cmp.Diff(before, b.content(t, "p")); diff != "" {
		t.Error(diff)
	}
}

// Of two limits the larger one counts, and the dataset's size includes its deleted entities.
func TestCircuitBreakerLimits(t *testing.T) {
	for _, c := range []struct {
		limits string
		most   int // changes that do not trip it, of a dataset of 6 live and 2 deleted entities
	}{
		{`"circuit_breaker_threshold_count":3`, 3},
		{`"circuit_breaker_threshold_factor":0.5`, 4},
		{`"circuit_breaker_threshold_count":2,"circuit_breaker_threshold_factor":0.5`, 4},
		{`"circuit_breaker_threshold_count":5,"circuit_breaker_threshold_factor":0.5`, 5},
	} {
		for _, changes := range []int{c.most, c.most + 1} {
			b := testBed(t, with(`"sink":{"type":"dataset",`+c.limits+`}`))
			fill(b, 8)
			b.completed(t, Normal)
			b.source.tombstone("e06")
			b.source.tombstone("e07")
			b.completed(t, Normal)
			for i := range changes {
				b.source.set(fmt.Sprintf("new%d", i), "1")
			}
			if run := b.run(t, Normal); (run.Outcome == Failed) != (changes > c.most) {
				t.Errorf("%s, %d changes: %+v", c.limits, changes, run)
			}
		}
	}
}

// A populated dataset that is empty lets everything in: a share of nothing would keep it empty for ever.
func TestCircuitBreakerOfAnEmptyDataset(t *testing.T) {
	b := testBed(t, `{"_id":"p","type":"pipe","source":{"type":"http_endpoint"},"sink":{"type":"dataset","circuit_breaker_threshold_factor":0.5}}`)
	if run := b.receive(t, false, `[{"_id":"a"},{"_id":"b"}]`); run.Outcome != Completed {
		t.Errorf("%+v", run)
	}
	if run := b.receive(t, false, `[{"_id":"c"},{"_id":"d"}]`); run.Outcome != Failed {
		t.Errorf("%+v", run)
	}
}

// A run that trips the breaker may die at any write: what is then rolled back is read again.
func TestDeathOfATrippedRun(t *testing.T) {
	const chronological = `"supports_since":true,"is_chronological":true`
	unguarded := strings.Replace(with(`"checkpoint_interval":1`), `"supports_since":true`, chronological, 1)
	guarded := strings.TrimSuffix(unguarded, "}") + `,"sink":{"type":"dataset","circuit_breaker_threshold_count":4}}`
	for at, held := 1, 0; ; at++ {
		b := testBed(t, guarded)
		fill(b, 9)
		b.completed(t, Normal)
		for _, id := range []string{"e00", "e01", "e02", "e03", "new", "e04", "e05"} {
			b.source.set(id, "2")
		}
		b.pump.perCommit = 1
		b.failAt, b.dead = at, true
		b.run(t, Normal)
		survived := b.failAt > 1
		b.failAt, b.dead = 0, false
		b.configure(t, unguarded) // as after a restart, by somebody who wants the changes
		err := b.store.Update(func(tx *dataset.Tx) error {
			was, err := tx.Rollback("p")
			if was {
				held++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.completed(t, Normal)
		for _, thing := range b.source.after("") {
			if got := b.content(t, "p")[thing.id]; got != thing.value {
				t.Fatalf("death at write %d: %s is %q, want %q", at, thing.id, got, thing.value)
			}
		}
		if survived {
			if held < 2 {
				t.Errorf("only %d deaths came when the breaker had tripped", held)
			}
			return
		}
	}
}
