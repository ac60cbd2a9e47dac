package hubspot

import (
	"context"
	"io"
	"time"
)

// An answer must bring at least so many bytes in every such time, or the attempt is given up. It is a network timeout, so
// it is on the machine's own clock.
const (
	leastProgress = 4 << 10
	progressEvery = 30 * time.Second
)

// watched is the body of an answer that must not drip. Only the time of reading counts, not that between two reads.
type watched struct {
	from   io.Reader
	giveUp context.CancelCauseFunc // ends the attempt

	timer *time.Timer   // runs during a read; nil before the first one
	left  time.Duration // of progressEvery
	got   int           // bytes since it began
}

func (w *watched) Read(p []byte) (int, error) {
	if w.got >= leastProgress || w.timer == nil {
		w.left, w.got = progressEvery, 0
	}
	start := time.Now()
	w.start()
	n, err := w.from.Read(p)
	w.timer.Stop()
	w.got += n
	w.left = max(w.left-time.Since(start), 1)
	return n, err
}

// start lets the timer run for the time that is left.
func (w *watched) start() {
	if w.timer == nil {
		w.timer = time.AfterFunc(w.left, func() { w.giveUp(errDrips) })
		return
	}
	w.timer.Reset(w.left)
}
