package writing

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// thing is what the ERP has of a record.
type thing struct {
	kind    *kind
	key     string
	id      string            // in HubSpot, as far as the ERP knows
	values  map[string]string // of the fields, as the ERP wants them
	dirty   map[string]bool   // fields that the ERP has changed, and that HubSpot may not have
	seen    map[string]string // values that HubSpot had when the ERP last looked, nil if it never has
	deleted bool              // by the ERP
	unsent  bool              // HubSpot may not know that the thing is there, or that it is deleted
	ended   bool              // it has become a part of another, or HubSpot's users have deleted it
}

func newThing(k *kind, n int) *thing {
	return &thing{kind: k, key: fmt.Sprintf(k.named, n), values: map[string]string{}, dirty: map[string]bool{}}
}

func (t *thing) change(field string, n int) {
	t.values[field] = t.kind.value(field, n)
	t.dirty[field], t.unsent = true, true
	if t.deleted || t.ended { // it is there again, as another record
		t.deleted, t.ended, t.id, t.seen = false, false, "", nil
		for _, f := range t.kind.fields {
			t.dirty[f] = true
		}
	}
}

// item is an entity that is sent about a thing.
type item struct {
	thing   *thing // nil for one that cannot become a record
	key, id string // by which it is found: one of them, or neither
	values  map[string]string
	basis   map[string]string
	deleted bool
	crowd   bool // one of many that are there only to fill batches
	text    string
}

// manner is how a thing is sent.
type manner struct {
	ByID, Based, Whole, Nested, Spaced bool
}

// mannerOf draws one from a number.
func mannerOf(n int) manner {
	return manner{ByID: n&1 > 0, Based: n&2 > 0, Whole: n&4 > 0, Nested: n&8 > 0, Spaced: n&16 > 0}
}

// send returns the entity that tells HubSpot how the thing is now.
func (t *thing) send(m manner) *item {
	i := &item{thing: t, deleted: t.deleted, values: map[string]string{}}
	if m.ByID && t.id != "" {
		i.id = t.id
	} else {
		i.key = t.key
	}
	for _, field := range t.kind.fields {
		value, known := t.values[field]
		if known && (m.Whole || t.dirty[field] || i.id == "" && field == t.kind.fields[0]) { // without that, HubSpot would create nothing
			i.values[field] = value
		}
	}
	if m.Based && t.seen != nil {
		i.basis = maps.Clone(t.seen)
	}
	if i.deleted {
		i.values = map[string]string{}
	}
	i.text = i.json(m)
	return i
}

// json writes the entity, in one of the forms that a pipe may choose.
func (i *item) json(m manner) string {
	space := ""
	if m.Spaced {
		space = "erp:"
	}
	properties, root := map[string]any{}, map[string]any{"_id": "erp:" + i.thing.key, "_updated": 7}
	for field, value := range i.values {
		switch {
		case value == "":
			properties[space+field] = nil
		case field == i.thing.kind.number && m.Nested && !strings.Contains(value, "."):
			properties[space+field] = json.Number(value + ".0")
		default:
			properties[space+field] = value
		}
	}
	if i.key != "" {
		properties[space+i.thing.kind.key] = i.spelt(m)
	} else {
		root[space+"id"] = i.id
	}
	if i.basis != nil {
		root["$based_on"] = i.basis
	}
	if i.deleted {
		root["_deleted"] = true
	}
	if m.Nested {
		root["properties"] = properties
	} else {
		maps.Copy(root, properties)
	}
	text, err := json.Marshal(root)
	if err != nil {
		panic(err) // of texts and numbers
	}
	return string(text)
}

// spelt is the key in one of the forms that are the same to HubSpot.
func (i *item) spelt(m manner) string {
	switch {
	case !m.Spaced:
		return i.key
	case i.thing.kind.key == "email":
		return " " + strings.ToUpper(i.key) + " "
	default:
		return strings.ToUpper(i.key)
	}
}

// target is the live record that the item is about.
func (i *item) target(s snapshot) (fakehubspot.Record, bool) {
	if i.id != "" {
		return s.byID(i.id)
	}
	found := s.byKey(i.key)
	if i.key == "" || len(found) == 0 {
		return fakehubspot.Record{}, false
	}
	return found[0], true
}

// look takes in what HubSpot has of the thing. What both sides have changed stays as the ERP wants it.
func (t *thing) look(s snapshot) {
	record, found := fakehubspot.Record{}, false
	if t.id != "" {
		record, found = s.byID(t.id)
	} else if all := s.byKey(t.key); len(all) > 0 {
		record, found = all[0], true
	}
	switch {
	case t.ended, t.deleted && !t.unsent: // what it was merged into lives on
	case t.deleted:
		if t.seen = nil; found {
			t.id, t.seen = record.ID, t.valuesOf(&record)
		}
	case !found && t.unsent:
		t.id, t.seen = "", nil
		for _, field := range t.kind.fields {
			t.dirty[field] = true
		}
	case !found: // HubSpot's users have deleted it
		t.ended = true
	default:
		t.id, t.seen = record.ID, t.valuesOf(&record)
		for _, field := range t.kind.fields {
			if !t.dirty[field] {
				t.values[field] = t.seen[field]
			}
		}
	}
}

func (t *thing) valuesOf(r *fakehubspot.Record) map[string]string {
	values := map[string]string{}
	for _, field := range t.kind.fields {
		values[field] = r.Properties[field]
	}
	return values
}

// sent takes in that HubSpot has what was sent.
func (t *thing) sent(i *item) {
	for field, value := range i.values {
		if t.values[field] == value {
			delete(t.dirty, field)
		}
	}
	if i.deleted && t.deleted {
		clear(t.dirty)
	}
	if i.deleted == t.deleted && len(t.dirty) == 0 {
		t.unsent = false
	}
}

// revive lets things live again that the ERP has deleted, and of which HubSpot's users have restored the record.
func (w *world) revive(k *kind, r fakehubspot.Record) {
	for _, t := range w.erp {
		if t.kind == k && t.deleted && !t.unsent && (t.id == r.ID || t.id == "" && k.goes(&r, t.key, true)) {
			t.deleted, t.id, t.seen = false, r.ID, nil
			clear(t.dirty)
		}
	}
}
