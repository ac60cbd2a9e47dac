package pump

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// describe updates the description of the sink's dataset, if it has one, after a completed run.
func (x *execution) describe(tx *dataset.Tx) error {
	if x.Receiver != nil {
		return nil
	}
	populated, err := x.populates(tx)
	if err != nil {
		return err
	}
	return tx.SetMeta(x.Pipe.Sink.Dataset, func(m *dataset.Meta) {
		m.Populated = m.Populated || populated
		m.Completeness = max(m.Completeness, x.complete)
		if x.Pipe.Source.Type != config.SourceDataset {
			// Not earlier than what this run has written, nor than before: the machine's clock may have been put back.
			m.Completeness = max(m.Completeness, x.Clock.Now().UnixMicro())
		}
	})
}

// completeness returns that of a dataset source. It is determined when the run begins: what comes later may not be read.
func (x *execution) completeness(tx *dataset.Tx) (int64, error) {
	if x.Pipe.Source.Type != config.SourceDataset {
		return 0, nil
	}
	m, err := tx.MetaOrNone(x.Pipe.Source.Dataset)
	return m.Completeness, err
}

// populates reports whether this completed run populates the sink's dataset.
func (x *execution) populates(tx *dataset.Tx) (bool, error) {
	switch x.Pipe.Sink.SetInitialOffset {
	case config.PopulatedNever:
		return false, nil
	case config.PopulatedAlways, config.PopulatedOnload: // the latter if the dataset has been deleted since
		return true, nil
	}
	if x.Pipe.Source.Type != config.SourceDataset {
		return x.plan.complete(), nil
	}
	// Whatever kind of run it was, everything in the source has been read now.
	m, err := tx.MetaOrNone(x.Pipe.Source.Dataset)
	return m.Populated, err
}

// populate marks a dataset as populated before anything is known about what will be in it, and creates it if need be.
func populate(tx *dataset.Tx, name string) error {
	if m, err := tx.MetaOrNone(name); err != nil || m.Populated {
		return err
	}
	return tx.SetMeta(name, func(m *dataset.Meta) { m.Populated = true })
}
