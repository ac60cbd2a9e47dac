package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// SyntaxError is a text that is not JSON: where it is wrong, and how to correct it.
type SyntaxError struct {
	// File is the name of the text. Line and Column start at 1; columns count characters.
	File         string
	Line, Column int
	// Msg says what is wrong and what would be right.
	Msg string
}

// Error returns "file:line:column: message".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// exactNumbers decodes numbers as json.Number. Decoded values are nil, bool, json.Number, string, []any, map[string]any.
var exactNumbers = jsonv2.WithUnmarshalers(jsonv2.UnmarshalFromFunc(func(dec *jsontext.Decoder, value *any) error {
	if dec.PeekKind() != '0' {
		return errors.ErrUnsupported
	}
	number, err := dec.ReadValue()
	*value = json.Number(number)
	return err
}))

// decodeJSON reads one JSON value; the error is a *SyntaxError. A duplicated property is an error, although a node would
// silently use the last one; that is why this package decodes with go-json-experiment, which also says where the text is
// wrong. A byte order mark, which some editors write, is skipped.
func decodeJSON(file string, body []byte) (any, error) {
	body = bytes.TrimPrefix(body, []byte(byteOrderMark))
	if at, fault := oversized(body); fault != "" {
		line, column := position(body, at)
		return nil, &SyntaxError{File: file, Line: line, Column: column, Msg: fault}
	}
	var value any
	err := jsonv2.Unmarshal(body, &value, exactNumbers)
	if err == nil {
		return value, nil
	}
	offset, reason := 0, err.Error()
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, reason = min(int(syntax.ByteOffset), len(body)), syntax.Err.Error()
	}
	offset += len(body[offset:]) - len(bytes.TrimLeft(body[offset:], " \t\r\n"))
	at, msg := explain(body, offset, reason)
	line, column := position(body, at)
	return nil, &SyntaxError{File: file, Line: line, Column: column, Msg: msg}
}

// explain says what is wrong at the offset at which the parser stopped, and where to point.
func explain(body []byte, offset int, reason string) (at int, msg string) {
	before := bytes.TrimRight(body[:offset], " \t\r\n")
	rest := string(body[offset:])
	switch {
	case bytes.IndexByte(body, 0) >= 0:
		return bytes.IndexByte(body, 0), "the text contains a zero byte, so it is not UTF-8; save it as UTF-8"
	case len(bytes.TrimSpace(body)) == 0:
		return offset, "the text is empty; write a JSON object: {}"
	case rest == "":
		return offset, "the text ends too early: a bracket, brace or quote is still open"
	case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "#"):
		return offset, fmt.Sprintf("JSON has no comments: remove %q", firstLine(rest))
	case strings.HasPrefix(rest, "/*"):
		return offset, "JSON has no comments: remove everything from /* to */"
	case strings.HasPrefix(rest, ",") && endsValue(before):
		return offset, "remove this comma: nothing follows it"
	case strings.HasPrefix(rest, ","):
		return offset, "remove this comma: a value or property is missing before it"
	case strings.HasPrefix(rest, "'"), strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "”"):
		return offset, `JSON strings must be enclosed in plain double quotes (")`
	case strings.HasPrefix(rest, `"`) && strings.Contains(reason, "duplicate"):
		return offset, "this property is duplicated: " + firstLine(rest) + "; remove one of them"
	case strings.Contains(reason, "after object name"):
		return offset, "a colon is missing between the name of the property and its value"
	case isLetter(rest) && bytes.ContainsAny(before[max(0, len(before)-1):], "{,") && !strings.Contains(reason, "literal"):
		return offset, "strings and names of properties must be enclosed in double quotes (\")"
	case endsValue(before) && strings.ContainsAny(rest[:1], `"{[0123456789tfn-`):
		return offset, "a comma is missing before this value"
	default:
		return offset, "malformed JSON: " + reason
	}
}

// endsValue reports whether a value may have ended here, so that only a comma or a closing bracket may follow.
func endsValue(before []byte) bool {
	return len(before) > 0 && !bytes.ContainsAny(before[len(before)-1:], "{[,:")
}

func isLetter(rest string) bool {
	return 'a' <= rest[0]|0x20 && rest[0]|0x20 <= 'z'
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	line = strings.TrimRight(line, " \t\r")
	if characters := []rune(line); len(characters) > 40 {
		return string(characters[:40]) + "…"
	}
	return line
}

func position(body []byte, offset int) (line, column int) {
	before := body[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, len([]rune(string(before[start:]))) + 1
}
