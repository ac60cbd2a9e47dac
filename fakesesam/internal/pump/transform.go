package pump

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// transform makes a sink's entity of a source's: the rules run on it, and _deleted is carried over. updated is the source
// entity's _updated, which feeds the offset and is not stored. keep is false when the rules dropped it.
func (p *Pump) transform(raw []byte) (e dataset.Entity, updated Offset, keep bool, err error) {
	var in map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		return e, updated, false, err
	}
	if updated, err = offsetOf(in["_updated"]); err != nil {
		return e, updated, false, fmt.Errorf("entity %v: %w", in["_id"], err)
	}
	out, keep, err := p.Pipe.Program.Apply(in)
	if err != nil || !keep {
		return e, updated, false, err
	}
	if deleted, there := in["_deleted"]; there {
		out["_deleted"] = deleted
	}
	e, err = dataset.FromMap(out)
	return e, updated, err == nil, err
}
