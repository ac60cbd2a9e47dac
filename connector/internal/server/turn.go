package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// waitWithin bounds how long a request waits for its turn. A Sesam node waits half an hour for the first byte, and a read may need
	// twenty minutes of that for itself: to list the archive, and while HubSpot is away.
	waitWithin = 5 * time.Minute

	// pushWaitWithin is that of a push. Its sender may have left, which shows only when its body is read.
	pushWaitWithin = time.Minute

	// mostWaiting bounds how many requests wait: those of fifty nodes, and some more. Each takes some 20 KiB of memory. At most
	// mostPushesWaiting of them are pushes, so that those of senders who have left keep no reads away.
	mostWaiting, mostPushesWaiting = 64, 32

	// lookEvery is the time after which a request that waits looks again for one to give up, and within which no other is: one place
	// may serve many who wait.
	lookEvery = time.Second

	// vacateWithin is how long a request that was given up may need to end. After that, those who wait look for another one.
	vacateWithin = 5 * time.Second
)

// turn is that of a request which waits for a place.
type turn struct {
	w      *deadlineWriter
	of     string
	pushes bool
	given  chan struct{} // closed when it has a place
}

// wait waits until the turn has come. Otherwise the error is errStopping, the cause of ctx, or that there is no place.
func (p *Places) wait(ctx context.Context, t *turn) error {
	within := waitWithin
	if t.pushes {
		within = pushWaitWithin
	}
	until := p.clock.Now().Add(within)
	for {
		now := p.clock.Now()
		if !now.Before(until) {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.full()
		}
		p.vacate(now, t.of)
		select {
		case <-t.given:
			return nil
		case <-p.draining:
			return errStopping
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-p.clock.After(min(lookEvery, until.Sub(now))):
		}
	}
}

// vacate gives up one who keeps the connector waiting, for those who wait: one at a time.
func (p *Places) vacate(now time.Time, of string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pause := lookEvery
	if _, there := p.taken[p.vacating]; there {
		pause = vacateWithin
	}
	if now.Sub(p.vacated) < pause {
		return
	}
	if p.vacating = p.giveUp("place", of); p.vacating != nil {
		p.vacated = now
	}
}

// withdraw gives up a turn. It reports false if that has come.
func (p *Places) withdraw(t *turn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.Index(p.waiting, t)
	if at < 0 {
		return false
	}
	p.waiting = slices.Delete(p.waiting, at, at+1)
	return true
}

// next gives what places are free to those who wait, in turn.
func (p *Places) next() {
	p.waiting = slices.DeleteFunc(p.waiting, func(t *turn) bool {
		if !p.get(t.w, t.of) {
			return false
		}
		close(t.given)
		return true
	})
}

// queue is how many wait.
func (p *Places) queue() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting)
}

// drain ends the waiting, of those who wait and of all who would have to.
func (p *Places) drain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.drained {
		p.drained = true
		close(p.draining)
	}
}

// Watch shows how many wait for a place.
func (m *Metrics) Watch(p *Places) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "connector_waiting", Help: "Reads and pushes that wait for their turn.",
	}, func() float64 { return float64(p.queue()) }))
}

// queued counts the waiting of a request.
func (m *Metrics) queued(d time.Duration, err error) {
	m.wait.Add(d.Seconds())
	if errors.Is(err, errNoPlace) {
		m.away.Inc()
	}
}

// placed takes a place, waits for it if need be, and counts that.
func (s *Server) placed(ctx context.Context, w *deadlineWriter, of string) (leave func(), queued time.Duration, err error) {
	leave, queued, err = s.opts.Places.take(ctx, w, of)
	s.opts.Metrics.queued(queued, err)
	return leave, queued, err
}
