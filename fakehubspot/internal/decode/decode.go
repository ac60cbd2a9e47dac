// Package decode reads the JSON with which people and programs control the fake. It takes nothing that it does not
// understand, and says about the rest which member is wrong, what was given, and what would be right.
package decode

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MemberError is what is wrong with one member of an object. Other errors are about the object as a whole, and their
// texts begin with a verb: Named gives them a subject.
type MemberError struct{ text string }

func (e *MemberError) Error() string { return e.text }

func wrong(format string, args ...any) error { return &MemberError{fmt.Sprintf(format, args...)} }

// Named puts the name of the object before an error that is about the object as a whole.
func Named(name string, err error) error {
	if _, member := errors.AsType[*MemberError](err); member || err == nil {
		return err
	}
	return fmt.Errorf("%s %w", name, err)
}

// Object reads one JSON object into the struct that value points to. Members that the text leaves out keep their values.
// A member that the struct does not have, one that comes twice, null, and anything after the object are errors; value
// may have changed even then.
func Object(text []byte, value any) error {
	err := json.Unmarshal(text, value, json.RejectUnknownMembers(true))
	if err == nil && !bytes.Contains(text, []byte("null")) { // all that check would add
		return nil
	}
	t := reflect.TypeOf(value).Elem()
	if wrong := check(text, t); wrong != nil {
		return wrong
	}
	if err == nil {
		return nil
	}
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return errors.New("is not JSON") // check has found everything else
	}
	return explain(text, t, semantic)
}

// explain says what is wrong with a member. The JSON package's own text differs from one process to the next, and names
// Go types.
func explain(text []byte, t reflect.Type, err *json.SemanticError) error {
	pointer := err.JSONPointer
	if errors.Is(err.Err, json.ErrUnknownName) {
		return unknown(pointer, typeAt(t, pointer.Parent()))
	}
	wanted, given := typeAt(t, pointer), valueAt(text, pointer)
	if readsText(wanted) && wanted != timeType && given.Kind() == '"' && err.Err != nil {
		return wrong("%s: %v", path(pointer), err.Err)
	}
	return wrong("%s must be %s, got %s", path(pointer), form(wanted), shown(wanted, given))
}

// unknown reports a member that a struct does not have.
func unknown(pointer jsontext.Pointer, parent reflect.Type) error {
	name, names := pointer.LastToken(), members(parent)
	if near := nearest(name, names); near != "" {
		return wrong("member %q is unknown; did you mean %q?", path(pointer), path(pointer.Parent().AppendToken(near)))
	}
	switch len(names) {
	case 0:
		return wrong("member %q is unknown; none is taken here", path(pointer))
	case 1:
		return wrong("member %q is unknown; use %s", path(pointer), names[0])
	}
	return wrong("member %q is unknown; use one of %s", path(pointer), strings.Join(names, ", "))
}

// path writes a pointer as people write it: match.nth, ids[2].
func path(pointer jsontext.Pointer) string {
	var text strings.Builder
	for token := range pointer.Tokens() {
		switch {
		case text.Len() > 0 && token != "" && strings.Trim(token, "0123456789") == "":
			text.WriteString("[" + token + "]")
		case text.Len() > 0:
			text.WriteString("." + short(token))
		default:
			text.WriteString(short(token))
		}
	}
	return text.String()
}

// short cuts what somebody sent to a length that fits into a sentence.
func short(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
