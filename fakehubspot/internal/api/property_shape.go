package api

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// The members of a definition that some answers lack: the list of those that are not archived says nothing of it, and the
// answer to a batch that creates says only what was sent.
var (
	notListed  = []string{"archived"}
	notCreated = []string{"createdAt", "updatedAt", "archived", "hubspotDefined"}
)

// shape is a definition as JSON, without some of its members.
func shape(p *schema.Property, without []string) (jsontext.Value, error) {
	whole, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	in := jsontext.NewDecoder(bytes.NewReader(whole))
	if _, err := in.ReadToken(); err != nil {
		return nil, err
	}
	var kept bytes.Buffer
	for in.PeekKind() != '}' {
		name, err := in.ReadValue()
		if err != nil {
			return nil, err
		}
		separator := byte(',')
		if kept.Len() == 0 {
			separator = '{'
		}
		quoted := slices.Clone(name)
		value, err := in.ReadValue()
		if err != nil {
			return nil, err
		}
		if slices.Contains(without, string(quoted[1:len(quoted)-1])) {
			continue
		}
		kept.WriteByte(separator)
		kept.Write(quoted)
		kept.WriteByte(':')
		kept.Write(value)
	}
	kept.WriteByte('}')
	return kept.Bytes(), nil
}

// newShape is a definition as the answer to a single create has it: with who made it.
func newShape(p *schema.Property) (jsontext.Value, error) {
	shown := *p
	shown.CreatedUserID, shown.UpdatedUserID = object.UserNumber, object.UserNumber
	return shape(&shown, []string{"hubspotDefined"})
}
