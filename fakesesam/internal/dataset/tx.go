package dataset

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sort"
	"time"

	"go.etcd.io/bbolt"
)

// Tx is one transaction. It must not be used after the function that it was passed to has returned.
type Tx struct {
	store *Store
	bolt  *bbolt.Tx
	// began is the time of everything that the transaction writes.
	began time.Time
	open  map[string]*log
	// marks are the bits of trackers that this transaction set, to be cleared if it fails.
	marks []mark
	// memory has what the database reads when the transaction ends.
	memory Memory
}

// mark is a range of offsets, without its end.
type mark struct {
	tracker  *Tracker
	from, to int64
}

func newTx(s *Store, b *bbolt.Tx) *Tx {
	return &Tx{store: s, bolt: b, began: s.now().UTC(), open: map[string]*log{}}
}

// log is one dataset inside one transaction.
type log struct {
	root     *bbolt.Bucket
	versions *bbolt.Bucket
	latest   *bbolt.Bucket
	meta     Meta
	dirty    bool
	// lookup is a cursor of latest, nil until it is needed; id is memory for its keys.
	lookup *bbolt.Cursor
	id     []byte
}

// dataset returns a dataset, or nil if it does not exist and create is false.
func (tx *Tx) dataset(name string, create bool) (*log, error) {
	if l := tx.open[name]; l != nil {
		return l, nil
	}
	all := tx.bolt.Bucket(bucketDatasets)
	root := all.Bucket([]byte(name))
	if root == nil {
		if !create {
			return nil, nil
		}
		if err := tx.store.fault("create"); err != nil {
			return nil, err
		}
		var err error
		if root, err = all.CreateBucket([]byte(name)); err != nil {
			return nil, fmt.Errorf("dataset %q: %w", name, err)
		}
		for _, part := range [][]byte{bucketLog, bucketLatest, bucketMeta} {
			if _, err := root.CreateBucket(part); err != nil {
				return nil, fmt.Errorf("dataset %q: %w", name, err)
			}
		}
	}
	l := &log{root: root, versions: root.Bucket(bucketLog), latest: root.Bucket(bucketLatest)}
	description := root.Bucket(bucketMeta)
	if l.versions == nil || l.latest == nil || description == nil {
		return nil, damaged("the dataset %q is not complete", name)
	}
	// Offsets only increase, so a page that is split is never written again: fill it.
	l.versions.FillPercent = 1
	if raw := description.Get(keyMeta); raw != nil {
		if err := json.Unmarshal(raw, &l.meta); err != nil {
			return nil, damaged("the description of the dataset %q cannot be read: %v", name, err)
		}
	} else {
		l.meta.Created = tx.began
		l.dirty = tx.bolt.Writable()
	}
	tx.open[name] = l
	return l, nil
}

// flush writes the descriptions of the datasets that changed.
func (tx *Tx) flush() error {
	for name, l := range tx.open {
		if !l.dirty {
			continue
		}
		if err := tx.store.fault("meta"); err != nil {
			return err
		}
		raw, err := json.Marshal(l.meta)
		if err != nil {
			return err
		}
		if err := l.root.Bucket(bucketMeta).Put(keyMeta, raw); err != nil {
			return fmt.Errorf("dataset %q: %w", name, err)
		}
	}
	return nil
}

// see marks a version as seen. If the transaction fails, the mark is cleared, because another version will get the offset.
func (tx *Tx) see(t *Tracker, offset int64) {
	if t == nil || t.marked(offset) {
		return
	}
	t.mark(offset)
	if n := len(tx.marks); n > 0 && tx.marks[n-1].tracker == t && tx.marks[n-1].to == offset {
		tx.marks[n-1].to++
		return
	}
	tx.marks = append(tx.marks, mark{t, offset, offset + 1})
}

func (tx *Tx) unsee() {
	for _, m := range tx.marks {
		for offset := m.from; offset < m.to; offset++ {
			m.tracker.unmark(offset)
		}
	}
}

// SetState stores a state; nil removes it.
func (tx *Tx) SetState(key string, value any) error {
	if err := tx.store.fault("state"); err != nil {
		return err
	}
	states := tx.bolt.Bucket(bucketStates)
	if value == nil {
		return states.Delete([]byte(key))
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("state %q: %w", key, err)
	}
	return states.Put([]byte(key), raw)
}

// State reads a state into value, and reports whether there is one.
func (tx *Tx) State(key string, value any) (bool, error) {
	raw := tx.bolt.Bucket(bucketStates).Get([]byte(key))
	if raw == nil {
		return false, nil
	}
	if err := json.Unmarshal(raw, value); err != nil {
		return false, damaged("the state %q cannot be read: %v", key, err)
	}
	return true, nil
}

// States returns the states whose keys begin with prefix, as JSON, sorted by key. Nothing may be written during the
// iteration, and the values must not be kept.
func (tx *Tx) States(prefix string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := tx.bolt.Bucket(bucketStates).Cursor()
		for k, raw := c.Seek([]byte(prefix)); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, raw = c.Next() {
			if !yield(string(k), raw) {
				return
			}
		}
	}
}

// coherent returns an error if a dataset's description does not fit its log: the next version would replace another one.
func (tx *Tx) coherent() error {
	for _, name := range tx.Names() {
		l, err := tx.dataset(name, false)
		if err != nil {
			return err
		}
		next := int64(0)
		if last, _ := l.versions.Cursor().Last(); len(last) == 8 {
			next = int64(binary.BigEndian.Uint64(last)) + 1
		}
		if next != l.meta.Next {
			return damaged("the dataset %q has %d versions, but its description says %d", name, next, l.meta.Next)
		}
	}
	return nil
}

// Names returns the names of the datasets, sorted.
func (tx *Tx) Names() []string {
	var names []string
	_ = tx.bolt.Bucket(bucketDatasets).ForEachBucket(func(k []byte) error { // the function never fails
		names = append(names, string(k))
		return nil
	})
	sort.Strings(names)
	return names
}

// Meta returns the description of a dataset. The error is ErrNoDataset if it does not exist.
func (tx *Tx) Meta(name string) (Meta, error) {
	l, err := tx.dataset(name, false)
	if err != nil {
		return Meta{}, err
	}
	if l == nil {
		return Meta{}, fmt.Errorf("dataset %q: %w", name, ErrNoDataset)
	}
	return l.meta, nil
}

// MetaOrNone is Meta, but returns the zero Meta for a dataset that does not exist: it has no versions, it is not
// populated, and its completeness is unknown.
func (tx *Tx) MetaOrNone(name string) (Meta, error) {
	m, err := tx.Meta(name)
	if errors.Is(err, ErrNoDataset) {
		return Meta{}, nil
	}
	return m, err
}

// SetMeta changes the description of a dataset, which it creates if it does not exist.
func (tx *Tx) SetMeta(name string, change func(*Meta)) error {
	l, err := tx.dataset(name, true)
	if err != nil {
		return err
	}
	change(&l.meta)
	l.dirty = true
	return nil
}

// Delete removes a dataset with all its versions. The error is ErrNoDataset if it does not exist.
func (tx *Tx) Delete(name string) error {
	if err := tx.store.fault("delete"); err != nil {
		return err
	}
	all := tx.bolt.Bucket(bucketDatasets)
	if all.Bucket([]byte(name)) == nil {
		return fmt.Errorf("dataset %q: %w", name, ErrNoDataset)
	}
	delete(tx.open, name)
	return all.DeleteBucket([]byte(name))
}

// DeleteAll removes those of the datasets that exist.
func (tx *Tx) DeleteAll(names []string) error {
	for _, name := range names {
		if err := tx.Delete(name); err != nil && !errors.Is(err, ErrNoDataset) {
			return err
		}
	}
	return nil
}

// Clear removes everything: datasets and states.
func (tx *Tx) Clear() error {
	if err := tx.store.fault("delete"); err != nil {
		return err
	}
	clear(tx.open)
	for _, name := range [][]byte{bucketDatasets, bucketStates} {
		if err := tx.bolt.DeleteBucket(name); err != nil {
			return err
		}
		if _, err := tx.bolt.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}
