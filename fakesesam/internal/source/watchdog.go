package source

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// watchdog ends a request when nothing is heard for a while. It counts the time spent waiting for the service, not the
// whole: a long answer that keeps coming is fine, and so is one that waits for us.
type watchdog struct {
	ctx    context.Context
	cancel context.CancelFunc
	timer  *time.Timer // nil for no limit
	limit  time.Duration
	bite   sync.Once
	bitten chan struct{}
}

// watch begins to wait for the answer.
func watch(parent context.Context, limit time.Duration) *watchdog {
	ctx, cancel := context.WithCancel(parent)
	w := &watchdog{ctx: ctx, cancel: cancel, limit: limit, bitten: make(chan struct{})}
	if limit > 0 {
		w.timer = time.AfterFunc(limit, func() {
			w.bite.Do(func() { close(w.bitten) })
			cancel()
		})
	}
	return w
}

// stop ends the request.
func (w *watchdog) stop() {
	w.heard()
	w.cancel()
}

// heard stops the waiting until there is something to wait for again.
func (w *watchdog) heard() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// explain says that it was the watchdog, if it was.
func (w *watchdog) explain(err error) error {
	select {
	case <-w.bitten:
		return fmt.Errorf("the service was silent for %s (read_timeout)", w.limit)
	default:
		return err
	}
}

func (w *watchdog) reader(r io.Reader) io.Reader { return watched{w, r} }

type watched struct {
	w *watchdog
	r io.Reader
}

func (r watched) Read(p []byte) (int, error) {
	if r.w.timer != nil {
		r.w.timer.Reset(r.w.limit)
		defer r.w.timer.Stop()
	}
	return r.r.Read(p)
}
