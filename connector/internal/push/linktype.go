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
		fitting := slices.DeleteFunc(slices.Clone(known), func(k hubspot.LinkType) bool { return !t.is(k) })
		switch {
		case len(fitting) > 1:
			return t.ambiguous(fitting)
		case len(fitting) == 1 && !slices.Contains(l.types, fitting[0]):
			l.types = append(l.types, fitting[0])
		case len(fitting) == 0 && (!l.deleted || t.id == 0):
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

// what says what the type is named by.
func (t namedType) what() string {
	if t.id != 0 {
		return "association type"
	}
	return "label"
}

// unknown is the error of a type that there is not.
func (t namedType) unknown(known []hubspot.LinkType) error {
	there := slices.DeleteFunc(slices.Clone(known), func(k hubspot.LinkType) bool { return t.id == 0 && k.Label == "" })
	has := "and no other"
	if len(there) > 0 {
		has = "but " + t.list(there)
	}
	return fmt.Errorf("HubSpot has no %s %.60s between these objects in this direction, %s", t.what(), t, has)
}

// ambiguous is the error of a type that may be one or another: each category has numbers, and labels, of its own.
func (t namedType) ambiguous(fitting []hubspot.LinkType) error {
	return fmt.Errorf(`%s %.60s may be %s: name its category and typeId`, t.what(), t, numbers(fitting, " or "))
}

// list writes types in the way in which this one is named. A number means little without its category.
func (t namedType) list(types []hubspot.LinkType) string {
	if t.id != 0 {
		return numbers(types, ", ")
	}
	all := make([]string, len(types))
	for i, one := range types {
		listed := namedType{label: one.Label}
		if t.category != "" {
			listed.category = one.Category
		}
		all[i] = listed.String()
	}
	return strings.Join(all, ", ")
}

// numbers writes types by category and number.
func numbers(types []hubspot.LinkType, between string) string {
	all := make([]string, len(types))
	for i, one := range types {
		all[i] = namedType{category: one.Category, id: one.ID}.String()
	}
	return strings.Join(all, between)
}

// String writes the type as it is named.
func (t namedType) String() string {
	name := strconv.Quote(t.label)
	if t.id != 0 {
		name = strconv.FormatUint(t.id, 10)
	}
	if t.category != "" {
		name = t.category + " " + name
	}
	return name
}
