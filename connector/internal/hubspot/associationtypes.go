package hubspot

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// AssociationTypes are the types that an association has: the same ones in whatever order HubSpot lists them.
type AssociationTypes struct {
	list []associationType // in ascending order of their IDs
	json []byte
}

// associationType is what HubSpot tells of one type. Category and label are JSON as received: a text, and a text or null.
type associationType struct {
	id       uint64
	category string
	label    string
}

// JSON returns an array of objects with category, typeId and label, by typeId in ascending order, then by category.
func (t *AssociationTypes) JSON() []byte { return t.json }

// With returns the types of both.
func (t *AssociationTypes) With(others *AssociationTypes) *AssociationTypes {
	if t == others {
		return t
	}
	return newAssociationTypes(slices.Concat(t.list, others.list))
}

func newAssociationTypes(list []associationType) *AssociationTypes {
	slices.SortFunc(list, func(a, b associationType) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.category, b.category), cmp.Compare(a.label, b.label))
	})
	t := &AssociationTypes{list: slices.Compact(list), json: []byte{'['}}
	for i, one := range t.list {
		if i > 0 {
			t.json = append(t.json, ',')
		}
		t.json = append(append(t.json, `{"category":`...), one.category...)
		t.json = strconv.AppendUint(append(t.json, `,"typeId":`...), one.id, 10)
		t.json = append(append(append(t.json, `,"label":`...), one.label...), '}')
	}
	t.json = append(t.json, ']')
	return t
}

// knownTypes are the types that have come so far, by their JSON as received. An account has few of them.
type knownTypes map[string]*AssociationTypes

// read reads the types of an association.
func (k *knownTypes) read(w *walk) (*AssociationTypes, error) {
	begin := *w
	raw := w.value()
	if types, known := (*k)[string(raw)]; known {
		return types, nil
	}
	if raw.Kind() != '[' {
		return nil, contractError(said.Words("associationTypes is not an array"))
	}
	var list []associationType
	for more := begin.openArray(); more; more = begin.nextElement() {
		one, err := begin.associationType()
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	if *k == nil {
		*k = knownTypes{}
	}
	types := newAssociationTypes(list)
	(*k)[string(raw)] = types
	return types, nil
}

// associationType reads {"category":"…","typeId":…,"label":…}.
func (w *walk) associationType() (associationType, error) {
	one := associationType{label: "null"}
	if w.kind() != '{' {
		w.value()
		return one, contractError(said.Words("an entry of associationTypes is not an object"))
	}
	for more := w.open(); more; more = w.next() {
		switch string(w.name()) {
		case "category":
			one.category = asText(w.value())
		case "typeId":
			one.id = w.id()
		case "label":
			if label := w.value(); label.Kind() != 'n' {
				one.label = asText(label)
			}
		default:
			w.value()
		}
	}
	if one.id == 0 || one.category == "" || one.label == "" {
		return one, contractError(said.Words("an association type has no typeId that is a positive number, no category, or a label that is not a text"))
	}
	return one, nil
}

// asText returns the JSON of a text, and "" for anything else.
func asText(raw jsontext.Value) string {
	if raw.Kind() != '"' {
		return ""
	}
	return string(raw)
}
