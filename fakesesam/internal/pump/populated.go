package pump

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// describe says of the sink's dataset what a run that completed has made of it.
func (r *run) describe(tx *dataset.Tx) error {
	populated, err := r.populates(tx)
	if err != nil {
		return err
	}
	return tx.SetMeta(r.Pipe.Sink.Dataset, func(m *dataset.Meta) {
		m.Populated = m.Populated || populated
		m.Completeness = max(m.Completeness, r.complete)
		if r.Pipe.Source.Type != config.SourceDataset {
			m.Completeness = r.Clock.Now().UnixMicro() // not before what this run has written
		}
	})
}

// completeness is that of a dataset source. It is asked for when the run begins: what comes later may not have been read.
func (r *run) completeness(tx *dataset.Tx) (int64, error) {
	if r.Pipe.Source.Type != config.SourceDataset {
		return 0, nil
	}
	m, err := tx.MetaOrNone(r.Pipe.Source.Dataset)
	return m.Completeness, err
}

// populates tells whether the sink's dataset is populated by this run, which completed.
func (r *run) populates(tx *dataset.Tx) (bool, error) {
	switch r.Pipe.Sink.SetInitialOffset {
	case config.PopulatedNever:
		return false, nil
	case config.PopulatedAlways:
		return true, nil
	}
	if r.Pipe.Source.Type != config.SourceDataset {
		return r.plan.sync == SyncFull && !r.plan.open, nil
	}
	// Whatever kind of run it was: all that the source has has been read now.
	m, err := tx.MetaOrNone(r.Pipe.Source.Dataset)
	return m.Populated, err
}

// populate makes the sink's dataset populated before anything is known of its source.
func (p *Pump) populate(tx *dataset.Tx) error {
	if m, err := tx.MetaOrNone(p.Pipe.Sink.Dataset); err != nil || m.Populated {
		return err
	}
	return tx.SetMeta(p.Pipe.Sink.Dataset, func(m *dataset.Meta) { m.Populated = true })
}
