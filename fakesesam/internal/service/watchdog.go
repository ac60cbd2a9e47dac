package service

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// watchdog ends a request if the service is silent for too long. It measures only the time spent waiting for the service:
// a long response is fine as long as it continues, and so is one that waits for this node.
type watchdog struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer // nil if there is no limit
	limit  time.Duration
	bite   sync.Once
	bitten chan struct{}
}

// watch begins to wait for the response.
func watch(parent context.Context, limit time.Duration) *watchdog {
	ctx, cancel := context.WithCancelCause(parent)
	w := &watchdog{ctx: ctx, cancel: cancel, limit: limit, bitten: make(chan struct{})}
	if limit > 0 {
		w.timer = time.AfterFunc(limit, func() {
			w.bite.Do(func() { close(w.bitten) })
			cancel(w.silence())
		})
	}
	return w
}

// stop ends the request.
func (w *watchdog) stop() {
	w.heard()
	w.cancel(nil)
}

// heard stops the timer until the next wait.
func (w *watchdog) heard() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// explain returns the error of the watchdog if it ended the request.
func (w *watchdog) explain(err error) error {
	select {
	case <-w.bitten:
		return w.silence()
	default:
		return err
	}
}

func (w *watchdog) silence() error {
	return fmt.Errorf("%w for %s (read_timeout)", system.ErrSilent, w.limit)
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
