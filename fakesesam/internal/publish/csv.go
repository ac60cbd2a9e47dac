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
	// QuoteNone quotes nothing; without an escape character, a field may then break its line.
	QuoteNone = "none"
)

// CSV writes a line for each entity with a field for each column, in UTF-8.
//
// The writer of the standard library has only one way of quoting, one quote character and two line endings.
type CSV struct {
	// Columns are the properties of an entity that become fields, in order. A missing one is an empty field.
	Columns []string
	// Header makes the columns the first line.
	Header bool
	// Quoting is one of the Quote… constants.
	Quoting string
	// Delimiter and Quote are two different characters.
	Delimiter, Quote rune
	// DoubleQuote writes a quote in a field as two quotes; otherwise Escape precedes it.
	DoubleQuote bool
	// Escape precedes characters that would otherwise end a field or a line, and itself; 0 for none.
	Escape rune
	// LineTerminator ends each line, including the last.
	LineTerminator string
	// ByteOrderMark begins the text with a byte order mark.
	ByteOrderMark bool
}

// ContentType returns text/csv in UTF-8.
func (f *CSV) ContentType() string { return "text/csv; charset=utf-8" }

// AppendBegin appends the byte order mark and the header, if they are on.
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

// AppendEntity appends a line. Lists and objects are written as JSON. It never returns an error.
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

// quotes reports whether a field is quoted.
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
		return len(f.Columns) == 1 // otherwise the line would be empty, and many readers skip such lines
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return r == f.Delimiter || r == f.Quote && f.DoubleQuote || f.ends(r)
	})
}

// escapes reports whether the escape character must precede a character. A delimiter or line ending needs it only in a
// field without quotes.
func (f *CSV) escapes(r rune) bool {
	if f.Quoting == QuoteNone {
		return r == f.Escape || r == f.Quote || r == f.Delimiter || f.ends(r)
	}
	return r == f.Escape || r == f.Quote && !f.DoubleQuote
}

// ends reports whether readers may treat a character as a line ending, or as part of one.
func (f *CSV) ends(r rune) bool {
	return r == '\r' || r == '\n' || strings.ContainsRune(f.LineTerminator, r)
}
