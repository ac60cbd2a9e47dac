package pump

import (
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// moody runs a pump with a json sink whose service fails at random, with a source that changes, reads that fail, a disk that
// fails and a node that restarts.
type moody struct {
	*bed
	t             *rapid.T
	dir, pipeline string
	chronological bool
	receiver      *receiver
	calm          bool
}

// refuse fails now and then: before or after it has accepted, for a while or for some content.
func (m *moody) refuse(entities []pushed) int {
	status := 200
	if !m.calm {
		status = rapid.SampledFrom([]int{200, 200, 200, 200, 200, 400, 429, 500, -1, -2}).Draw(m.t, "status")
		if rapid.IntRange(0, 40).Draw(m.t, "forget") == 0 {
			m.receiver.sequence = ""
		}
	}
	for _, e := range entities {
		if !m.calm && e.V == "bad" && status != -1 {
			status = 422
		}
	}
	return status
}

func (m *moody) Set(t *rapid.T) {
	for range rapid.IntRange(1, 8).Draw(t, "n") {
		m.source.set(drawID.Draw(t, "id"), rapid.SampledFrom([]string{"1", "2", "bad"}).Draw(t, "value"))
	}
}

func (m *moody) Tombstone(t *rapid.T) { m.source.tombstone(drawID.Draw(t, "id")) }

func (m *moody) Remove(t *rapid.T) { m.source.remove(drawID.Draw(t, "id")) }

func (m *moody) Restart(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t, m.dir)
	m.configure(t, m.pipeline)
}

func (m *moody) Reset(t *rapid.T) {
	if err := m.pump.SetOffset(Offset{}, User{}); err != nil {
		t.Fatal(err)
	}
}

func (m *moody) Run(t *rapid.T) { m.once(t, Normal) }

func (m *moody) Rescan(t *rapid.T) { m.once(t, Rescan) }

func (m *moody) once(t *rapid.T, kind Kind) {
	m.t = t
	switch rapid.IntRange(0, 3).Draw(t, "trouble") {
	case 0:
		m.source.failAfter = rapid.IntRange(0, 12).Draw(t, "failAfter")
	case 1:
		m.failAt = rapid.IntRange(1, 20).Draw(t, "failAt")
		m.dead = rapid.Bool().Draw(t, "dead")
	}
	waiting := m.waiting(t)
	before := len(m.receiver.offered)
	run := m.run(t, kind)
	m.failAt, m.dead, m.source.failAfter = 0, false, -1
	m.inOrder(t, m.receiver.offered[before:], waiting)
	m.nothingIsAhead(t)
	if run.Outcome == Completed {
		m.nothingIsMissing(t)
	}
}

// waiting returns what is in the queue, by name.
func (m *moody) waiting(t *rapid.T) map[string]queued {
	out := map[string]queued{}
	err := m.store.View(func(tx *dataset.Tx) error {
		all, err := m.pump.readQueue(tx)
		for _, q := range all {
			out[q.Name] = q
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inOrder checks that the entities of a run are offered to the service in the order of their changes, apart from those that
// waited before it. What is offered again counts once.
func (m *moody) inOrder(t *rapid.T, offered []pushed, waited map[string]queued) {
	if !m.chronological {
		return
	}
	last, seen := "", map[string]bool{}
	for _, e := range offered {
		updated := fmt.Sprint(e.Updated)
		if _, waits := waited[e.ID]; waits || seen[updated] {
			continue
		}
		if seen[updated] = true; updated < last {
			t.Fatalf("%s comes after %s: %+v", updated, last, offered)
		}
		last = updated
	}
}

// delivered reports whether the service has accepted the present version of an entity, or the queue has it.
func (m *moody) delivered(x thing, queue map[string]queued) bool {
	if q, there := queue[x.id]; there && q.Sum == sumOf(x.json()) {
		return true
	}
	for _, e := range m.receiver.accepted {
		if e.ID == x.id && fmt.Sprint(e.Updated) == stampOf(x.updated) {
			return true
		}
	}
	return false
}

// nothingIsAhead checks that the offset, also of a run that failed and of a node that was killed, is not ahead of what was
// accepted.
func (m *moody) nothingIsAhead(t *rapid.T) {
	s, queue := m.state(t), m.waiting(t)
	reached := s.Offset.String()
	if s.Resume != nil {
		reached = max(reached, s.Resume.Offset.String())
	}
	for _, x := range m.source.after("") {
		if stampOf(x.updated) <= reached && !m.delivered(x, queue) {
			t.Fatalf("the offset is %s, but %+v was not accepted and does not wait", reached, x)
		}
	}
}

// nothingIsMissing checks that the service has the present version of everything, and no older one since.
func (m *moody) nothingIsMissing(t *rapid.T) {
	queue, latest := m.waiting(t), map[string]string{}
	for _, e := range m.receiver.accepted {
		latest[e.ID] = fmt.Sprint(e.Updated)
	}
	for _, x := range m.source.after("") {
		q, waits := queue[x.id]
		if waits && q.Sum != sumOf(x.json()) {
			t.Fatalf("of %+v another version waits: %+v", x, q)
		}
		if !waits && latest[x.id] != stampOf(x.updated) {
			t.Fatalf("%+v is lost: the service has %q, and nothing waits", x, latest[x.id])
		}
	}
}

// wholeSet checks a full set that ends: its receiver may delete everything else.
func (m *moody) wholeSet(seen map[string]string) {
	for _, x := range m.source.after("") {
		if seen[x.id] != stampOf(x.updated) {
			m.t.Fatalf("the full set ends without %+v: %v", x, seen)
		}
	}
}

// Whatever fails, every entity reaches the service in order and at least once, or waits in the queue, or was given up; the
// offset is never ahead of that. A full set ends only if it is whole. When nothing fails any more, the service has everything.
func TestServiceThatFailsAtRandomGetsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "push-")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		m := &moody{dir: dir, t: t, chronological: rapid.Bool().Draw(t, "chronological")}
		m.receiver = &receiver{refuse: m.refuse, completed: m.wholeSet}
		m.pipeline = pushing(fmt.Sprintf(`,"checkpoint_interval":%d,"pump":{"max_write_errors_in_retry_dataset":%d,"max_consecutive_write_errors":%d,
			"max_retries_per_entity":%d,"max_read_retries":%d,"batch_retries":%d,"dead_letter_dataset":"letters"}`,
			rapid.IntRange(1, 3).Draw(t, "checkpoint"), rapid.IntRange(0, 6).Draw(t, "waiting"), rapid.IntRange(1, 3).Draw(t, "consecutive"),
			rapid.IntRange(0, 4).Draw(t, "retries"), rapid.IntRange(0, 1).Draw(t, "reads"), rapid.IntRange(0, 2).Draw(t, "batches")))
		if m.chronological {
			m.pipeline = chronologically(m.pipeline)
		}
		m.bed = &bed{clock: newClock(), source: newThings(), service: m.receiver}
		m.open(t, dir)
		defer func() { _ = m.store.Close() }()
		m.configure(t, m.pipeline)
		t.Repeat(map[string]func(*rapid.T){
			"Set": m.Set, "Tombstone": m.Tombstone, "Remove": m.Remove, "Run": m.Run, "Rescan": m.Rescan,
			"Restart": m.Restart, "Reset": m.Reset,
		})
		m.calm, m.t = true, t
		// A resumed run may find that its receiver has lost the sequence, and leaves the queue to the next.
		for range 3 {
			m.run(t, Normal)
		}
		m.nothingIsMissing(t)
		for name, q := range m.waiting(t) {
			if !q.Dead {
				t.Fatalf("%s waits though nothing is refused: %+v", name, q)
			}
		}
	})
}
