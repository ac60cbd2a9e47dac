package pump

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

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
// names. Who reads only the first of them pays for the names of the others, but not for their content.
func (p *Pump) Unwritten(tx *dataset.Tx, dead bool) iter.Seq2[Unwritten, error] {
	return func(yield func(Unwritten, error) bool) {
		names, err := p.namesOfQueue(tx, dead)
		for _, name := range names {
			var q queued
			if _, err = tx.State(queueKey(p.Pipe.ID, name), &q); err != nil {
				break
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

// namesOfQueue returns the names of what waits for a retry or, if dead is true, of what was given up, in their order.
func (p *Pump) namesOfQueue(tx *dataset.Tx, dead bool) ([]string, error) {
	var names []string
	for _, raw := range tx.States(queuePrefix(p.Pipe.ID)) {
		if isDead(raw) != dead {
			continue
		}
		name, ok := nameInQueue(raw)
		if !ok {
			return nil, fmt.Errorf("an entity in the queue has no name: %.100s", raw)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// nameInQueue returns the name of a queued from its JSON, of which it is the first member.
func nameInQueue(raw []byte) (string, bool) {
	text, ok := bytes.CutPrefix(raw, []byte(`{"name":`))
	if !ok {
		return "", false
	}
	for end := 1; end < len(text); end++ {
		switch text[end] {
		case '\\':
			end++
		case '"':
			return dataset.Text(text[:end+1])
		}
	}
	return "", false
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
