package push

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Entity is what a pipe sends of one record: how the record should be.
type Entity struct {
	Index int
	Key   string // _id, "" if there is none

	ID      string // of the record in HubSpot, "" if it is not known
	Deleted bool
	// Replaced means that the entity has only moved to another ID: nobody has deleted the record.
	Replaced bool

	Values map[string]string // by property, as HubSpot has values; "" clears
	Basis  map[string]string // $based_on: the values that the change was made from, nil if there are none
}

// Names of members with a meaning in Sesam.
const (
	memberKey       = "_id"
	memberDeleted   = "_deleted"
	memberReplaced  = "$replaced"
	memberBasis     = "$based_on"
	memberBasisOnly = "$based_on_properties"
)

// Names of members with a meaning in HubSpot.
const (
	memberID         = "id"
	memberProperties = "properties"
)

// envelope are the members of a record of HubSpot's beside its properties.
var envelope = []string{memberID, "createdAt", "updatedAt", "archived", "archivedAt", "url", "associations"}

// parseEntity reads an element of what a pipe sends. If it cannot become a record, the error says why, and Key is set if it can
// be.
func parseEntity(index int, text []byte) (Entity, error) {
	e := Entity{Index: index}
	root, err := membersOf(text)
	if err != nil {
		return e, err
	}
	if key := root.sesam[memberKey]; key.Kind() == '"' {
		e.Key = unquoted(key)
	}
	if root.twice != "" {
		return e, fmt.Errorf("it has two members %.60q with different values, namespaces left out", root.twice)
	}
	if e.Deleted, e.Replaced, err = root.deleted(); err != nil {
		return e, err
	}
	properties, flat, err := root.properties()
	if err != nil {
		return e, err
	}
	if e.ID, err = recordID(root.data[memberID], root.data[hubspot.PropertyID], properties[hubspot.PropertyID]); err != nil {
		return e, err
	}
	if e.Values, err = textsOf(properties, flat, e.Deleted); err != nil {
		return e, err
	}
	e.Basis, err = root.basis(e.Values, e.Deleted)
	return e, err
}

// members are those of an object.
type members struct {
	sesam map[string]jsontext.Value // whose names begin with _ or $
	data  map[string]jsontext.Value // by name without its namespace
	twice string                    // a name that came twice
}

// membersOf reads the members of an object.
func membersOf(text []byte) (members, error) {
	m := members{sesam: map[string]jsontext.Value{}, data: map[string]jsontext.Value{}}
	decoder := newDecoder(text)
	if decoder.PeekKind() != '{' {
		return m, errors.New("it is not a JSON object")
	}
	if _, err := decoder.ReadToken(); err != nil {
		return m, err
	}
	for decoder.PeekKind() != '}' {
		name, err := decoder.ReadToken()
		if err != nil {
			return m, err
		}
		full := name.String()
		value, err := decoder.ReadValue()
		if err != nil {
			return m, err
		}
		m.add(full, value.Clone())
	}
	return m, nil
}

func (m *members) add(name string, value jsontext.Value) {
	of := m.data
	if !isSesams(name) {
		name = localName(name)
	}
	if isSesams(name) {
		of = m.sesam
	}
	if before, again := of[name]; again && !bytes.Equal(before, value) {
		m.twice = name
	}
	of[name] = value
}

// isSesams reports whether a name is one of those that have a meaning in Sesam.
func isSesams(name string) bool { return strings.HasPrefix(name, "_") || strings.HasPrefix(name, "$") }

// deleted returns the members that say whether the record is deleted, and whether it has only moved.
func (m *members) deleted() (deleted, replaced bool, _ error) {
	deleted, errDeleted := m.flag(memberDeleted)
	replaced, errReplaced := m.flag(memberReplaced)
	return deleted, replaced, cmp.Or(errDeleted, errReplaced)
}

// flag reports whether a member is true. Anything but true and false might mean either, and a deletion cannot be taken back.
func (m *members) flag(name string) (bool, error) {
	switch raw := m.sesam[name]; raw.Kind() {
	case 't':
		return true, nil
	case 'f', 'n', 0:
		return false, nil
	default:
		return false, fmt.Errorf("%s is neither true nor false, but %.60s", name, raw)
	}
}

// properties returns the values of the record: the members of properties, or else those of the object itself. flat means the
// latter.
func (m *members) properties() (values map[string]jsontext.Value, flat bool, err error) {
	inner := m.data[memberProperties]
	if inner.Kind() != '{' {
		return m.data, true, nil
	}
	nested, err := membersOf(inner)
	switch {
	case err != nil:
		return nil, false, err
	case nested.twice != "":
		return nil, false, fmt.Errorf("its properties have two members %.60q with different values, namespaces left out", nested.twice)
	}
	return nested.data, false, nil
}

// textsOf returns the values as HubSpot has them. Flat ones stand among the members of a record. Those of a record that is deleted
// are not written: what cannot be a value is left out there.
func textsOf(values map[string]jsontext.Value, flat, deleted bool) (map[string]string, error) {
	texts := make(map[string]string, len(values))
	for _, name := range sortedNames(values) {
		if name == hubspot.PropertyID || flat && slices.Contains(envelope, name) {
			continue
		}
		text, err := textOf(values[name])
		switch {
		case err == nil:
			texts[name] = text
		case !deleted:
			return nil, fmt.Errorf("property %.60q %w", name, err)
		}
	}
	return texts, nil
}

// basis returns the values that the change was made from, those of the properties that are written, or of all of them if the
// record is deleted.
func (m *members) basis(written map[string]string, deleted bool) (map[string]string, error) {
	raw, ok := m.sesam[memberBasis]
	if !ok || raw.Kind() == 'n' {
		return nil, nil
	}
	outer, err := membersOf(raw)
	if err != nil {
		return nil, errors.New(memberBasis + " is not an object")
	}
	values, flat, err := outer.properties()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", memberBasis, err)
	}
	only, narrowed, err := m.basisOnly()
	if err != nil {
		return nil, err
	}
	basis := map[string]string{}
	for _, name := range only {
		if _, matters := written[name]; matters || deleted {
			basis[name] = "" // it is listed, so it had no value if it has none
		}
	}
	for name, value := range values {
		_, matters := written[name]
		switch {
		case !matters && !deleted, narrowed && !slices.Contains(only, name), flat && slices.Contains(envelope, name), name == hubspot.PropertyID:
			continue
		}
		text, err := textOf(value)
		switch {
		case err == nil:
			basis[name] = text
		case matters:
			return nil, fmt.Errorf("%s: property %.60q %w", memberBasis, name, err)
		}
	}
	return basis, nil
}

// basisOnly returns the names of the properties to which $based_on is narrowed.
func (m *members) basisOnly() (names []string, narrowed bool, err error) {
	raw, ok := m.sesam[memberBasisOnly]
	if !ok || raw.Kind() == 'n' {
		return nil, false, nil
	}
	if raw.Kind() != '[' {
		return nil, false, errors.New(memberBasisOnly + " is not a list of names")
	}
	list, err := elementsOf(raw)
	for _, element := range list {
		if element.Kind() != '"' {
			return nil, false, errors.New(memberBasisOnly + " is not a list of names")
		}
		names = append(names, localName(strings.TrimPrefix(localName(unquoted(element)), memberProperties+".")))
	}
	return names, true, err
}

// recordID returns the ID of the record in HubSpot: the first that is given.
func recordID(candidates ...jsontext.Value) (string, error) {
	for _, raw := range candidates {
		if len(raw) == 0 {
			continue
		}
		text, err := textOf(raw)
		if err == nil && text == "" {
			continue
		}
		id, parsed := strconv.ParseInt(text, 10, 64)
		if err != nil || parsed != nil || !isDigits(text) {
			shown := string(raw)
			if raw.Kind() == '"' {
				shown = unquoted(raw)
			}
			return "", fmt.Errorf("id %.60q is no ID of HubSpot, which is made of digits", shown)
		}
		return strconv.FormatInt(id, 10), nil
	}
	return "", nil
}
