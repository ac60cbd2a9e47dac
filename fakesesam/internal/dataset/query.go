package dataset

import (
	"context"
	"fmt"
	"iter"
	"math"
)

// How much a query reads at a time, so that no view of the store stays open for a slow reader.
const (
	chunkVersions = 1000
	chunkBytes    = 1 << 20
)

// Query is which versions of a dataset to return.
type Query struct {
	// Since omits versions up to and including this offset; a negative one omits none.
	Since int64
	// Until is the number of versions that the dataset had at the moment that is shown; 0 means when the query begins.
	Until int64
	// Limit is the maximum number of versions; 0 for all.
	Limit int
	// History reads every version instead of the latest of each entity.
	History bool
	// Deleted includes deleted versions.
	Deleted bool
	// Reverse returns the newest first.
	Reverse bool
	// Uncommitted includes versions that a circuit breaker holds back.
	Uncommitted bool
	// Where, if not nil, selects versions.
	Where func(*Version) bool
}

// Entities returns the versions of a dataset in the order of their offsets; each is valid until the next one is read.
// ErrNoDataset, or any other error, ends the sequence.
//
// The dataset may be written at the same time: the query shows it as it was at one moment, so that no entity is missed or
// returned twice, in either direction, and a dataset that grows while it is read has an end.
func (s *Store) Entities(ctx context.Context, name string, q Query) iter.Seq2[*Version, error] {
	return func(yield func(*Version, error) bool) {
		q.Since = min(max(q.Since, -1), math.MaxInt64-1)
		r := reader{store: s, name: name, query: q, at: q.Since + 1, left: q.Limit}
		if q.Limit <= 0 {
			r.left = math.MaxInt
		}
		for !r.done {
			err := ctx.Err()
			if err == nil {
				err = s.View(r.read)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range r.chunk {
				if !yield(&r.chunk[i], nil) {
					return
				}
			}
		}
	}
}

// Get returns the latest version of one entity; nil if there is none.
func (tx *Tx) Get(name, id string) (*Version, error) {
	l, err := tx.dataset(name, false)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, fmt.Errorf("dataset %q: %w", name, ErrNoDataset)
	}
	offset, err := l.shown(id, l.visible(l.meta.Next, false))
	if err != nil || offset < 0 {
		return nil, err
	}
	v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
	if err != nil {
		return nil, err
	}
	v.Members = append([]byte(nil), v.Members...)
	return &v, v.intact(&[]byte{})
}

// At returns the version at an offset; nil if there is none. Versions that a circuit breaker holds back are not shown.
func (tx *Tx) At(name string, offset int64) (*Version, error) {
	l, err := tx.dataset(name, false)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, fmt.Errorf("dataset %q: %w", name, ErrNoDataset)
	}
	raw := l.versions.Get(offsetKey(offset))
	if raw == nil || l.meta.Held != nil && offset >= l.meta.Held.From {
		return nil, nil
	}
	v, err := decodeVersion(offsetKey(offset), raw)
	if err != nil {
		return nil, err
	}
	v.Members = append([]byte(nil), v.Members...)
	return &v, v.intact(&[]byte{})
}

// reader is a query in progress.
type reader struct {
	store *Store
	name  string
	query Query
	at    int64 // the offset to read next
	left  int
	begun bool
	done  bool
	chunk []Version
	arena []byte
	// scratch is memory for the hashes of versions.
	scratch []byte
}

// read fills the next chunk. It copies the bytes of the versions, because those of the store are invalid after the view.
func (r *reader) read(tx *Tx) error {
	r.chunk, r.arena = r.chunk[:0], r.arena[:0]
	l, err := tx.dataset(r.name, false)
	if err != nil {
		return err
	}
	if l == nil {
		return fmt.Errorf("dataset %q: %w", r.name, ErrNoDataset)
	}
	r.begin(l)
	c := l.versions.Cursor()
	k, raw := c.Seek(offsetKey(r.at))
	step := c.Next
	if r.query.Reverse {
		step = c.Prev
		if k == nil {
			k, raw = c.Last()
		}
	}
	for scanned := 0; ; k, raw = step() {
		if k == nil || r.left == 0 {
			r.done = true
			return nil
		}
		v, err := decodeVersion(k, raw)
		if err != nil {
			return err
		}
		if v.Offset <= r.query.Since || v.Offset >= r.query.Until {
			r.done = true
			return nil
		}
		if scanned == chunkVersions || len(r.arena) > chunkBytes {
			r.at = v.Offset
			return nil
		}
		scanned++
		wanted, err := r.wanted(l, &v)
		if err != nil {
			return fmt.Errorf("dataset %q: %w", r.name, err)
		}
		if wanted {
			r.add(v)
		}
	}
}

// begin fixes, before the first piece is read, the moment that is shown.
func (r *reader) begin(l *log) {
	if r.begun {
		return
	}
	r.begun = true
	if r.query.Until <= 0 {
		r.query.Until = l.meta.Next
	}
	if r.query.Reverse {
		r.at = max(r.query.Until-1, 0)
	}
}

func (r *reader) add(v Version) {
	begin := len(r.arena)
	r.arena = append(r.arena, v.Members...)
	// When the arena grows, it moves; what was added before stays valid.
	v.Members = r.arena[begin:len(r.arena):len(r.arena)]
	r.chunk = append(r.chunk, v)
	r.left--
}

func (r *reader) wanted(l *log, v *Version) (bool, error) {
	q := &r.query
	if l.meta.Held != nil && v.Offset >= l.meta.Held.From && !q.Uncommitted {
		return false, nil
	}
	if v.Deleted && !q.Deleted {
		return false, nil
	}
	if !q.History {
		latest, err := l.shown(v.ID, l.visible(q.Until, q.Uncommitted))
		if err != nil || latest != v.Offset {
			return false, err
		}
	}
	if err := v.intact(&r.scratch); err != nil {
		return false, err
	}
	return q.Where == nil || q.Where(v), nil
}
