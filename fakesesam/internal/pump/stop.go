package pump

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Stop ends the runs in progress and waits until they have ended; the error is for a ctx that ends before.
func (p *Pump) Stop(ctx context.Context) error {
	p.cancel()
	return p.Wait(ctx)
}

// cancel ends the runs in progress, without waiting.
func (p *Pump) cancel() {
	for _, a := range p.runs() {
		a.cancel(ErrStopped)
	}
}

// Wait returns when no run is in progress; the error is for a ctx that ends before.
func (p *Pump) Wait(ctx context.Context) error {
	for _, a := range p.runs() {
		select {
		case <-a.done:
		case <-ctx.Done():
			return fmt.Errorf("a run of pipe %s has been stopped but has not ended yet: %w", p.Pipe.ID, ctx.Err())
		}
	}
	return nil
}

func (p *Pump) runs() []*active {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []*active
	for _, a := range []*active{p.normal, p.rescan} {
		if a != nil {
			out = append(out, a)
		}
	}
	return out
}

// Retire keeps the pump from being started, and ends its runs without waiting. Wait waits for them, Abandon does without
// their end, and Reinstate takes the pump back into service.
func (p *Pump) Retire() {
	p.mu.Lock()
	p.retired = true
	p.mu.Unlock()
	p.cancel()
}

// Abandon makes the runs in progress harmless: whatever they still do, they write nothing more. It is for runs that do not
// react to being stopped.
func (p *Pump) Abandon() {
	for _, a := range p.runs() {
		a.abandoned.Store(true)
	}
}

// Reinstate undoes Retire.
func (p *Pump) Reinstate() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retired = false
}

// Erase removes everything that the store knows about the pump's runs, except the datasets.
func (p *Pump) Erase(tx *dataset.Tx) error {
	if err := p.emptyQueue(tx); err != nil {
		return err
	}
	if err := p.forget(tx); err != nil {
		return err
	}
	return tx.SetState(stateKey(p.Pipe.ID), nil)
}
