package config

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"
)

// Endpoint is how the entities of an endpoint sink are published.
type Endpoint struct {
	// SkipDeleted omits deleted entities; an http_endpoint always has them.
	SkipDeleted bool
	// Filename is the file name for saving the response; empty for none. A URL may end with another.
	Filename string
	// Disposition is "attachment" or "inline"; it is sent if there is a file name.
	Disposition string
}

// readFile reads the properties that all endpoint sinks have.
func (e *Endpoint) readFile(o *object) {
	e.Filename = o.text("filename", "")
	e.Disposition = o.oneOf("content_disposition", "attachment", "attachment", "inline")
}

// readSkipDeleted reads whether deleted entities are omitted.
func (e *Endpoint) readSkipDeleted(o *object) {
	e.SkipDeleted = o.boolean("skip-deleted-entities", true)
}

// removesNamespaces reports whether namespaces are removed by default. XML keeps its prefixes.
func (s *Sink) removesNamespaces() bool {
	switch s.Type {
	case SinkHTTPEndpoint, SinkCSVEndpoint, SinkJSON, "elasticsearch", "kafka", "mail", "rest", "sms", "solr", "sql":
		return true
	default:
		return false
	}
}

// Format returns the last part of the path at which the sink's entities are published: /api/publishers/{pipe}/…. It is empty
// for a sink that publishes nothing.
func (s *Sink) Format() string {
	switch s.Type {
	case SinkDataset, SinkHTTPEndpoint:
		return "entities"
	case SinkCSVEndpoint:
		return "csv"
	case SinkXMLEndpoint:
		return "xml"
	default:
		return ""
	}
}

// readCSV reads the properties of a csv_endpoint sink.
func readCSV(o *object) *publish.CSV {
	f := &publish.CSV{
		Columns: readColumns(o),
		Quoting: o.oneOf("quoting", publish.QuoteMinimal,
			publish.QuoteAll, publish.QuoteMinimal, publish.QuoteNonNumeric, publish.QuoteNone),
		Delimiter:      o.character("delimiter", ','),
		Quote:          o.character("quotechar", '"'),
		Escape:         o.character("escapechar", 0),
		DoubleQuote:    o.boolean("doublequote", true),
		Header:         o.boolean("include_header", true),
		LineTerminator: o.text("lineterminator", "\r\n"),
		ByteOrderMark:  o.boolean("byte_order_mark", false),
	}
	if f.LineTerminator == "" {
		o.reject(o.at("lineterminator"), `must not be empty; it may be "\r\n" or "\n"`)
	}
	if !f.DoubleQuote && f.Escape == 0 {
		f.Escape = '\\'
	}
	o.distinct("quotechar", f.Quote, "delimiter", f.Delimiter)
	o.distinct("escapechar", f.Escape, "delimiter", f.Delimiter)
	o.distinct("escapechar", f.Escape, "quotechar", f.Quote)
	if encoding := strings.ToLower(o.text("encoding", "utf-8")); encoding != "utf-8" && encoding != "utf8" {
		o.reject(o.at("encoding"), `must be "utf-8", the only encoding this node writes, got %s`, described(o.values["encoding"]))
	}
	// UTF-8 has every character, so this has no effect.
	o.oneOf("encode_error_strategy", "backslashreplace", "ignore", "replace", "xmlcharrefreplace", "backslashreplace")
	return f
}

// readColumns reads a list of names.
func readColumns(o *object) []string {
	value, given := o.optional("columns")
	list, isList := value.([]any)
	switch {
	case !given:
		o.reject(o.at("columns"), `is missing; it must be a list of properties such as ["_id", "name"]`)
	case !isList || len(list) == 0:
		o.reject(o.at("columns"), `must be a list of properties such as ["_id", "name"], got %s`, describedList(value))
	}
	columns := make([]string, 0, len(list))
	for i, item := range list {
		name, isText := item.(text)
		if !isText {
			o.reject(indexed(o.at("columns"), i), "must be a string, got %s", described(item))
			continue
		}
		columns = append(columns, name.real)
	}
	return columns
}

func describedList(value any) string {
	if list, isList := value.([]any); isList && len(list) == 0 {
		return "an empty list"
	}
	return described(value)
}

// character reads a string of one character other than a line ending. A fallback of 0 means none, and so does null.
func (o *object) character(name string, fallback rune) rune {
	var shown any
	if fallback != 0 {
		shown = string(fallback)
	}
	value, given := o.defaulted(name, shown)
	if !given || value == nil && fallback == 0 {
		return fallback
	}
	one, _ := value.(text)
	r, size := utf8.DecodeRuneInString(one.real)
	if size == 0 || size != len(one.real) || r == '\r' || r == '\n' {
		o.reject(o.at(name), "must be one character such as \"|\", got %s", described(value))
		return fallback
	}
	return r
}

// distinct reports an error if a character has two meanings.
func (o *object) distinct(name string, r rune, other string, taken rune) {
	if r != 0 && r == taken {
		o.reject(o.at(name), "must differ from %s", other)
	}
}

// readXML reads the properties of an xml_endpoint sink.
func readXML(o *object) *publish.XML {
	f := &publish.XML{
		Wrapper:        o.text("wrapper", ""),
		RootAttributes: readAttributes(o),
		Declaration:    o.boolean("include-xml-decl", false),
		ByteOrderMark:  o.boolean("byte_order_mark", false),
	}
	if f.Wrapper != "" && !publish.IsXMLName(f.Wrapper) {
		o.reject(o.at("wrapper"), "must be the name of an XML tag such as \"persons\" or \"x:persons\", got %s", described(o.values["wrapper"]))
	}
	return f
}

// readAttributes reads the attributes of the root, sorted by name.
func readAttributes(o *object) []publish.Attribute {
	values := o.texts("root-attributes", false)
	attributes := make([]publish.Attribute, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		path := joined(o.at("root-attributes"), name)
		switch {
		case !publish.IsXMLName(name):
			o.reject(path, "must be the name of an XML attribute such as \"xmlns\" or \"xmlns:foo\"")
		case !publish.IsXMLText(values[name]):
			o.reject(path, "contains a character that XML does not allow: remove control characters")
		default:
			attributes = append(attributes, publish.Attribute{Name: name, Value: values[name]})
		}
	}
	return attributes
}
