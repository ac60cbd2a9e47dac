package fakesesam

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Entity is an entity as the node shows it: its properties and _id, _updated, _deleted, _ts, _hash and _previous. Values
// are those of encoding/json, so numbers are float64.
type Entity map[string]any

// ID returns the entity's _id.
func (e Entity) ID() string {
	id, _ := e["_id"].(string)
	return id
}

// Updated returns the entity's _updated: the offset of this version in its dataset.
func (e Entity) Updated() int64 {
	updated, _ := e["_updated"].(float64)
	return int64(updated)
}

// Deleted returns the entity's _deleted.
func (e Entity) Deleted() bool {
	deleted, _ := e["_deleted"].(bool)
	return deleted
}

// EventType is the type of an event of an execution log.
type EventType string

// Types of event.
const (
	// PumpStarted, PumpCompleted and PumpFailed are the beginning and the end of a run.
	PumpStarted   EventType = "pump-started"
	PumpCompleted EventType = "pump-completed"
	PumpFailed    EventType = "pump-failed"
	// ReadError is a failed read of the source.
	ReadError EventType = "read-error"
	// WriteError is an entity that could not be transformed or written.
	WriteError EventType = "write-error"
	// PumpOffsetSet is a change of the offset by Reset, SetOffset or the API.
	PumpOffsetSet EventType = "pump-offset-set"
	// PumpEnabled and PumpDisabled are changes by Enable, Disable or the API.
	PumpEnabled  EventType = "pump-enabled"
	PumpDisabled EventType = "pump-disabled"
	// PumpDiscardRetries and PumpDiscardInferredSchema are operations of the API.
	PumpDiscardRetries        EventType = "pump-discard-retries"
	PumpDiscardInferredSchema EventType = "pump-discard-inferred-schema"
	// SourceNotChronological is a warning of this node that a real one does not have: entities of a source whose configuration
	// has is_chronological were out of order.
	SourceNotChronological EventType = "source-not-chronological"
	// CircuitBreakerCommitted and CircuitBreakerRolledBack are the decisions about a dataset whose circuit breaker tripped.
	CircuitBreakerCommitted  EventType = "circuit-breaker-commit"
	CircuitBreakerRolledBack EventType = "circuit-breaker-rollback"
)

// Event is one event of an execution log. It is an entity too, with the properties of a real node's events.
type Event map[string]any

// Type returns the event's event_type.
func (e Event) Type() EventType {
	kind, _ := e["event_type"].(string)
	return EventType(kind)
}

// Entities returns the latest version of every entity of a dataset that is not deleted, sorted by _id. Before a pipe's
// first run its dataset has none. If a dataset neither exists nor is written by a configured pipe, the error is
// ErrNotFound.
func (n *Node) Entities(name string) ([]Entity, error) {
	out, err := read[Entity](n, name, dataset.Query{Since: -1})
	slices.SortFunc(out, func(a, b Entity) int { return strings.Compare(a.ID(), b.ID()) })
	return out, err
}

// History returns every version of a dataset's entities, deleted ones included, the oldest first. Errors are those of
// Entities.
func (n *Node) History(name string) ([]Entity, error) {
	return read[Entity](n, name, dataset.Query{Since: -1, History: true, Deleted: true})
}

// Versions returns every version of one entity of a dataset, the newest first. An entity that does not exist has none. Errors
// are those of Entities.
func (n *Node) Versions(name, id string) ([]Entity, error) {
	return collect[Entity](n, name, n.node.Store().Versions(context.Background(), name, id))
}

// Log returns a pipe's execution log, the oldest event first.
func (n *Node) Log(pipe string) ([]Event, error) {
	if _, err := n.node.Pump(pipe); err != nil {
		return nil, n.public(err)
	}
	return read[Event](n, pump.LogName(pipe), dataset.Query{Since: -1, History: true, Deleted: true})
}

// Retries returns the entities that wait for the next run of a pipe because they could not be written, sorted by _id: of each
// the last event of the execution log, which has the entity and the reason.
func (n *Node) Retries(pipe string) ([]Event, error) { return n.unwritten(pipe, false) }

// DeadLetters is Retries for the entities that were given up, whether or not the pipe keeps them in a dataset as well.
func (n *Node) DeadLetters(pipe string) ([]Event, error) { return n.unwritten(pipe, true) }

func (n *Node) unwritten(pipe string, dead bool) ([]Event, error) {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return nil, n.public(err)
	}
	var out []Event
	err = n.node.Store().View(func(tx *dataset.Tx) error {
		for each, err := range p.Unwritten(tx, dead) {
			var event Event
			if err == nil {
				err = json.Unmarshal(each.Event, &event)
			}
			if err != nil {
				return err
			}
			out = append(out, event)
		}
		return nil
	})
	return out, n.public(err)
}

func read[T ~map[string]any](n *Node, name string, q dataset.Query) ([]T, error) {
	return collect[T](n, name, n.node.Store().Entities(context.Background(), name, q))
}

func collect[T ~map[string]any](n *Node, name string, versions iter.Seq2[*dataset.Version, error]) ([]T, error) {
	var out []T
	for v, err := range versions {
		if errors.Is(err, dataset.ErrNoDataset) && n.writes(name) {
			return nil, nil
		}
		if err != nil {
			return nil, n.public(err)
		}
		var e T
		if err := json.Unmarshal(v.AppendJSON(nil), &e); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// writes reports whether a configured pipe writes a dataset.
func (n *Node) writes(name string) bool {
	for _, pipe := range n.node.Config().Pipes {
		if name == pump.LogName(pipe.ID) || name != "" && (name == pipe.Sink.Dataset || name == pipe.Pump.WriteRetries.DeadLetters) {
			return true
		}
	}
	return false
}

// Datasets returns the names of the datasets that exist, including the node's own, which begin with "system:", sorted.
func (n *Node) Datasets() ([]string, error) {
	var names []string
	err := n.node.Store().View(func(tx *dataset.Tx) error {
		names = tx.Names()
		return nil
	})
	return names, n.public(err)
}

// DeleteDataset deletes a dataset with all its entities. The offset of the pipe that writes it stays; Reset clears it.
func (n *Node) DeleteDataset(name string) error {
	return n.public(n.node.Store().Update(func(tx *dataset.Tx) error { return tx.Delete(name) }))
}
