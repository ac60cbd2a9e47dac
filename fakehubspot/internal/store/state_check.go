package store

import (
	"fmt"
	"strings"
)

// check reports a state of the store's object type that contradicts itself.
func (s *Store) check(st *ObjectState) error {
	live, known := map[int64]bool{}, make(map[int64]bool, len(st.Records))
	holders := map[string]int64{}
	for _, r := range st.Records {
		if known[r.ID] {
			return fmt.Errorf("record %d is duplicated", r.ID)
		}
		known[r.ID] = true
		if r.Archived != 0 {
			continue
		}
		live[r.ID] = true
		identity := strings.ToLower(r.Values[s.Type.Identity.Property])
		if identity == "" {
			continue
		}
		if holder, taken := holders[identity]; taken {
			return fmt.Errorf("record %d: %w", r.ID, &TakenError{s.Type.Identity.Property, identity, holder, r.ID})
		}
		holders[identity] = r.ID
	}
	for _, e := range st.Events {
		if !known[e.ID] {
			return fmt.Errorf("there is an event of record %d, but no such record", e.ID)
		}
	}
	if err := checkErased(st, known); err != nil {
		return err
	}
	return checkMerges(st.Merges, live)
}

// checkErased reports records that privacy deletions removed and that are there all the same.
func checkErased(st *ObjectState, known map[int64]bool) error {
	erased := make(map[int64]bool, len(st.Erased))
	for _, id := range st.Erased {
		switch {
		case erased[id]:
			return fmt.Errorf("record %d was erased twice", id)
		case known[id]:
			return fmt.Errorf("record %d was erased and is there", id)
		}
		erased[id] = true
	}
	for _, m := range st.Merges {
		if erased[m[0]] {
			return fmt.Errorf("record %d was erased and merged into another", m[0])
		}
	}
	return nil
}

// checkMerges reports merges that lead nowhere.
func checkMerges(merges [][2]int64, live map[int64]bool) error {
	into := make(map[int64]int64, len(merges))
	for _, m := range merges {
		from := m[0]
		if _, twice := into[from]; twice {
			return fmt.Errorf("record %d was merged twice", from)
		}
		if live[from] {
			return fmt.Errorf("record %d was merged into another and is live", from)
		}
		into[from] = m[1]
	}
	ends := make(map[int64]bool, len(into)) // records whose merges are known to end
	for from := range into {
		passed := map[int64]bool{}
		for id, merged := from, true; merged && !ends[id]; id, merged = follow(into, id) {
			if passed[id] {
				return fmt.Errorf("record %d was merged into itself", id)
			}
			passed[id] = true
		}
		for id := range passed {
			ends[id] = true
		}
	}
	return nil
}

// follow returns what a record was merged into, and whether that was merged in its turn.
func follow(into map[int64]int64, id int64) (next int64, merged bool) {
	next = into[id]
	_, merged = into[next]
	return next, merged
}
