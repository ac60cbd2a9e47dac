package limit

import "time"

// window has the times of the calls in a rolling span.
type window struct {
	calls []time.Time // ascending
}

// prune drops the calls that are span or more ago, and those that are in the future because the clock was set back.
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

// count returns the number of calls in the span that ends now; a window may have older ones too.
func (w *window) count(now time.Time, span time.Duration) int {
	n := 0
	for _, call := range w.calls {
		if age := now.Sub(call); age >= 0 && age < span {
			n++
		}
	}
	return n
}

// add counts a call now. The window must have been pruned.
func (w *window) add(now time.Time) { w.calls = append(w.calls, now) }

// wait returns how long it takes until another call is within the limit. The window must have been pruned and be full.
func (w *window) wait(now time.Time, span time.Duration, limit int) time.Duration {
	return w.calls[len(w.calls)-limit].Add(span).Sub(now)
}
