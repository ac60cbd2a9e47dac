package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"

// readXML reads the properties of an xml_endpoint sink.
func readXML(o *object) *publish.XML {
	f := &publish.XML{
		Wrapper:        o.text("wrapper", ""),
		RootAttributes: readAttributes(o),
		Declaration:    o.boolean("include-xml-decl", false),
		ByteOrderMark:  o.boolean("byte_order_mark", false),
	}
	if f.Wrapper != "" && !publish.IsXMLName(f.Wrapper) {
		o.fault(o.at("wrapper"), "must be the name of an XML tag such as \"persons\" or \"x:persons\", not %s", described(o.values["wrapper"]))
	}
	return f
}

// readAttributes reads the root's attributes; they are in the order of their names.
func readAttributes(o *object) []publish.Attribute {
	values := o.texts("root-attributes", false)
	attributes := make([]publish.Attribute, 0, len(values))
	for _, name := range sortedKeys(values) {
		path := joined(o.at("root-attributes"), name)
		switch {
		case !publish.IsXMLName(name):
			o.fault(path, "is no name of an XML attribute; one is \"xmlns\" or \"xmlns:foo\"")
		case !publish.IsXMLText(values[name]):
			o.fault(path, "has a character that XML cannot have: remove control characters")
		default:
			attributes = append(attributes, publish.Attribute{Name: name, Value: values[name]})
		}
	}
	return attributes
}
