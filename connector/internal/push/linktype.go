package push

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// namedType is a type of association as it was sent: by its number, or by its label.
type namedType struct {
	category string // "" for any
	id       uint64
	label    string
}

var errTypes = errors.New(`types is not a list of types, each {"category":…,"typeId":…} or {"label":…}`)

// namedTypes reads the types of an association.
func namedTypes(raw jsontext.Value) ([]namedType, error) {
	switch raw.Kind() {
	case 0, 'n':
		return nil, nil
	case '[':
	default:
		return nil, errTypes
	}
	elements, err := elementsOf(raw)
	if err != nil {
		return nil, err
	}
	types := make([]namedType, len(elements))
	for i, element := range elements {
		if types[i], err = readType(element); err != nil {
			return nil, errTypes
		}
	}
	return types, nil
}

// readType reads one type.
func readType(raw jsontext.Value) (t namedType, err error) {
	one, err := membersOf(raw)
	if err != nil {
		return t, err
	}
	if t.id, err = endOf(one.data, "typeId"); err != nil {
		return t, err
	}
	for member, to := range map[string]*string{"category": &t.category, "label": &t.label} {
		switch value := one.data[member]; value.Kind() {
		case 0, 'n':
		case '"':
			*to = untyped(unquoted(value))
		default:
			return t, errTypes
		}
	}
	if t.id == 0 && t.label == "" {
		return t, errTypes
	}
	return t, nil
}

// resolve finds the types that are named among those that there are. No association has a type of a number that there is not, so
// there is nothing to take away of it.
func (l *link) resolve(known []hubspot.LinkType) error {
	l.types = nil
	for _, t := range l.named {
		switch i := slices.IndexFunc(known, t.is); {
		case i >= 0 && !slices.Contains(l.types, known[i]):
			l.types = append(l.types, known[i])
		case i < 0 && (!l.deleted || t.id == 0):
			return t.unknown(known)
		}
	}
	return nil
}

// is reports whether a type is the one that is named.
func (t namedType) is(known hubspot.LinkType) bool {
	if t.category != "" && t.category != known.Category {
		return false
	}
	return t.id != 0 && t.id == known.ID || t.id == 0 && t.label == known.Label
}

// unknown is the error of a type that there is not.
func (t namedType) unknown(known []hubspot.LinkType) error {
	var there []string
	for _, k := range known {
		if one := (namedType{k.Category, k.ID, k.Label}); t.id != 0 || k.Label != "" {
			there = append(there, one.like(t))
		}
	}
	what := "label"
	if t.id != 0 {
		what = "association type"
	}
	has := "and no other"
	if len(there) > 0 {
		has = "but " + strings.Join(there, ", ")
	}
	return fmt.Errorf("HubSpot has no %s %.60s between these objects in this direction, %s", what, t.like(t), has)
}

// like writes the type in the way in which another one is named.
func (t namedType) like(other namedType) string {
	name := strconv.Quote(t.label)
	if other.id != 0 {
		name = strconv.FormatUint(t.id, 10)
	}
	if other.category != "" {
		name = t.category + " " + name
	}
	return name
}
