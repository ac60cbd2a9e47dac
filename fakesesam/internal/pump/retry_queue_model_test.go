package pump

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// refusal runs a pump whose rules fail for some entities some of the time, with a source that changes, reads that fail, a disk
// that fails and a node that restarts.
type refusal struct {
	*bed
	dir           string
	limits        string
	chronological bool
}

func (m *refusal) pipe(refuse bool) string {
	pipe := accepting(m.limits)
	if refuse {
		pipe = refusing(m.limits)
	}
	if m.chronological {
		pipe = strings.Replace(pipe, `"supports_since":true`, `"supports_since":true,"is_chronological":true`, 1)
	}
	return pipe
}

func (m *refusal) Set(t *rapid.T) {
	for range rapid.IntRange(1, 6).Draw(t, "n") {
		m.source.set(drawID.Draw(t, "id"), rapid.SampledFrom([]string{"1", "2", "bad"}).Draw(t, "value"))
	}
}

func (m *refusal) Tombstone(t *rapid.T) { m.source.tombstone(drawID.Draw(t, "id")) }

func (m *refusal) Remove(t *rapid.T) { m.source.remove(drawID.Draw(t, "id")) }

func (m *refusal) Configure(t *rapid.T) { m.configure(t, m.pipe(rapid.Bool().Draw(t, "refuse"))) }

func (m *refusal) Restart(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t, m.dir)
	m.Configure(t)
}

func (m *refusal) Reset(t *rapid.T) {
	if err := m.pump.SetOffset(Offset{}, User{}); err != nil {
		t.Fatal(err)
	}
}

func (m *refusal) Run(t *rapid.T) { m.once(t, Normal) }

func (m *refusal) Rescan(t *rapid.T) { m.once(t, Rescan) }

func (m *refusal) once(t *rapid.T, kind Kind) {
	switch rapid.IntRange(0, 3).Draw(t, "trouble") {
	case 0:
		m.source.failAfter = rapid.IntRange(0, 12).Draw(t, "failAfter")
	case 1:
		m.failAt = rapid.IntRange(1, 60).Draw(t, "failAt")
		m.dead = rapid.Bool().Draw(t, "dead")
	}
	m.pump.perCommit = rapid.SampledFrom([]int{1, 2, batchesPerCommit}).Draw(t, "perCommit")
	run := m.run(t, kind)
	m.failAt, m.dead, m.source.failAfter = 0, false, -1
	if run.Outcome == Completed {
		m.nothingIsLost(t)
	}
}

// nothingIsLost compares the dataset and the queue with the source: each entity is written in its present version, or that
// version is queued or was given up.
func (m *refusal) nothingIsLost(t *rapid.T) {
	queued := m.queue(t)
	got := m.content(t, "p")
	for _, x := range m.source.after("") {
		if u, there := queued[x.id]; there {
			if u.Sum != sumOf(x.json()) {
				t.Fatalf("of %+v another version is queued: %+v", x, u)
			}
			continue
		}
		want := x.value
		if x.deleted {
			want = "-"
		}
		if got[x.id] != want {
			t.Fatalf("%+v is lost: the dataset has %q, and nothing waits", x, got[x.id])
		}
	}
	letters := m.content(t, "letters")
	for id, u := range queued {
		if !u.Dead {
			continue
		}
		if _, there := letters[id]; !there {
			t.Fatalf("%s was given up and is not among the dead letters", id)
		}
	}
}

func (m *refusal) queue(t *rapid.T) map[string]queued {
	out, waits := map[string]queued{}, 0
	err := m.store.View(func(tx *dataset.Tx) error {
		all, err := m.pump.readQueue(tx)
		for _, u := range all {
			out[u.Name] = u
			if !u.Dead {
				waits++
			}
		}
		if limit := m.pump.Pipe.Pump.WriteRetries.MaxWaiting; waits > limit {
			t.Fatalf("%d wait, %d may", waits, limit)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whatever fails, and however often, each entity is written, queued, or given up. When the rules no longer fail, the next runs
// write everything in the queue without reading it again.
func TestNothingThatFailsIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "pump-")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		m := &refusal{dir: dir, chronological: rapid.Bool().Draw(t, "chronological")}
		m.limits = fmt.Sprintf(`"max_write_errors_in_retry_dataset":%d,"max_consecutive_write_errors":%d,"max_retries_per_entity":%d,
			"max_read_retries":%d,"dead_letter_dataset":"letters"`, rapid.IntRange(0, 6).Draw(t, "waiting"), rapid.IntRange(1, 3).Draw(t, "consecutive"),
			rapid.IntRange(0, 4).Draw(t, "retries"), rapid.IntRange(0, 1).Draw(t, "reads"))
		m.bed = newBed(t, dir, m.pipe(true))
		defer func() { _ = m.store.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"Set": m.Set, "Tombstone": m.Tombstone, "Remove": m.Remove, "Run": m.Run, "Rescan": m.Rescan,
			"Configure": m.Configure, "Restart": m.Restart, "Reset": m.Reset,
		})
		m.configure(t, m.pipe(false))
		// The first run may resume an interrupted full one, which leaves the queue to the second.
		for range 2 {
			m.completed(t, Normal)
			m.nothingIsLost(t)
		}
		for name, u := range m.queue(t) {
			if !u.Dead {
				t.Fatalf("%s waits though nothing is refused: %+v", name, u)
			}
		}
	})
}
