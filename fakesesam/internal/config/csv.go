package config

import (
	"strings"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"
)

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
		o.fault(o.at("lineterminator"), `must not be empty; it may be "\r\n" or "\n"`)
	}
	if !f.DoubleQuote && f.Escape == 0 {
		f.Escape = '\\'
	}
	o.distinct("quotechar", f.Quote, "delimiter", f.Delimiter)
	o.distinct("escapechar", f.Escape, "delimiter", f.Delimiter)
	o.distinct("escapechar", f.Escape, "quotechar", f.Quote)
	if encoding := strings.ToLower(o.text("encoding", "utf-8")); encoding != "utf-8" && encoding != "utf8" {
		o.fault(o.at("encoding"), `must be "utf-8", not %s: this node writes no other`, described(o.values["encoding"]))
	}
	// UTF-8 has every character, so this decides nothing.
	o.oneOf("encode_error_strategy", "backslashreplace", "ignore", "replace", "xmlcharrefreplace", "backslashreplace")
	return f
}

// readColumns reads a list of names.
func readColumns(o *object) []string {
	value, given := o.optional("columns")
	list, isList := value.([]any)
	switch {
	case !given:
		o.fault(o.at("columns"), `is missing; it must be a list of properties such as ["_id", "name"]`)
	case !isList || len(list) == 0:
		o.fault(o.at("columns"), `must be a list of properties such as ["_id", "name"], not %s`, describedList(value))
	}
	columns := make([]string, 0, len(list))
	for i, item := range list {
		name, isText := item.(text)
		if !isText {
			o.fault(indexed(o.at("columns"), i), "must be text, not %s", described(item))
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

// character asks for a text of one character that is no end of line. A fallback of 0 means none, which null says too.
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
		o.fault(o.at(name), "must be one character such as \"|\", not %s", described(value))
		return fallback
	}
	return r
}

// distinct reports a character that has two meanings.
func (o *object) distinct(name string, r rune, other string, taken rune) {
	if r != 0 && r == taken {
		o.fault(o.at(name), "must be another character than %s", other)
	}
}
