package pump

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// prepare plans the run and tries again what earlier ones could not write.
func (r *run) prepare(ctx context.Context) error {
	s, err := r.load()
	if err != nil {
		return err
	}
	r.offset, r.before = s.Offset, s.Offset
	if r.plan, err = r.Pump.plan(r.request, &s, r.began, r.background); err != nil {
		return err
	}
	r.unwritten = r.plan.unwritten
	if r.plan.resumed && r.request.Body == nil {
		r.offset = s.Resume.Offset
	}
	err = r.Store.View(func(tx *dataset.Tx) error {
		if err := r.held(tx); err != nil {
			return err
		}
		if r.complete, err = r.completeness(tx); err != nil {
			return err
		}
		r.queue, err = r.queued(tx)
		return err
	})
	if err != nil {
		return err
	}
	if r.Pipe.Sink.SetInitialOffset == config.PopulatedInitially {
		if err := r.Store.Update(r.populate); err != nil {
			return err
		}
	}
	if r.Pipe.Pump.LogEventsNoopRuns {
		if err := r.update(r.start); err != nil {
			return err
		}
	}
	if err := r.again(ctx); err != nil {
		return err
	}
	// What was tried again is not this run's: neither the breaker nor deletion tracking takes it for that.
	return r.Store.View(func(tx *dataset.Tx) error {
		if r.breaker, err = r.arm(tx); err != nil {
			return err
		}
		if r.plan.sync != SyncFull || r.plan.resumed {
			return nil
		}
		return r.track(tx, &r.plan, r.background)
	})
}

// update runs f in a transaction of the store, which may have to begin the log.
func (r *run) update(f func(tx *dataset.Tx) error) error {
	r.starting = false
	if err := r.Store.Update(f); err != nil {
		return err
	}
	r.started = r.started || r.starting
	return nil
}

// start writes pump-started, once.
func (r *run) start(tx *dataset.Tx) error {
	if r.started || r.starting {
		return nil
	}
	r.starting = true
	var err error
	r.location, err = r.event(tx, eventStarted, eventStarted, map[string]any{
		"start_time":      stamp(r.began),
		"sync_type":       r.plan.sync,
		"pump_definition": r.EffectivePump(),
		"metrics":         (&metrics{}).event(0),
		"user":            r.request.User,
	})
	return err
}
