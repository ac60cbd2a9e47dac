package pump

import (
	"encoding/hex"
	"encoding/json"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// origin is the source entity of which something was made.
type origin struct {
	entity json.RawMessage // as the source yielded it
	place  int             // counted from 1; 0 for a retried entity
	// reached is the offset after the entity.
	reached Offset
}

// parcel is what a json sink sends of one source entity: several entities if the rules created some, none if they dropped it.
type parcel struct {
	*outcome
	texts [][]byte
}

// pack returns the entities of an outcome as a json sink sends them.
func (p *Pump) pack(o *outcome) (parcel, error) {
	out := parcel{outcome: o}
	for i := range o.created {
		if err := p.packOne(&out, &o.created[i], o.origin); err != nil {
			return out, err
		}
	}
	return out, p.packOne(&out, o, o.origin)
}

func (p *Pump) packOne(into *parcel, o *outcome, from *origin) error {
	if !o.keep {
		return nil
	}
	e := o.entity
	if p.Pipe.RemoveNamespaces {
		decoded, err := dataset.DecodeObject(e.AppendJSON(nil))
		if err == nil {
			e, err = dataset.FromMap(dtl.WithoutNamespaces(decoded))
		}
		if err != nil {
			return err
		}
	}
	into.texts = append(into.texts, e.AppendJSON(nil, p.reserved(&e, from)...))
	return nil
}

// reserved returns the properties that a node adds to an entity: those of the source entity and, if the source is no dataset,
// what they would be there. The hash is that of the content.
func (p *Pump) reserved(e *dataset.Entity, from *origin) []dataset.Member {
	updated, previous := []byte("null"), []byte("null")
	written := strconv.AppendInt(nil, p.Clock.Now().UnixMicro(), 10)
	if from != nil {
		members := dataset.Split(from.entity, nil)
		updated = orElse(dataset.Find(members, "_updated"), updated)
		if p.Pipe.Source.Type == config.SourceDataset {
			previous = orElse(dataset.Find(members, "_previous"), previous)
			written = orElse(dataset.Find(members, "_ts"), written)
		}
	}
	sum := e.Hash()
	return []dataset.Member{
		{Key: []byte("_updated"), Value: updated},
		{Key: []byte("_previous"), Value: previous},
		{Key: []byte("_ts"), Value: written},
		{Key: []byte("_hash"), Value: strconv.AppendQuote(nil, hex.EncodeToString(sum[:]))},
	}
}

func orElse(value, fallback []byte) []byte {
	if value == nil {
		return fallback
	}
	return value
}
