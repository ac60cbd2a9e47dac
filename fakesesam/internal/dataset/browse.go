package dataset

import (
	"bytes"
	"context"
	"fmt"
	"slices"
)

// Order is in which order a reader goes through a dataset.
type Order int

// Orders.
const (
	Newest Order = iota
	Oldest
	ByID
)

// Selection is what a reader wants of entities that are deleted and those that are not.
type Selection int

// Selections.
const (
	All Selection = iota
	LiveOnly
	DeletedOnly
)

// Browse asks for a few entities of a dataset, in the version that each had at one moment, and for those around them.
//
// However large the dataset is, and whatever is looked for, an answer takes a limited effort: it may say that it has not come
// to an end, and from where to go on.
type Browse struct {
	Order Order
	// Until is the number of versions that the dataset had at the moment that is shown; 0 means now. By _id, it is always now:
	// the place of an entity does not change.
	Until int64
	// From is where to begin, without what is there; nil means at the beginning or, with Back, at the end.
	From *Place
	// Back goes towards the beginning. The answer is in the order all the same.
	Back bool
	// Limit is the most entities to return.
	Limit   int
	Deleted Selection
	// Prefix is how an _id begins; only by _id.
	Prefix string
	// Where, if not nil, selects versions. What it is given is valid only during the call.
	Where func(*Version) bool
	// Effort is how much to look at, in bytes; what is skipped costs something too.
	Effort int64
	// Largest is the size up to which an entity's properties are returned.
	Largest int
}

// Place is a place in a dataset: an offset or, by _id, an _id.
type Place struct {
	Offset int64
	ID     string
}

// Row is a version found by browsing. Members is nil if Size is larger than what was asked for.
type Row struct {
	Version
	Size int
}

// Leaf is the answer to a Browse.
type Leaf struct {
	Rows []Row
	// More means that there is more in the direction of the Browse.
	More bool
	// Stopped means that the effort was spent before the leaf was full or the end reached; Reached is how far it came.
	Stopped bool
	Reached Place
	// Looked counts the versions looked at.
	Looked int64
	// Spent is the effort.
	Spent int64
	Meta  Meta
}

const (
	// leafBytes is how much content a leaf has at most.
	leafBytes = 4 << 20
	// What is looked at costs at least this much, and what is looked up in the index or in the middle of the log more.
	costOfStep   = 256
	costOfLookup = 1024
)

// Browse returns a leaf of a dataset. The error is ErrNoDataset if it does not exist, or that of ctx.
func (s *Store) Browse(ctx context.Context, name string, b Browse) (Leaf, error) {
	w := walk{name: name, browse: b, from: b.From}
	for !w.done {
		err := ctx.Err()
		if err == nil {
			err = s.View(w.read)
		}
		if err != nil {
			return Leaf{Meta: w.leaf.Meta}, err
		}
	}
	if b.Back {
		slices.Reverse(w.leaf.Rows)
	}
	return w.leaf, nil
}

// walk is a browse in progress. It reads in pieces, so that no view of the store stays open for long.
type walk struct {
	name   string
	browse Browse
	leaf   Leaf
	// from is where the next piece begins, without what is there; nil is the end of the log or index.
	from *Place
	// until is the offset before which versions are shown.
	until int64
	begun bool
	done  bool
	bytes int
	// scratch is memory for the hashes of versions.
	scratch []byte
}

func (w *walk) read(tx *Tx) error {
	l, err := tx.dataset(w.name, false)
	if err != nil {
		return err
	}
	if l == nil {
		return fmt.Errorf("dataset %q: %w", w.name, ErrNoDataset)
	}
	if !w.begun {
		w.begun, w.leaf.Meta = true, l.meta
		w.until = l.meta.Next
		if w.browse.Order != ByID && w.browse.Until > 0 {
			w.until = min(w.until, w.browse.Until)
		}
		w.until = l.visible(w.until, false)
	}
	if w.browse.Order == ByID {
		err = w.readIndex(l)
	} else {
		err = w.readLog(l)
	}
	if err != nil {
		return fmt.Errorf("dataset %q: %w", w.name, err)
	}
	return nil
}

// readLog reads a piece of the log.
func (w *walk) readLog(l *log) error {
	c := l.versions.Cursor()
	forward := (w.browse.Order == Oldest) != w.browse.Back
	at := int64(0)
	switch {
	case w.from != nil && forward:
		at = w.from.Offset + 1
	case w.from != nil:
		at = min(w.from.Offset, w.until) - 1
	case !forward:
		at = w.until - 1
	}
	if at < 0 || at >= w.until {
		w.done = true
		return nil
	}
	step := c.Next
	if !forward {
		step = c.Prev
	}
	for k, raw := c.Seek(offsetKey(at)); ; k, raw = step() {
		if k == nil {
			w.done = true
			return nil
		}
		v, err := decodeVersion(k, raw)
		if err != nil {
			return err
		}
		if v.Offset >= w.until {
			w.done = true
			return nil
		}
		ready, err := w.consider(l, v, Place{Offset: v.Offset}, w.isLatest)
		if err != nil || ready {
			return err
		}
	}
}

// readIndex reads a piece of the index.
func (w *walk) readIndex(l *log) error {
	c := l.latest.Cursor()
	k, raw := w.seekID(c)
	step := c.Next
	if w.browse.Back {
		step = c.Prev
	}
	for ; ; k, raw = step() {
		if k == nil || !bytes.HasPrefix(k, []byte(w.browse.Prefix)) {
			w.done = true
			return nil
		}
		entry, err := l.decodeLatest(raw)
		if err != nil {
			return err
		}
		place := Place{ID: string(k)}
		if entry.offset < w.until && !w.browse.Deleted.has(entry.deleted) {
			if w.pass(place, costOfStep) {
				return nil
			}
			continue
		}
		offset, err := w.shown(l, entry.offset)
		if err != nil {
			return err
		}
		if offset < 0 { // all of it is held back
			if w.pass(place, costOfLookup) {
				return nil
			}
			continue
		}
		v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
		if err != nil {
			return err
		}
		w.leaf.Spent += costOfLookup
		ready, err := w.consider(l, v, place, nil)
		if err != nil || ready {
			return err
		}
	}
}

// cursor is what seekID needs of the database's cursor.
type cursor interface {
	Seek(seek []byte) (key, value []byte)
	Last() (key, value []byte)
	Next() (key, value []byte)
	Prev() (key, value []byte)
}

// seekID goes to the first entry of a piece of the index.
func (w *walk) seekID(c cursor) (k, raw []byte) {
	prefix := []byte(w.browse.Prefix)
	switch {
	case !w.browse.Back && (w.from == nil || w.from.ID < w.browse.Prefix):
		return c.Seek(prefix)
	case !w.browse.Back:
		if k, raw = c.Seek([]byte(w.from.ID)); k != nil && string(k) == w.from.ID {
			return c.Next()
		}
		return k, raw
	case w.from != nil && (bytes.HasPrefix([]byte(w.from.ID), prefix) || w.from.ID < w.browse.Prefix):
		k, _ = c.Seek([]byte(w.from.ID))
	default:
		after := after(prefix)
		if after == nil {
			return c.Last()
		}
		k, _ = c.Seek(after)
	}
	if k == nil {
		return c.Last()
	}
	return c.Prev()
}

// after returns the first text after all that begin with a prefix; nil if there is none.
func after(prefix []byte) []byte {
	out := slices.Clone(prefix)
	for len(out) > 0 {
		if last := len(out) - 1; out[last] < 0xff {
			out[last]++
			return out
		}
		out = out[:len(out)-1]
	}
	return nil
}

// consider takes a version into the leaf if it is wanted; latest, if not nil, tells whether it is the one that is shown. It
// reports whether the piece ends here.
func (w *walk) consider(l *log, v Version, place Place, latest func(*log, *Version) (bool, error)) (ready bool, err error) {
	cost := int64(costOfStep)
	wanted := w.browse.Deleted.has(v.Deleted)
	if wanted && w.browse.Where != nil {
		cost += int64(len(v.Members))
		wanted = w.browse.Where(&v)
	}
	if wanted && latest != nil {
		cost += costOfLookup
		if wanted, err = latest(l, &v); err != nil {
			return false, err
		}
	}
	if wanted {
		if len(w.leaf.Rows) == w.browse.Limit || len(w.leaf.Rows) > 0 && w.bytes > leafBytes {
			w.leaf.More, w.done = true, true
			return true, nil
		}
		if err := w.add(v); err != nil {
			return false, err
		}
	}
	return w.pass(place, cost), nil
}

// pass goes past a place, and reports whether the piece ends here.
func (w *walk) pass(place Place, cost int64) bool {
	w.leaf.Looked++
	w.leaf.Spent += cost
	w.leaf.Reached = place
	if w.browse.Effort > 0 && w.leaf.Spent >= w.browse.Effort {
		w.leaf.Stopped, w.done = true, true
		return true
	}
	if w.leaf.Looked%chunkVersions == 0 {
		w.from = &place
		return true
	}
	return false
}

func (w *walk) add(v Version) error {
	row := Row{Version: v, Size: len(v.Members)}
	row.Members = nil
	if row.Size <= w.browse.Largest {
		if err := v.intact(&w.scratch); err != nil {
			return err
		}
		w.bytes += row.Size
		row.Members = bytes.Clone(v.Members)
		if row.Members == nil {
			row.Members = []byte{}
		}
	}
	w.leaf.Rows = append(w.leaf.Rows, row)
	return nil
}

// isLatest reports whether a version is the one that is shown of its entity.
func (w *walk) isLatest(l *log, v *Version) (bool, error) {
	entry, there, err := l.find(v.ID)
	if err != nil || !there {
		return false, err
	}
	offset, err := w.shown(l, entry.offset)
	return offset == v.Offset, err
}

// shown goes back from the latest version of an entity to the one that is shown; -1 if there is none.
func (w *walk) shown(l *log, offset int64) (int64, error) {
	for offset >= w.until {
		v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
		if err != nil {
			return -1, err
		}
		w.leaf.Spent += costOfLookup
		offset = v.Previous
	}
	return offset, nil
}

func (s Selection) has(deleted bool) bool { return s == All || deleted == (s == DeletedOnly) }
