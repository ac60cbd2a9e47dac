package limit

import "time"

// window holds the instants of the calls in a rolling span of time.
type window struct {
	calls []time.Time // ascending
}

// prune drops the calls that are span or more ago, and those that the clock,
// set back, has yet to reach.
func (w *window) prune(now time.Time, span time.Duration) {
	first := 0
	for first < len(w.calls) && now.Sub(w.calls[first]) >= span {
		first++
	}
	last := len(w.calls)
	for last > first && w.calls[last-1].After(now) {
		last--
	}
	w.calls = append(w.calls[:0], w.calls[first:last]...)
}

// count is the number of calls in the span that ends now; a window may hold
// more than the span that is asked about.
func (w *window) count(now time.Time, span time.Duration) int {
	n := 0
	for _, call := range w.calls {
		if age := now.Sub(call); age >= 0 && age < span {
			n++
		}
	}
	return n
}

// add counts a call now. The caller has pruned.
func (w *window) add(now time.Time) { w.calls = append(w.calls, now) }

// wait is how long it takes until one more call fits under limit, given that
// the window is pruned and none fits now.
func (w *window) wait(now time.Time, span time.Duration, limit int) time.Duration {
	return w.calls[len(w.calls)-limit].Add(span).Sub(now)
}
