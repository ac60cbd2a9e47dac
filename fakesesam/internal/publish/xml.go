package publish

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// XML is a tag for each entity, with tags inside it as deep as wanted.
//
// An object that becomes a tag has exactly one property whose name stands between < and >: the tag's name. Its value is
// what is inside: a literal, an object, or a list of objects. The other properties are the tag's attributes, but for those
// that begin with an underscore.
type XML struct {
	// Wrapper is the name of a tag around all entities; empty for none.
	Wrapper string
	// RootAttributes stand on the wrapper, or without one on the tag of each entity.
	RootAttributes []Attribute
	// Declaration writes <?xml …?> before everything.
	Declaration bool
	// ByteOrderMark puts one before everything.
	ByteOrderMark bool
}

// Attribute is one of a tag. Name is an XML name, Value is not escaped.
type Attribute struct{ Name, Value string }

// ContentType is application/xml: the text says itself, or by its absence, that it is UTF-8.
func (f *XML) ContentType() string { return "application/xml" }

// AppendBegin appends what stands before the first entity.
func (f *XML) AppendBegin(dst []byte) []byte {
	if f.ByteOrderMark {
		dst = append(dst, byteOrderMark...)
	}
	if f.Declaration {
		dst = append(dst, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`...)
	}
	if f.Wrapper != "" {
		dst = appendTag(dst, f.Wrapper, f.RootAttributes)
	}
	return dst
}

// AppendEntity appends one entity. An entity of another shape, a name that XML cannot have and a character that it cannot
// have are errors.
func (f *XML) AppendEntity(dst []byte, entity map[string]any) ([]byte, error) {
	var root []Attribute
	if f.Wrapper == "" {
		root = f.RootAttributes
	}
	dst, err := appendElement(dst, entity, root)
	if err != nil {
		return dst, fmt.Errorf("entity %s cannot be XML: %w", nameOf(entity), err)
	}
	return dst, nil
}

// AppendEnd closes the wrapper.
func (f *XML) AppendEnd(dst []byte) []byte {
	if f.Wrapper != "" {
		dst = appendEndTag(dst, f.Wrapper)
	}
	return dst
}

func nameOf(entity map[string]any) string {
	if id, ok := entity["_id"].(string); ok {
		return fmt.Sprintf("%q", id)
	}
	return "without a text _id"
}

// appendElement appends an object as a tag. Errors begin with the tags on the way to the fault.
func appendElement(dst []byte, object map[string]any, root []Attribute) ([]byte, error) {
	property, err := tagOfObject(object)
	if err != nil {
		return dst, err
	}
	attributes, err := attributesOf(object, root)
	if err != nil {
		return dst, inside(property, err)
	}
	name := property[1 : len(property)-1]
	dst = appendTag(dst, name, attributes)
	if dst, err = appendContent(dst, object[property]); err != nil {
		return dst, inside(property, err)
	}
	return appendEndTag(dst, name), nil
}

// appendContent appends what is inside a tag.
func appendContent(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case map[string]any:
		return appendElement(dst, v, nil)
	case []any:
		for _, item := range v {
			object, isObject := item.(map[string]any)
			if !isObject {
				continue // a real node ignores them
			}
			var err error
			if dst, err = appendElement(dst, object, nil); err != nil {
				return dst, err
			}
		}
		return dst, nil
	default:
		text, _ := literal(v)
		if !IsXMLText(text) {
			return dst, errText
		}
		return append(dst, textEscapes.Replace(text)...), nil
	}
}

var errText = errors.New("the text has a character that XML cannot have: remove control characters")

// tagOfObject finds the one property that is a tag.
func tagOfObject(object map[string]any) (string, error) {
	var tags []string
	for property := range object {
		if strings.HasPrefix(property, "<") && strings.HasSuffix(property, ">") {
			tags = append(tags, property)
		}
	}
	switch {
	case len(tags) != 1:
		slices.Sort(tags)
		return "", fmt.Errorf("each object must have exactly one property such as %q, there are %d%s", "<name>", len(tags), listed(tags))
	case !IsXMLName(tags[0][1 : len(tags[0])-1]):
		return "", fmt.Errorf("%q is no name of a tag; one is %q or %q", tags[0], "<name>", "<prefix:name>")
	default:
		return tags[0], nil
	}
}

func listed(tags []string) string {
	if len(tags) == 0 {
		return ""
	}
	return ": " + strings.Join(tags, " ")
}

// attributesOf gives an object's attributes by name, behind those of the root that it has not itself.
func attributesOf(object map[string]any, root []Attribute) ([]Attribute, error) {
	var own []Attribute
	for property, value := range object {
		if strings.HasPrefix(property, "_") || strings.HasPrefix(property, "<") && strings.HasSuffix(property, ">") || value == nil {
			continue
		}
		text, ok := literal(value)
		switch {
		case !IsXMLName(property):
			return nil, fmt.Errorf("%q is no name of an attribute; one is %q or %q, and what is none begins with _", property, "name", "prefix:name")
		case !ok:
			return nil, fmt.Errorf("the attribute %s must be text, a number or a boolean, it is a list or an object", property)
		case !IsXMLText(text):
			return nil, fmt.Errorf("the attribute %s: %w", property, errText)
		}
		own = append(own, Attribute{property, text})
	}
	slices.SortFunc(own, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	attributes := make([]Attribute, 0, len(root)+len(own))
	for _, attribute := range root {
		if object[attribute.Name] == nil {
			attributes = append(attributes, attribute)
		}
	}
	return append(attributes, own...), nil
}

// Parsers make a line feed of a carriage return, and a space of any white space in an attribute, unless it is escaped.
var (
	textEscapes      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	attributeEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
)

func appendTag(dst []byte, name string, attributes []Attribute) []byte {
	dst = append(append(dst, '<'), name...)
	for _, attribute := range attributes {
		dst = append(append(append(dst, ' '), attribute.Name...), `="`...)
		dst = append(append(dst, attributeEscapes.Replace(attribute.Value)...), '"')
	}
	return append(dst, '>')
}

func appendEndTag(dst []byte, name string) []byte {
	return append(append(append(dst, "</"...), name...), '>')
}
