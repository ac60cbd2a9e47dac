package push

import (
	"fmt"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

// definitions are the properties of an object type, by name.
type definitions map[string]*hubspot.Property

// newDefinitions returns the definitions of list.
func newDefinitions(list []hubspot.Property) definitions {
	d := make(definitions, len(list))
	for i := range list {
		d[list[i].Name] = &list[i]
	}
	return d
}

// propertyError is why a value cannot be written, as far as the definition of its property is known.
type propertyError struct{ name, what string }

func (e *propertyError) Error() string { return e.what }

// unknown returns those names, in alphabetical order, that no property has.
func (d definitions) unknown(values map[string]string) []string {
	var names []string
	for _, name := range sortedNames(values) {
		if d[name] == nil {
			names = append(names, name)
		}
	}
	return names
}

// writable returns the values that can be written, in the form in which HubSpot is asked to store them. Those of properties that
// nobody can write are left out: they come back with every record that has been read. Nor need others that come back be what HubSpot
// takes now, such as an option that it no longer has: the values, if there are any with the error, are all of them.
func (d definitions) writable(values map[string]string, object *hubspot.Object) (map[string]string, *propertyError) {
	if unknown := d.unknown(values); len(unknown) > 0 {
		nearest, _ := spelling.Nearest(unknown[0], sortedNames(d))
		return nil, &propertyError{unknown[0], fmt.Sprintf("HubSpot has no %s property %.60q; the nearest is %q", object.Singular, unknown[0], nearest)}
	}
	writable := make(map[string]string, len(values))
	var first *propertyError
	for _, name := range sortedNames(values) {
		if d[name].Fixed {
			continue
		}
		text, err := written(d[name], values[name])
		switch {
		case err == nil && d[name].Unique: // another pipe may find records by it
			text = keyed(d[name], text)
		case err != nil:
			text = values[name]
			if first == nil {
				first = &propertyError{name, fmt.Sprintf("property %.60q %s", name, err)}
			}
		}
		writable[name] = text
	}
	return writable, first
}

// key returns a value of the property by which records are found, in the one form in which they are looked for and created: for
// HubSpot, 7 and 7.0 may be two values. "" is none.
func (d definitions) key(property, text string) (string, *propertyError) {
	p := d[property]
	if p == nil {
		return text, nil
	}
	key, err := written(p, text)
	if err != nil {
		return "", &propertyError{property, fmt.Sprintf("property %.60q %s", property, err)}
	}
	return keyed(p, key), nil
}

// spelt returns a key in the form in which it was sent, "" if that matters nothing. Others may have stored a number such as 7.0 as it
// is, which HubSpot need not find by 7.
func (d definitions) spelt(property, text, key string) string {
	p := d[property]
	if p == nil || p.Type != "number" || key == "" {
		return ""
	}
	if as, err := written(p, text); err == nil && as != key {
		return as
	}
	return ""
}

// keyed is key of a text that can be written.
func keyed(p *hubspot.Property, text string) string {
	switch {
	case p.Type == "number" && text != "":
		return shortest(text)
	case kindOf(p).caseless:
		return strings.ToLower(text)
	default:
		return text
	}
}

// differing returns those of the values that differ from the stored ones: what has to be written.
func (d definitions) differing(stored, values map[string]string) map[string]string {
	rest := map[string]string{}
	for name, value := range values {
		if !same(d[name], stored[name], value) {
			rest[name] = value
		}
	}
	return rest
}

// after returns the value that a property is to have if value is written after another, if there is one, that has not been written
// yet. What is added to nothing is all that there is.
func after(p *hubspot.Property, before string, written bool, value string) string {
	switch {
	case !p.Multiple() || !written || !strings.HasPrefix(value, separator):
		return value
	case before == "":
		return strings.TrimPrefix(value, separator)
	default:
		return before + value
	}
}

// conflicting returns the names, in alphabetical order, of those properties in which HubSpot no longer has the values of basis,
// nor already the wanted ones.
func (d definitions) conflicting(stored, basis, wanted map[string]string) []string {
	var names []string
	for _, name := range sortedNames(basis) {
		p := d[name]
		if p == nil || p.Fixed || same(p, stored[name], basis[name]) {
			continue
		}
		if value, writes := wanted[name]; writes && same(p, stored[name], value) {
			continue
		}
		names = append(names, name)
	}
	return names
}

// kept says which of the values that HubSpot has accepted without a word it has not stored, as its answer shows, "" if there is none.
// That is certain only of choices, which have no other form.
func (d definitions) kept(stored, written map[string]string) string {
	for _, name := range sortedNames(written) {
		p, value := d[name], written[name]
		is, told := stored[name]
		if p == nil || !told || value == "" || len(p.Options) == 0 || p.Multiple() || same(p, is, value) {
			continue
		}
		return fmt.Sprintf("HubSpot has accepted %.60q for %s without a word, but keeps %.60q; a lifecycle stage, for example, goes back only after it has been cleared", value, name, is)
	}
	return ""
}
