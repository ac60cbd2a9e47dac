package hubspot

import (
	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Property is the definition of a property of an object type: what values it takes.
type Property struct {
	Name      string
	Type      string // string, number, date, datetime, enumeration, bool, phone_number, …
	FieldType string // how it is entered: text, phonenumber, checkbox, …

	// Options are the values that an enumeration takes. There are none if those are kept elsewhere, as for owners.
	Options []string
	// Fixed means that nobody can write it: it is read-only or calculated.
	Fixed bool
	// Unique means that no two records have the same value.
	Unique bool
	// HubSpots means that HubSpot has defined it, not the account.
	HubSpots bool
}

// Multiple reports whether the property holds several of its options at a time, separated by semicolons.
func (p *Property) Multiple() bool { return p.Type == "enumeration" && p.FieldType == "checkbox" }

const (
	// maxProperties is how many properties an object type may have. HubSpot allows about a thousand of one's own.
	maxProperties = 100_000

	// maxPropertyName is how long the name of a property may be. HubSpot allows 100 characters.
	maxPropertyName = 250
)

// readDefinitions passes the properties in a list of them to take, but for those that are archived. They are valid for good.
func readDefinitions(body []byte, mask *said.Mask, take func(Property)) error {
	listed := 0
	return readResults(body, mask, said.Words("properties"), func(w *walk) error {
		if listed++; listed > maxProperties {
			return contractError(said.Words("the answer lists more than %s properties", said.Number(maxProperties)))
		}
		property, archived, err := readProperty(w)
		if err == nil && !archived {
			take(property)
		}
		return err
	})
}

// readProperty reads one property.
func readProperty(w *walk) (p Property, archived bool, err error) {
	if w.kind() != '{' {
		w.value()
		return p, false, contractError(said.Words("an entry of results is not an object"))
	}
	for more := w.open(); more; more = w.next() {
		switch string(w.name()) {
		case "name":
			p.Name = string(w.str())
		case "type":
			p.Type = string(w.str())
		case "fieldType":
			p.FieldType = string(w.str())
		case "options":
			p.Options, err = readOptions(w)
		case "hasUniqueValue":
			p.Unique = w.truth()
		case "hubspotDefined":
			p.HubSpots = w.truth()
		case "calculated":
			p.Fixed = w.truth() || p.Fixed
		case "modificationMetadata":
			var fixed bool
			fixed, err = readModification(w)
			p.Fixed = p.Fixed || fixed
		case "archived":
			archived = w.truth()
		default:
			w.value()
		}
		if err != nil {
			return p, false, err
		}
	}
	switch {
	case archived:
		return p, true, nil
	case p.Name == "":
		return p, false, contractError(said.Words("the answer lists a property without a name"))
	case len(p.Name) > maxPropertyName:
		return p, false, contractError(said.Words("the name of a property is longer than %s bytes", said.Number(maxPropertyName)))
	default:
		return p, false, nil
	}
}

// readOptions reads the values of options.
func readOptions(w *walk) (values []string, err error) {
	if w.kind() != '[' {
		w.value()
		return nil, nil
	}
	for more := w.openArray(); more && err == nil; more = w.nextElement() {
		values, err = readOption(w, values)
	}
	return values, err
}

// readOption appends the value of the option that follows.
func readOption(w *walk, values []string) ([]string, error) {
	more, err := w.openOrNull(said.Words("an option of a property"))
	for ; more; more = w.next() {
		if string(w.name()) == "value" {
			values = append(values, string(w.str()))
		} else {
			w.value()
		}
	}
	return values, err
}

// readModification reports whether what can be modified of a property excludes its values.
func readModification(w *walk) (fixed bool, err error) {
	more, err := w.openOrNull(said.Words("modificationMetadata of a property"))
	for ; more; more = w.next() {
		if string(w.name()) == "readOnlyValue" {
			fixed = w.truth()
		} else {
			w.value()
		}
	}
	return fixed, err
}

// truth goes on after the value that begins here and reports whether it is true.
func (w *walk) truth() bool {
	is := w.kind() == 't'
	w.value()
	return is
}
