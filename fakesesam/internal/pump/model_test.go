package pump

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// machine runs a pump with a source that changes, a disk that fails and a node that restarts, and compares it with a model of
// what must be in the dataset: a map of values, and an offset.
type machine struct {
	*bed
	dir     string
	pipe    string
	content map[string]string
	offset  string
	// full means that the next run reads everything, whatever the offset is: a chronological full run has failed.
	full bool
	seen map[string]bool // by that unfinished full run
}

var drawID = rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"})

func (m *machine) Set(t *rapid.T) {
	for range rapid.IntRange(1, 6).Draw(t, "n") {
		m.source.set(drawID.Draw(t, "id"), rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "value"))
	}
}

func (m *machine) Tombstone(t *rapid.T) { m.source.tombstone(drawID.Draw(t, "id")) }

func (m *machine) Remove(t *rapid.T) { m.source.remove(drawID.Draw(t, "id")) }

func (m *machine) Run(t *rapid.T) { m.once(t, Normal) }

func (m *machine) Rescan(t *rapid.T) { m.once(t, Rescan) }

func (m *machine) Reset(t *rapid.T) {
	if err := m.pump.SetOffset(Offset{}, User{}); err != nil {
		t.Fatal(err)
	}
	m.offset, m.full = "", false
}

func (m *machine) Restart(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t, m.dir)
	m.configure(t, m.pipe)
}

// apply returns a dataset after things have been written to it.
func apply(content map[string]string, things []thing) map[string]string {
	out := maps.Clone(content)
	for _, x := range things {
		if out[x.id] = x.value; x.deleted {
			// The values that a deleted entity keeps do not matter here.
			out[x.id] = "-"
		}
	}
	return out
}

// swept returns a dataset after deletion tracking.
func swept(content map[string]string, seen map[string]bool) map[string]string {
	out := maps.Clone(content)
	for id := range out {
		if !seen[id] {
			out[id] = "-"
		}
	}
	return out
}

// once runs the pump, which may fail at any entity or at any write, and compares the outcome with what the model allows.
func (m *machine) once(t *rapid.T, kind Kind) {
	resumed := m.full && m.source.chronological
	full := kind == Rescan || m.offset == "" || resumed
	since := m.offset
	if full && !resumed {
		since = ""
	}
	if s := m.state(t); resumed {
		since = s.Resume.Offset.String()
	}
	if !resumed {
		m.seen = map[string]bool{}
	}
	things := m.source.after(since)
	switch rapid.IntRange(0, 3).Draw(t, "trouble") {
	case 0:
		m.source.failAfter = rapid.IntRange(0, len(things)).Draw(t, "failAfter")
	case 1:
		m.failAt = rapid.IntRange(1, 40).Draw(t, "failAt")
		m.dead = rapid.Bool().Draw(t, "dead")
	}
	m.pump.perCommit = rapid.SampledFrom([]int{1, 2, batchesPerCommit}).Draw(t, "perCommit")
	run := m.run(t, kind)
	m.failAt, m.dead = 0, false
	got := m.bed.content(t, "p")

	if run.Outcome == Completed {
		if resumed {
			m.offset = since
		}
		m.succeeded(t, run, full, things)
		if diff := cmp.Diff(m.content, got); diff != "" {
			t.Fatalf("after a run that completed, want -, got +\n%s", diff)
		}
	} else {
		m.failed(t, full, things, got)
	}
	if offset := m.state(t).Offset.String(); offset != m.offset {
		t.Fatalf("the offset is %q, want %q", offset, m.offset)
	}
}

func (m *machine) succeeded(t *rapid.T, run Run, full bool, things []thing) {
	seen := maps.Clone(m.seen)
	for i, x := range things {
		seen[x.id] = true
		if stamp := stampOf(x.updated); stamp > m.offset || m.source.chronological && i == len(things)-1 {
			m.offset = stamp
		}
	}
	m.content = apply(m.content, things)
	if full {
		m.content = swept(m.content, seen)
	}
	if run.Processed != len(things) {
		t.Fatalf("processed %d, want %d", run.Processed, len(things))
	}
	if wantFull := run.SyncType == SyncFull; wantFull != full {
		t.Fatalf("the run was %s, full is %v", run.SyncType, full)
	}
	m.full = false
}

// failed finds the complete batches that were written: nothing else may have happened, except for deletion tracking that was in
// progress after a full run had been read to its end.
func (m *machine) failed(t *rapid.T, full bool, things []thing, got map[string]string) {
	const batch = 3
	for n := 0; ; n += batch {
		n = min(n, len(things))
		written := apply(m.content, things[:n])
		if cmp.Equal(written, got) || full && n == len(things) && between(written, got, m.everSeen(things)) {
			break
		}
		if n == len(things) {
			t.Fatalf("after a run that failed the dataset is neither as it was nor whole batches further:\nbefore %v\nthings %v\ngot    %v", m.content, things, got)
		}
	}
	m.content = got
	if !m.source.chronological {
		return
	}
	// Only the pump knows how far a chronological source came; everything up to there must be in the dataset.
	s := m.state(t)
	m.full = s.Resume != nil
	if m.full {
		m.seen = m.everSeen(nil)
		for _, x := range m.source.after("") {
			if stampOf(x.updated) <= s.Resume.Offset.String() {
				m.seen[x.id] = true
			}
		}
	}
	reached := s.Offset.String()
	if reached > stampOf(m.source.tick) {
		t.Fatalf("the offset is %s, which the source never yielded", reached)
	}
	for _, x := range things {
		want := x.value
		if x.deleted {
			want = "-"
		}
		if stampOf(x.updated) <= reached && stampOf(x.updated) > m.offset && got[x.id] != want {
			t.Fatalf("the offset is %s, and %+v is not in the dataset: %v", reached, x, got)
		}
	}
	m.offset = reached
}

func (m *machine) everSeen(things []thing) map[string]bool {
	seen := maps.Clone(m.seen)
	for _, x := range things {
		seen[x.id] = true
	}
	return seen
}

// between reports whether got is written with some, but not all, of the unseen entities deleted.
func between(written, got map[string]string, seen map[string]bool) bool {
	if len(written) != len(got) {
		return false
	}
	for id, value := range written {
		if got[id] != value && (seen[id] || got[id] != "-") {
			return false
		}
	}
	return true
}

// A pump with failures at every read and every write, resets and restarts behaves like the model: a completed run makes the
// dataset equal to the source, a failed one leaves complete batches, and the offset is never ahead of them.
func TestPumpIsLikeTheModel(t *testing.T) {
	for _, kind := range []string{"max", "chronological"} {
		t.Run(kind, func(t *testing.T) {
			pipe := simplePipe
			if kind == "chronological" {
				pipe = strings.Replace(pipe, `"supports_since":true`, `"supports_since":true,"is_chronological":true`, 1)
				pipe = strings.Replace(pipe, `"batch_size":3`, `"batch_size":3,"checkpoint_interval":1`, 1)
			}
			rapid.Check(t, func(t *rapid.T) {
				dir, err := os.MkdirTemp("", "pump-")
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = os.RemoveAll(dir) }()
				m := &machine{bed: newBed(t, dir, pipe), dir: dir, pipe: pipe, content: map[string]string{}}
				defer func() { _ = m.store.Close() }()
				t.Repeat(map[string]func(*rapid.T){
					"Set": m.Set, "Tombstone": m.Tombstone, "Remove": m.Remove, "Run": m.Run, "Rescan": m.Rescan,
					"Reset": m.Reset, "Restart": m.Restart,
				})
				// Without failures, one complete run makes the dataset equal to the source.
				m.source.failAfter = -1
				m.Reset(t)
				m.completed(t, Normal)
				want := map[string]string{}
				for _, x := range m.source.after("") {
					if !x.deleted {
						want[x.id] = x.value
					}
				}
				got := m.bed.content(t, "p")
				maps.DeleteFunc(got, func(_, v string) bool { return v == "-" })
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatal(fmt.Sprintf("the dataset is not the source: want -, got +\n%s", diff))
				}
			})
		})
	}
}
