package dataset

import "encoding/json"

// Tracker records which entities a full run has seen, so that the others can be deleted after it: one bit for each
// version of the dataset, 125 kB for a million. A nil Tracker records nothing and protects nothing.
type Tracker struct {
	// start is the dataset's next offset at the beginning of the run.
	start int64
	bits  []uint64
	// guard protects what other runs write during this one.
	guard bool
}

// NewTracker returns the tracker of a run that begins at the dataset's next offset start.
func NewTracker(start int64) *Tracker { return &Tracker{start: start} }

// NewGuard is NewTracker for a run during which others write (a background rescan): what they have written since it
// began is newer than what it read, and stays.
func NewGuard(start int64) *Tracker { return &Tracker{start: start, guard: true} }

func (t *Tracker) mark(offset int64) {
	word := int(offset / 64)
	if word >= len(t.bits) {
		t.bits = append(t.bits, make([]uint64, max(word+1-len(t.bits), len(t.bits)))...)
	}
	t.bits[word] |= 1 << (offset % 64)
}

func (t *Tracker) marked(offset int64) bool {
	word := int(offset / 64)
	return word < len(t.bits) && t.bits[word]&(1<<(offset%64)) != 0
}

func (t *Tracker) unmark(offset int64) { t.bits[offset/64] &^= 1 << (offset % 64) }

// foreign reports whether a version was written by another run since a guarded run began.
func (t *Tracker) foreign(offset int64) bool {
	return t != nil && t.guard && offset >= t.start && !t.marked(offset)
}

// unseen reports whether the ID whose latest version is at offset existed before the run and was not seen by it.
func (t *Tracker) unseen(offset int64) bool { return offset < t.start && !t.marked(offset) }

type trackerState struct {
	Start int64    `json:"start"`
	Bits  []uint64 `json:"bits"`
}

// MarshalJSON makes it possible to store a tracker as a state.
func (t *Tracker) MarshalJSON() ([]byte, error) { return json.Marshal(trackerState{t.start, t.bits}) }

// UnmarshalJSON reads what MarshalJSON has written.
func (t *Tracker) UnmarshalJSON(raw []byte) error {
	var s trackerState
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	t.start, t.bits = s.Start, s.Bits
	return nil
}

// Sweep is one step of deletion tracking: it checks up to scan IDs after the given one and writes a deleted version of
// each live one that the run did not see. It returns how many, and the ID to continue after; "" if it has finished.
func (tx *Tx) Sweep(name string, t *Tracker, after string, scan int, mark bool) (deleted int, next string, err error) {
	l, err := tx.dataset(name, false)
	if err != nil || l == nil {
		return 0, "", err
	}
	gone, next, err := l.unseen(t, after, scan)
	if err != nil {
		return 0, "", err
	}
	for _, entry := range gone {
		e, err := l.tombstone(entry.offset, mark)
		if err != nil {
			return 0, "", err
		}
		if _, err := tx.write(l, e, e.Hash(), entry, true); err != nil {
			return 0, "", err
		}
	}
	return len(gone), next, nil
}

// Unseen reports whether that step of Sweep would delete anything, without writing, and the ID to continue after; "" if it
// has finished.
func (tx *Tx) Unseen(name string, t *Tracker, after string, scan int) (gone bool, next string, err error) {
	l, err := tx.dataset(name, false)
	if err != nil || l == nil {
		return false, "", err
	}
	all, next, err := l.unseen(t, after, scan)
	return len(all) > 0, next, err
}

// unseen collects before anything is written: a bbolt cursor is not valid after a write.
func (l *log) unseen(t *Tracker, after string, scan int) (gone []latestEntry, next string, err error) {
	c := l.latest.Cursor()
	k, raw := c.Seek([]byte(after))
	if after != "" && string(k) == after {
		k, raw = c.Next()
	}
	var last []byte
	for ; k != nil; k, raw = c.Next() {
		if scan == 0 {
			return gone, string(last), nil
		}
		scan--
		entry, err := l.decodeLatest(raw)
		if err != nil {
			return nil, "", err
		}
		if !entry.deleted && t.unseen(entry.offset) {
			gone = append(gone, entry)
		}
		last = k
	}
	return gone, "", nil
}

// tombstone returns the version at offset as a deleted entity.
func (l *log) tombstone(offset int64, mark bool) (Entity, error) {
	v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
	if err != nil {
		return Entity{}, err
	}
	if err := v.intact(&[]byte{}); err != nil {
		return Entity{}, err
	}
	e := Entity{ID: v.ID, Deleted: true, Members: append([]byte(nil), v.Members...)}
	if mark {
		members := Split(append(append([]byte{'{'}, e.Members...), '}'), nil)
		e.Members = appendMembers(nil, append(members, Member{Key: []byte("$deletion_tracked"), Value: []byte("true")}))
	}
	return e, nil
}
