package publish

import (
	"strings"
	"unicode/utf8"
)

// Ways of quoting the fields of CSV.
const (
	QuoteMinimal    = "minimal"
	QuoteAll        = "all"
	QuoteNonNumeric = "non-numeric"
	// QuoteNone quotes nothing; without an escape character a field may then break its line.
	QuoteNone = "none"
)

// CSV is a table: a line for each entity, a field for each column. The text is UTF-8.
//
// The standard library's writer knows one quoting, one quote and two ends of line.
type CSV struct {
	// Columns are the properties of an entity that become fields, in order. One that is missing is an empty field.
	Columns []string
	// Header makes the columns the first line.
	Header bool
	// Quoting is one of the Quote… constants.
	Quoting string
	// Delimiter and Quote are two different characters.
	Delimiter, Quote rune
	// DoubleQuote writes a quote in a field as two; else it stands behind Escape.
	DoubleQuote bool
	// Escape is put before what would otherwise end a field or a line, and before itself; 0 for nothing.
	Escape rune
	// LineTerminator ends each line, the last one too.
	LineTerminator string
	// ByteOrderMark puts one before everything.
	ByteOrderMark bool
}

// ContentType is text/csv in UTF-8.
func (f *CSV) ContentType() string { return "text/csv; charset=utf-8" }

// AppendBegin appends the byte order mark and the header, where they are wanted.
func (f *CSV) AppendBegin(dst []byte) []byte {
	if f.ByteOrderMark {
		dst = append(dst, byteOrderMark...)
	}
	if !f.Header {
		return dst
	}
	for i, column := range f.Columns {
		dst = f.appendField(dst, i, column, false)
	}
	return append(dst, f.LineTerminator...)
}

// AppendEntity appends a line. Lists and objects are written as JSON. There is no error.
func (f *CSV) AppendEntity(dst []byte, entity map[string]any) ([]byte, error) {
	for i, column := range f.Columns {
		value := entity[column]
		text, ok := literal(value)
		if !ok {
			text = encoded(value)
		}
		dst = f.appendField(dst, i, text, isNumber(value))
	}
	return append(dst, f.LineTerminator...), nil
}

// AppendEnd appends nothing.
func (f *CSV) AppendEnd(dst []byte) []byte { return dst }

func (f *CSV) appendField(dst []byte, i int, text string, number bool) []byte {
	if i > 0 {
		dst = utf8.AppendRune(dst, f.Delimiter)
	}
	quoted := f.quotes(text, number)
	if quoted {
		dst = utf8.AppendRune(dst, f.Quote)
	}
	for _, r := range text {
		switch {
		case r == f.Quote && quoted && f.DoubleQuote:
			dst = utf8.AppendRune(dst, f.Quote)
		case f.Escape != 0 && f.escapes(r):
			dst = utf8.AppendRune(dst, f.Escape)
		}
		dst = utf8.AppendRune(dst, r)
	}
	if quoted {
		dst = utf8.AppendRune(dst, f.Quote)
	}
	return dst
}

// quotes tells whether a field stands between quotes.
func (f *CSV) quotes(text string, number bool) bool {
	switch f.Quoting {
	case QuoteNone:
		return false
	case QuoteAll:
		return true
	case QuoteNonNumeric:
		if !number {
			return true
		}
	}
	if text == "" {
		return len(f.Columns) == 1 // else the line would be empty, and many readers skip such lines
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return r == f.Delimiter || r == f.Quote && f.DoubleQuote || f.ends(r)
	})
}

// escapes tells whether a character needs the escape character before it. A delimiter or an end of line does so only where
// no quotes are around it.
func (f *CSV) escapes(r rune) bool {
	if f.Quoting == QuoteNone {
		return r == f.Escape || r == f.Quote || r == f.Delimiter || f.ends(r)
	}
	return r == f.Escape || r == f.Quote && !f.DoubleQuote
}

// ends tells whether readers take a character for the end of a line, or for a part of one.
func (f *CSV) ends(r rune) bool {
	return r == '\r' || r == '\n' || strings.ContainsRune(f.LineTerminator, r)
}
