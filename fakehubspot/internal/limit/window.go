package limit

import (
	"slices"
	"time"
)

// window has the times of the calls in a rolling span. Calls of the same millisecond share an entry, so that its size
// follows from the span and not from the limit, even if the clock stands still.
type window struct {
	calls []instant // ascending
	total int
}

// instant is a millisecond with calls.
type instant struct {
	at    time.Time
	calls int
}

// prune drops the calls that are span or more ago, and those that are in the future because the clock was set back.
func (w *window) prune(now time.Time, span time.Duration) {
	first, last := 0, len(w.calls)
	for first < last && now.Sub(w.calls[first].at) >= span {
		w.total -= w.calls[first].calls
		first++
	}
	for last > first && w.calls[last-1].at.After(now) {
		last--
		w.total -= w.calls[last].calls
	}
	w.calls = slices.Delete(w.calls[:last], 0, first)
}

// count returns the number of calls in the span that ends now; a window may have older ones too.
func (w *window) count(now time.Time, span time.Duration) int {
	n := 0
	for _, one := range slices.Backward(w.calls) {
		age := now.Sub(one.at)
		if age >= span {
			break
		}
		if age >= 0 {
			n += one.calls
		}
	}
	return n
}

// add counts calls now. The window must have been pruned.
func (w *window) add(now time.Time, calls int) {
	w.total += calls
	if last := len(w.calls) - 1; last >= 0 && w.calls[last].at.Equal(now) {
		w.calls[last].calls += calls
		return
	}
	w.calls = append(w.calls, instant{now, calls})
}

// wait returns how long it takes until another call is within the limit. The window must have been pruned and be full.
func (w *window) wait(now time.Time, span time.Duration, limit int) time.Duration {
	left := w.total
	for _, one := range w.calls {
		if left -= one.calls; left < limit {
			return one.at.Add(span).Sub(now)
		}
	}
	return 0
}
