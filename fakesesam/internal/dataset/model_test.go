package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// model is the simplest dataset: a list of versions.
type model struct {
	versions []modelVersion
	state    string
}

type modelVersion struct {
	ID       string
	Deleted  bool
	Value    string
	Offset   int64
	Previous int64
}

func (m *model) clone() model { return model{slices.Clone(m.versions), m.state} }

func (m *model) latest(id string) *modelVersion {
	for i := len(m.versions) - 1; i >= 0; i-- {
		if m.versions[i].ID == id {
			return &m.versions[i]
		}
	}
	return nil
}

func (m *model) append(id, value string, deleted bool) {
	previous := int64(-1)
	if before := m.latest(id); before != nil {
		if before.Value == value && before.Deleted == deleted {
			return
		}
		previous = before.Offset
	}
	m.versions = append(m.versions, modelVersion{id, deleted, value, int64(len(m.versions)), previous})
}

func (m *model) query(q Query) []modelVersion {
	out := []modelVersion{}
	for _, v := range m.versions {
		if v.Offset > q.Since && (q.History || m.latest(v.ID).Offset == v.Offset) && (q.Deleted || !v.Deleted) {
			out = append(out, v)
		}
	}
	if q.Reverse {
		slices.Reverse(out)
	}
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out
}

// machine runs the same operations on the store and the model.
type machine struct {
	dir   string
	store *Store
	model model
	// failAt makes the n-th next write fail; 0 for none.
	failAt int
}

var errInjected = errors.New("injected")

func (m *machine) fault(string) error {
	if m.failAt > 0 {
		if m.failAt--; m.failAt == 0 {
			return errInjected
		}
	}
	return nil
}

func (m *machine) open(t *rapid.T) {
	var err error
	m.store, err = Open(m.dir, Options{NoSync: true, Now: func() time.Time { return time.Unix(1, 0) }, Fault: m.fault})
	if err != nil {
		t.Fatal(err)
	}
}

var drawID = rapid.SampledFrom([]string{"a", "b", "c", "dé", "e\"", "f/g", "7", "10"})

type drawn struct {
	id, value string
	deleted   bool
}

var drawEntity = rapid.Custom(func(t *rapid.T) drawn {
	return drawn{drawID.Draw(t, "id"), rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "value"), rapid.IntRange(0, 4).Draw(t, "deleted") == 0}
})

func entity(e drawn) Entity {
	return Entity{ID: e.id, Deleted: e.deleted, Members: fmt.Appendf(nil, `"v":%q`, e.value)}
}

// update runs a transaction that may fail at any of its writes, in which case the model stays as it was. It reports which.
func (m *machine) update(t *rapid.T, f func(tx *Tx, next *model) error) bool {
	next := m.model.clone()
	if rapid.IntRange(0, 3).Draw(t, "fails") == 0 {
		m.failAt = rapid.IntRange(1, 12).Draw(t, "failAt")
	}
	err := m.store.Update(func(tx *Tx) error { return f(tx, &next) })
	m.failAt = 0
	switch {
	case err == nil:
		m.model = next
	case !errors.Is(err, errInjected):
		t.Fatal(err)
	}
	return err == nil
}

// Append writes a batch together with a state, as a pump does.
func (m *machine) Append(t *rapid.T) {
	batch := rapid.SliceOfN(drawEntity, 0, 6).Draw(t, "batch")
	m.update(t, func(tx *Tx, next *model) error {
		for _, e := range batch {
			if _, err := tx.Append("d", entity(e), nil); err != nil {
				return err
			}
			next.append(e.id, e.value, e.deleted)
		}
		next.state = fmt.Sprint(len(next.versions))
		return tx.SetState("offset", next.state)
	})
}

// FullRun writes batches of a full run and then deletes what it did not see.
func (m *machine) FullRun(t *rapid.T) {
	tracker := NewTracker(int64(len(m.model.versions)))
	seen := map[string]bool{}
	for range rapid.IntRange(0, 3).Draw(t, "batches") {
		batch := rapid.SliceOfN(drawEntity, 0, 4).Draw(t, "batch")
		committed := m.update(t, func(tx *Tx, next *model) error {
			for _, e := range batch {
				if _, err := tx.Append("d", entity(e), tracker); err != nil {
					return err
				}
				next.append(e.id, e.value, e.deleted)
			}
			return nil
		})
		if !committed {
			return // the run has failed: no deletion tracking
		}
		for _, e := range batch {
			seen[e.id] = true
		}
	}
	for after := ""; ; {
		scan := rapid.IntRange(1, 10).Draw(t, "scan")
		var next string
		err := m.store.Update(func(tx *Tx) error {
			var err error
			_, next, err = tx.Sweep("d", tracker, after, scan, false)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if after = next; after == "" {
			break
		}
	}
	var ids []string
	for _, v := range m.model.versions {
		ids = append(ids, v.ID)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if last := m.model.latest(id); !seen[id] && !last.Deleted {
			m.model.append(id, last.Value, true)
		}
	}
}

// Reopen closes the store and opens it again.
func (m *machine) Reopen(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t)
}

// Query compares the result of a query.
func (m *machine) Query(t *rapid.T) {
	q := Query{
		Since:   rapid.Int64Range(-1, int64(len(m.model.versions))+1).Draw(t, "since"),
		Limit:   rapid.IntRange(0, 8).Draw(t, "limit"),
		History: rapid.Bool().Draw(t, "history"),
		Deleted: rapid.Bool().Draw(t, "deleted"),
		Reverse: rapid.Bool().Draw(t, "reverse"),
	}
	m.compare(t, q)
}

func (m *machine) compare(t *rapid.T, q Query) {
	got := []modelVersion{}
	for v, err := range m.store.Entities(context.Background(), "d", q) {
		if errors.Is(err, ErrNoDataset) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var body struct{ V string }
		if err := json.Unmarshal(v.AppendJSON(nil), &body); err != nil {
			t.Fatal(err)
		}
		got = append(got, modelVersion{v.ID, v.Deleted, body.V, v.Offset, v.Previous})
	}
	if diff := cmp.Diff(m.model.query(q), got); diff != "" {
		t.Fatalf("%+v: want -, got +\n%s", q, diff)
	}
}

// Check compares the store with the model after each step: all versions, the counts and the state.
func (m *machine) Check(t *rapid.T) {
	m.compare(t, Query{Since: -1, History: true, Deleted: true})
	err := m.store.View(func(tx *Tx) error {
		var state string
		if _, err := tx.State("offset", &state); err != nil {
			return err
		}
		if state != m.model.state {
			t.Fatalf("the state is %q, want %q", state, m.model.state)
		}
		meta, err := tx.Meta("d")
		if errors.Is(err, ErrNoDataset) {
			if len(m.model.versions) > 0 {
				t.Fatal("the dataset is gone")
			}
			return nil
		}
		live := len(m.model.query(Query{Since: -1}))
		all := len(m.model.query(Query{Since: -1, Deleted: true}))
		if meta.Next != int64(len(m.model.versions)) || meta.Live != int64(live) || meta.Deleted != int64(all-live) {
			t.Fatalf("the counts are %+v, want %d live of %d, %d versions", meta, live, all, len(m.model.versions))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A store with failures at every write behaves like a list of versions in which a failed transaction never happened.
func TestStoreIsLikeTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "dataset-")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		m := &machine{dir: dir}
		m.open(t)
		defer func() { _ = m.store.Close() }()
		t.Repeat(rapid.StateMachineActions(m))
	})
}
