package dataset

import (
	"bytes"
	"fmt"
)

// Change is the result of appending an entity.
type Change struct {
	// Offset is the offset of the entity's latest version: the one just written, or the one that was equal.
	Offset int64
	// Written reports whether there is a new version.
	Written bool
}

// Append writes a new version of an entity if its ID is new, its content differs from the latest version, or its _deleted
// changes; otherwise nothing. It creates the dataset if it does not exist.
//
// A tracker, if not nil, marks the entity as seen; with a guarding one, an entity that another run has written since the
// tracker began keeps that newer version.
func (tx *Tx) Append(name string, e Entity, seen *Tracker) (Change, error) {
	l, err := tx.dataset(name, true)
	if err != nil {
		return Change{}, err
	}
	sum := e.Hash()
	before, there, err := l.find(e.ID)
	if err != nil {
		return Change{}, fmt.Errorf("dataset %q: %w", name, err)
	}
	if there && seen.foreign(before.offset) {
		return Change{Offset: before.offset}, nil
	}
	if there && before.sum == sum {
		tx.see(seen, before.offset)
		return Change{Offset: before.offset}, nil
	}
	offset, err := tx.write(l, e, sum, before, there)
	if err != nil {
		return Change{}, fmt.Errorf("dataset %q: entity %q: %w", name, e.ID, err)
	}
	tx.see(seen, offset)
	return Change{Offset: offset, Written: true}, nil
}

// Remove writes a deleted version of an entity that exists and is not deleted; otherwise nothing. It is used for entities
// that a filter no longer lets through. With a guarding tracker, what another run has written since the tracker began
// stays.
func (tx *Tx) Remove(name, id string, seen *Tracker) (Change, error) {
	l, err := tx.dataset(name, false)
	if err != nil || l == nil {
		return Change{}, err
	}
	before, there, err := l.find(id)
	if err != nil || !there || before.deleted || seen.foreign(before.offset) {
		return Change{Offset: before.offset}, err
	}
	e, err := l.tombstone(before.offset, false)
	if err != nil {
		return Change{}, err
	}
	offset, err := tx.write(l, e, e.Hash(), before, true)
	return Change{Offset: offset, Written: err == nil}, err
}

// AppendEvent writes a new version even if the latest one is equal: two equal events are two events.
func (tx *Tx) AppendEvent(name string, e Entity) (int64, error) {
	l, err := tx.dataset(name, true)
	if err != nil {
		return 0, err
	}
	before, there, err := l.find(e.ID)
	if err != nil {
		return 0, fmt.Errorf("dataset %q: %w", name, err)
	}
	return tx.write(l, e, e.Hash(), before, there)
}

// find returns the index's entry of an ID. A cursor that is kept costs less than the bucket's own function.
func (l *log) find(id string) (entry latestEntry, there bool, err error) {
	if l.lookup == nil {
		l.lookup = l.latest.Cursor()
	}
	l.id = append(l.id[:0], id...)
	key, raw := l.lookup.Seek(l.id)
	if key == nil || !bytes.Equal(key, l.id) { // nil is the end of the index, and equals an empty ID
		return latestEntry{}, false, nil
	}
	entry, err = l.decodeLatest(raw)
	return entry, err == nil, err
}

func (tx *Tx) write(l *log, e Entity, sum [16]byte, before latestEntry, there bool) (int64, error) {
	if err := tx.store.fault("append"); err != nil {
		return 0, err
	}
	v := Version{Entity: e, Offset: l.meta.Next, Previous: -1, Timestamp: tx.began.UnixMicro(), Sum: sum}
	if there {
		v.Previous = before.offset
	}
	if err := l.versions.Put(offsetKey(v.Offset), tx.memory.end(v.append(tx.memory.begin(v.size())))); err != nil {
		return 0, err
	}
	if err := tx.store.fault("index"); err != nil {
		return 0, err
	}
	entry := latestEntry{offset: v.Offset, deleted: e.Deleted, sum: sum}
	l.id = append(l.id[:0], e.ID...)
	if err := l.latest.Put(l.id, tx.memory.end(entry.append(tx.memory.begin(latestSize)))); err != nil {
		return 0, err
	}
	if there {
		l.count(before.deleted, -1)
	}
	l.count(e.Deleted, 1)
	if l.meta.Next == 0 || l.meta.Bytes > 0 {
		l.meta.Bytes += int64(v.size())
	}
	l.meta.Next++
	l.meta.Modified = tx.began
	l.dirty = true
	return v.Offset, nil
}

func (l *log) count(deleted bool, by int64) {
	if deleted {
		l.meta.Deleted += by
	} else {
		l.meta.Live += by
	}
}
