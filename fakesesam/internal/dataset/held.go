package dataset

// Held are the versions of a run that a circuit breaker stopped: they exist but are not shown until they are committed or
// rolled back.
type Held struct {
	// From is the offset of the first version held.
	From int64 `json:"from"`
}

// Hold holds back every version from an offset on.
func (tx *Tx) Hold(name string, from int64) error {
	return tx.SetMeta(name, func(m *Meta) { m.Held = &Held{From: from} })
}

// Commit shows what is held, and reports whether anything was.
func (tx *Tx) Commit(name string) (bool, error) {
	m, err := tx.Meta(name)
	if err != nil || m.Held == nil {
		return false, err
	}
	return true, tx.SetMeta(name, func(m *Meta) { m.Held = nil })
}

// Rollback removes what is held, as if it had never been written, and reports whether anything was.
func (tx *Tx) Rollback(name string) (bool, error) {
	m, err := tx.Meta(name)
	if err != nil || m.Held == nil {
		return false, err
	}
	l, err := tx.dataset(name, true)
	if err != nil {
		return false, err
	}
	for offset := l.meta.Next - 1; offset >= m.Held.From; offset-- {
		if err := tx.undo(l, offset); err != nil {
			return false, err
		}
	}
	l.meta.Next, l.meta.Held, l.dirty = m.Held.From, nil, true
	return true, nil
}

// undo removes the last version of the log.
func (tx *Tx) undo(l *log, offset int64) error {
	if err := tx.store.fault("undo"); err != nil {
		return err
	}
	v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
	if err != nil {
		return err
	}
	l.count(v.Deleted, -1)
	if l.meta.Bytes > 0 {
		l.meta.Bytes -= int64(v.size())
	}
	if err := l.versions.Delete(offsetKey(offset)); err != nil {
		return err
	}
	if v.Previous < 0 {
		return l.latest.Delete([]byte(v.ID))
	}
	before, err := decodeVersion(offsetKey(v.Previous), l.versions.Get(offsetKey(v.Previous)))
	if err != nil {
		return err
	}
	l.count(before.Deleted, 1)
	entry := latestEntry{offset: before.Offset, deleted: before.Deleted, sum: before.Sum}
	return l.latest.Put([]byte(v.ID), entry.append(nil))
}

// visible returns the offset before which versions are shown, of those before until.
func (l *log) visible(until int64, uncommitted bool) int64 {
	if l.meta.Held != nil && !uncommitted {
		return min(until, l.meta.Held.From)
	}
	return until
}

// shown returns the offset of an ID's latest version before an offset; -1 if it has none.
func (l *log) shown(id string, before int64) (int64, error) {
	entry, there, err := l.find(id)
	if err != nil || !there {
		return -1, err
	}
	offset := entry.offset
	for offset >= before {
		v, err := decodeVersion(offsetKey(offset), l.versions.Get(offsetKey(offset)))
		if err != nil {
			return -1, err
		}
		offset = v.Previous
	}
	return offset, nil
}
