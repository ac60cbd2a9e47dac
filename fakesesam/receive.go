package fakesesam

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// Receive sends entities to a pipe whose source is an http_endpoint, as a client of its receiver does, and returns when the
// run has ended. They are a part of the set: nothing is deleted because it is not among them. A run that failed has stored
// nothing; its Error says why. Errors are those of Run, and ErrInvalid for a pipe with another source.
func (n *Node) Receive(ctx context.Context, pipe string, entities ...Entity) (Run, error) {
	p, err := n.node.Pump(pipe)
	if err == nil {
		err = p.Receives()
	}
	if err != nil {
		return Run{}, n.public(err)
	}
	body, err := json.Marshal(append([]Entity{}, entities...)) // a list, even without entities
	if err != nil {
		return Run{}, &classified{fmt.Errorf("entities for pipe %s: %w", pipe, err), ErrInvalid}
	}
	return n.run(ctx, pipe, pump.Request{Body: source.Body{Reader: bytes.NewReader(body)}})
}
