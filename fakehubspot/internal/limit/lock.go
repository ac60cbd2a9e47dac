package limit

import (
	"maps"
	"slices"
	"time"
)

// LockedFor is how long the records of an object type are locked after too many upserts.
const LockedFor = 2 * time.Second

// lock is the upserts of one object type, and until when they have locked its records.
type lock struct {
	upserts window
	until   time.Time
}

// Upsert counts records of an object type that a call is about to upsert, and reports whether it may: not while they are
// locked, and not if they would be more than Settings.Upserts within ten seconds. That locks them for two seconds, after
// which the count begins anew.
func (l *Limiter) Upsert(object string, records int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.settings.Upserts == 0 {
		return true
	}
	now, one := l.now(), l.lockOf(object)
	if one.held(now) {
		return false
	}
	one.upserts.prune(now, Interval)
	if one.upserts.total+records > l.settings.Upserts {
		one.upserts, one.until = window{}, now.Add(LockedFor)
		return false
	}
	one.upserts.add(now, records)
	return true
}

// Locked reports whether upserts have locked the records of an object type, so that none can be written.
func (l *Limiter) Locked(object string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.settings.Upserts > 0 && l.lockOf(object).held(l.now())
}

// Lock is how close the upserts of an object type are to locking its records.
type Lock struct {
	// Object is the ID of the object type.
	Object string
	// Upserts is how many of its records were upserted within the last ten seconds.
	Upserts int
	// Until is when its records can be written again; zero if they are not locked.
	Until time.Time
}

// Locks returns the object types of which records were upserted within the last ten seconds or are locked, ordered by ID.
func (l *Limiter) Locks() []Lock {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []Lock
	if l.settings.Upserts == 0 {
		return nil
	}
	now := l.now()
	for _, object := range slices.Sorted(maps.Keys(l.locks)) {
		one := Lock{Object: object, Upserts: l.locks[object].upserts.count(now, Interval)}
		if l.locks[object].held(now) {
			one.Until = l.locks[object].until
		}
		if one.Upserts > 0 || !one.Until.IsZero() {
			all = append(all, one)
		}
	}
	return all
}

// lockOf returns the lock of an object type.
func (l *Limiter) lockOf(object string) *lock {
	one := l.locks[object]
	if one == nil {
		one = &lock{}
		l.locks[object] = one
	}
	return one
}

// held reports whether the lock is not over yet; one that a clock that was set back has left behind is.
func (k *lock) held(now time.Time) bool {
	left := k.until.Sub(now)
	return left > 0 && left <= LockedFor
}
