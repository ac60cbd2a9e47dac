package publish

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// XML writes each entity as a tag, which may contain other tags to any depth.
//
// An object that becomes a tag has exactly one property whose name is enclosed in < and >: the name of the tag. Its value
// is the content: a literal, an object, or a list of objects. The other properties are the attributes of the tag, except
// those that begin with an underscore.
type XML struct {
	// Wrapper is the name of a tag around all entities; "" for none.
	Wrapper string
	// RootAttributes are attributes of the wrapper or, without one, of the tag of each entity.
	RootAttributes []Attribute
	// Declaration begins the text with <?xml …?>.
	Declaration bool
	// ByteOrderMark begins the text with a byte order mark.
	ByteOrderMark bool
}

// Attribute is an attribute of a tag. Name is an XML name, Value is not escaped.
type Attribute struct{ Name, Value string }

// ContentType returns application/xml. UTF-8 is the default encoding of XML, or is declared in the text.
func (f *XML) ContentType() string { return "application/xml" }

// AppendBegin appends what comes before the first entity.
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

// AppendEntity appends one entity. An entity of another shape, and names and characters that XML does not allow, are
// errors.
func (f *XML) AppendEntity(dst []byte, entity map[string]any) ([]byte, error) {
	var root []Attribute
	if f.Wrapper == "" {
		root = f.RootAttributes
	}
	dst, err := appendElement(dst, entity, root)
	if err != nil {
		return dst, fmt.Errorf("entity %s cannot be written as XML: %w", nameOf(entity), err)
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
	return "without a string _id"
}

// appendElement appends an object as a tag. Errors begin with the tags around the invalid part.
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

// appendContent appends the content of a tag.
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

var errText = errors.New("the text contains a character that XML does not allow: remove control characters")

// tagOfObject returns the one property that is a tag.
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
		return "", fmt.Errorf("each object must have exactly one property such as %q, got %d%s", "<name>", len(tags), listed(tags))
	case !IsXMLName(tags[0][1 : len(tags[0])-1]):
		return "", fmt.Errorf("%q is not a valid tag; must be %q or %q", tags[0], "<name>", "<prefix:name>")
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

// attributesOf returns the attributes of an object, sorted by name, after those of the root that the object does not have.
func attributesOf(object map[string]any, root []Attribute) ([]Attribute, error) {
	var own []Attribute
	for property, value := range object {
		if strings.HasPrefix(property, "_") || strings.HasPrefix(property, "<") && strings.HasSuffix(property, ">") || value == nil {
			continue
		}
		text, ok := literal(value)
		switch {
		case !IsXMLName(property):
			return nil, fmt.Errorf("%q is not a valid attribute; must be %q or %q, or begin with _ to be left out", property, "name", "prefix:name")
		case !ok:
			return nil, fmt.Errorf("the attribute %s must be a string, a number or a boolean, got a list or an object", property)
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

// Unless they are escaped, parsers turn a carriage return into a line feed, and white space in an attribute into a space.
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
