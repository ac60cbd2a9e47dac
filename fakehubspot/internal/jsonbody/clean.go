// Package jsonbody reads JSON as HubSpot's parser does, where that differs from the JSON package: every place that
// takes JSON from a caller begins with Clean and decodes with Options, so that one text means the same everywhere.
package jsonbody

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth is how deep objects and arrays may be nested: the bound of HubSpot's parser.
const MaxDepth = 1_000

// Options are those with which a cleaned text is decoded: of several members with one name the last one counts, and a
// number or a boolean in the place of a string is taken as its text.
var Options = json.JoinOptions(jsontext.AllowDuplicateNames(true), json.WithUnmarshalers(json.UnmarshalFromFunc(scalar)))

// scalar reads a string; null is the empty one.
func scalar(in *jsontext.Decoder, text *string) error {
	switch in.PeekKind() {
	case '"', '0', 't', 'f', 'n':
	default:
		return errors.ErrUnsupported // which reports the wrong type
	}
	token, err := in.ReadToken()
	switch {
	case err != nil:
		return err
	case token.Kind() == 'n':
		*text = ""
	default:
		*text = token.String()
	}
	return nil
}

// DepthError is returned for a text in which objects and arrays are nested deeper than MaxDepth.
type DepthError struct {
	// Offset is where in the cleaned text the first one too many begins.
	Offset int64
}

func (e *DepthError) Error() string {
	return fmt.Sprintf("objects and arrays are nested more than %d deep", MaxDepth)
}

var (
	byteOrderMark = []byte("\uFEFF")
	// replacement is the escape of the replacement character: as long as that of half a surrogate pair.
	replacement = []byte(`\ufffd`)
)

// Clean returns a JSON text that is Unicode text: without a byte order mark, and with the replacement character in place
// of bytes that are not UTF-8 and of escapes that are half a surrogate pair. It may change body.
func Clean(body []byte) ([]byte, error) {
	body = bytes.TrimPrefix(body, byteOrderMark)
	if !utf8.Valid(body) {
		body = []byte(string([]rune(string(body)))) // which puts the replacement character for each byte that is wrong
	}
	depth := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '"':
			i = cleanString(body, i+1)
		case '{', '[':
			if depth++; depth > MaxDepth {
				return body, &DepthError{int64(i)}
			}
		case '}', ']':
			depth--
		}
	}
	return body, nil
}

// cleanString replaces halves of surrogate pairs in the string that begins at i, and returns where it ends.
func cleanString(body []byte, i int) int {
	for ; i < len(body) && body[i] != '"'; i++ {
		if body[i] != '\\' {
			continue
		}
		unit, escaped := unitAt(body, i)
		switch {
		case !escaped:
			i++ // whatever follows the backslash does not end the string
		case isHigh(unit):
			if next, escaped := unitAt(body, i+6); escaped && isLow(next) {
				i += 6
			} else {
				copy(body[i:], replacement)
			}
			i += 5
		case isLow(unit):
			copy(body[i:], replacement)
			i += 5
		default:
			i += 5
		}
	}
	return i
}

// unitAt reads an escape of the form \uXXXX.
func unitAt(body []byte, i int) (unit uint64, ok bool) {
	if i+6 > len(body) || body[i] != '\\' || body[i+1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(body[i+2:i+6]), 16, 16)
	return unit, err == nil
}

func isHigh(unit uint64) bool { return unit >= 0xd800 && unit < 0xdc00 }

func isLow(unit uint64) bool { return unit >= 0xdc00 && unit < 0xe000 }
