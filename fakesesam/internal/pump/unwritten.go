package pump

import (
	"encoding/json"
	"fmt"
	"iter"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Unwritten is a source entity that could not be transformed or written, as people may see it: without secrets.
type Unwritten struct {
	// Dead means that the entity was given up; otherwise the next run begins with it.
	Dead bool
	// Attempts counts the retries, all of which failed. After Most of them the entity is given up, if it fails as it did last.
	Attempts, Most int
	// Event is the last event about the entity in the execution log, with the entity and why it was not written. If the log has
	// been deleted, it only has the entity.
	Event json.RawMessage
}

// Unwritten yields the entities that wait for a retry or, if dead is true, those that were given up, in the order of their
// names.
func (p *Pump) Unwritten(tx *dataset.Tx, dead bool) iter.Seq2[Unwritten, error] {
	return func(yield func(Unwritten, error) bool) {
		all, err := p.readQueue(tx)
		for _, q := range all {
			if q.Dead != dead {
				continue
			}
			out := Unwritten{Dead: q.Dead, Attempts: q.Attempts, Most: q.Most}
			if out.Event, err = p.lastEvent(tx, &q); err != nil {
				break
			}
			if !yield(out, nil) {
				return
			}
		}
		if err != nil {
			yield(Unwritten{}, fmt.Errorf("pipe %s: %w", p.Pipe.ID, err))
		}
	}
}

// lastEvent returns the last event about an entity in the queue.
func (p *Pump) lastEvent(tx *dataset.Tx, q *queued) (json.RawMessage, error) {
	m, err := tx.MetaOrNone(LogName(p.Pipe.ID))
	var v *dataset.Version
	if err == nil && m.Next > 0 {
		v, err = tx.Get(LogName(p.Pipe.ID), p.writeErrorID(q.Name))
	}
	if err != nil {
		return nil, err
	}
	if v != nil {
		return v.AppendJSON(nil), nil
	}
	return json.Marshal(map[string]any{
		"_id": p.writeErrorID(q.Name), "event_type": eventWriteError, "pipe": p.Pipe.ID, "entity": p.masked(q.Entity),
		"retry_attempts": q.Attempts, "retryable": !q.Dead, "resolved": false, "dead": q.Dead,
	})
}
