package decode

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/jsonbody"
)

// mark is a byte order mark, which some editors put before a text.
const mark = "\ufeff"

// check reports a text that is not one JSON object, or has a null in it: JSON would take that for a member that is left
// out, and nobody sends one to say so.
func check(text []byte, t reflect.Type) error {
	switch {
	case bytes.HasPrefix(text, []byte(mark)):
		return errors.New("must begin with {, not with a byte order mark; save it as UTF-8 without one")
	case len(bytes.TrimSpace(text)) == 0:
		return errors.New("must be a JSON object, got nothing")
	case !utf8.Valid(text):
		return fmt.Errorf("must be UTF-8; byte %d is not", validBytes(text)+1)
	}
	tokens := jsontext.NewDecoder(bytes.NewReader(text))
	for first := true; first || tokens.StackDepth() > 0; first = false {
		if tokens.StackDepth() > jsonbody.MaxDepth {
			return fmt.Errorf("must not have more than %d objects and arrays in one another", jsonbody.MaxDepth)
		}
		token, err := tokens.ReadToken()
		switch kind := token.Kind(); {
		case err != nil:
			return broken(text, err)
		case first && kind != '{':
			return fmt.Errorf("must be a JSON object, got %s", kindName(kind))
		case kind == 'n':
			pointer := tokens.StackPointer()
			if wanted := typeAt(t, pointer); wanted != nil {
				return wrong("%s must be %s, got null; leave it out instead", path(pointer), form(wanted))
			}
		}
	}
	rest := text[tokens.InputOffset():]
	if more := bytes.TrimLeft(rest, " \t\r\n"); len(more) > 0 {
		return fmt.Errorf("must be one JSON object: there is more after it, at byte %d", len(text)-len(more)+1)
	}
	return nil
}

// broken says in this program's words where a text is not JSON.
func broken(text []byte, err error) error {
	syntactic, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return errors.New("is not JSON")
	}
	at := int(syntactic.ByteOffset)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return wrong("member %q is given twice; give it once", path(syntactic.JSONPointer))
	case errors.Is(err, io.ErrUnexpectedEOF) || at >= len(text):
		return errors.New("is not complete JSON: it ends too early")
	case text[at] == '\\':
		return fmt.Errorf("is not JSON: the escape sequence at byte %d is none; a character beyond U+FFFF is written as two, such as \\ud83d\\ude00", at+1)
	}
	character, _ := utf8.DecodeRune(text[at:])
	return fmt.Errorf("is not JSON: unexpected %q at byte %d", character, at+1)
}

// validBytes is how many bytes of a text are UTF-8 before one is not.
func validBytes(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}

// kindName is a kind of JSON value with its article.
func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 't', 'f', 'n':
		return kind.String()
	default:
		return "nothing"
	}
}
