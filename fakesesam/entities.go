package fakesesam

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Entity is an entity as the node shows it: its properties and _id, _updated, _deleted, _ts, _hash and _previous. Values
// are those of encoding/json, so numbers are float64.
type Entity map[string]any

// ID is the entity's _id.
func (e Entity) ID() string {
	id, _ := e["_id"].(string)
	return id
}

// Event is one event of an execution log: an entity too.
type Event map[string]any

// Type is the event's event_type, as "pump-completed".
func (e Event) Type() string {
	kind, _ := e["event_type"].(string)
	return kind
}

// Entities gives the latest version of every entity of a dataset that is not deleted, sorted by _id; none when the
// dataset does not exist.
func (n *Node) Entities(name string) []Entity {
	out := read[Entity](n, name, dataset.Query{Since: -1})
	slices.SortFunc(out, func(a, b Entity) int { return strings.Compare(a.ID(), b.ID()) })
	return out
}

// History gives every version of a dataset's entities, the oldest first.
func (n *Node) History(name string) []Entity {
	return read[Entity](n, name, dataset.Query{Since: -1, History: true, Deleted: true})
}

// Log gives a pipe's execution log, the oldest event first.
func (n *Node) Log(pipe string) []Event {
	return read[Event](n, pump.LogName(pipe), dataset.Query{Since: -1, History: true, Deleted: true})
}

func read[T ~map[string]any](n *Node, name string, q dataset.Query) []T {
	var out []T
	for v, err := range n.node.Store().Entities(context.Background(), name, q) {
		if errors.Is(err, dataset.ErrNoDataset) {
			return nil
		}
		if err != nil {
			panic("fakesesam: " + err.Error()) // the node is closed, or its file damaged
		}
		var e T
		if err := json.Unmarshal(v.AppendJSON(nil), &e); err != nil {
			panic("fakesesam: " + err.Error())
		}
		out = append(out, e)
	}
	return out
}

// ResolveEnvironment gives what a node would give the container of a microservice: the docker.environment of the system in
// the configuration folder, with $ENV(…) and $SECRET(…) resolved. Other components of the folder may be faulty.
func ResolveEnvironment(configDir, systemID string, env, secrets map[string]string) (map[string]string, error) {
	set, err := config.Load(configDir, env, secrets)
	if set == nil {
		return nil, err
	}
	return config.ResolveEnvironment(set, systemID)
}

// LoadValues reads a file of variables or secrets: one flat JSON object. Values that are not text are kept as JSON.
func LoadValues(path string) (map[string]string, error) { return config.LoadValues(path) }
