package push

import (
	"bytes"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// sent is an entity as it was sent, and what becomes of it.
type sent struct {
	Entity
	values  map[string]string // of properties that can be written
	key     string            // that of the match property, as records are looked for by it
	spelt   string            // that as it was sent, if records of others may have it in that form
	doubted bool              // values cannot be written, unless the record has them already
	verdict Verdict
	settled bool
}

// receive takes an element of the body, as it is: values take as much again, for which there may be no room yet.
func receive(element sesam.Element) *sent {
	s := &sent{Entity: Entity{Index: element.Index}, verdict: Verdict{Index: element.Index, Text: bytes.Clone(element.Text)}}
	if element.Text == nil {
		s.settle(Refused, "", fmt.Sprintf("it is larger than %d bytes", largestEntity))
	}
	return s
}

// parse finds out what the entity means.
func (s *sent) parse() {
	if s.settled {
		return
	}
	entity, err := parseEntity(s.Index, s.verdict.Text)
	s.Entity, s.verdict.Key = entity, entity.Key
	if err != nil {
		s.settle(Refused, "", err.Error())
	}
}

// settle decides what has become of the entity.
func (s *sent) settle(status Status, id, reason string) {
	s.settled = true
	s.verdict.Status, s.verdict.ID, s.verdict.Reason = status, id, reason
}

// settleAll settles entities alike.
func settleAll(list []*sent, status Status, id, reason string) {
	for _, s := range list {
		s.settle(status, id, reason)
	}
}
