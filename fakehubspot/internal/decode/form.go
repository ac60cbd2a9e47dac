package decode

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Form is implemented by types that are written as text: it is what their text looks like, with an article.
type Form interface{ JSONForm() string }

var (
	timeType = reflect.TypeFor[time.Time]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	formType = reflect.TypeFor[Form]()
)

// readsText reports whether a type reads itself from text.
func readsText(t reflect.Type) bool { return t != nil && reflect.PointerTo(t).Implements(textType) }

// form is what a member must be, with an article.
func form(t reflect.Type) string {
	if t == nil {
		return "something else"
	}
	if t == timeType {
		return `a time such as "2026-03-01T12:00:00Z"`
	}
	if t.Implements(formType) {
		written, _ := reflect.TypeAssert[Form](reflect.Zero(t))
		return written.JSONForm()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "an array"
	case reflect.String:
		return "a string"
	default:
		return "an object"
	}
}

// shown is what was given in place of the wanted: a value only where it cannot be a secret.
func shown(wanted reflect.Type, given jsontext.Value) string {
	kind := given.Kind()
	number := form(wanted) == "a whole number" || form(wanted) == "a number"
	switch {
	case kind == '"' && readsText(wanted):
		return short(string(given))
	case kind == '0' && number && isWhole(given):
		return short(string(given)) + ", which is beyond 64 bits"
	case kind == '0' && number:
		return short(string(given))
	}
	return kindName(kind)
}

func isWhole(given jsontext.Value) bool { return strings.Trim(string(given), "-0123456789") == "" }

// typeAt is the type of the value that a pointer leads to, or nil if there is none.
func typeAt(t reflect.Type, pointer jsontext.Pointer) reflect.Type {
	for token := range pointer.Tokens() {
		switch t = plain(t); {
		case t == nil || readsText(t):
			return nil
		case t.Kind() == reflect.Struct:
			t = fields(t)[token]
		case t.Kind() == reflect.Map || t.Kind() == reflect.Slice:
			t = t.Elem()
		default:
			return nil
		}
	}
	return plain(t)
}

// plain is a type without its pointer.
func plain(t reflect.Type) reflect.Type {
	if t != nil && t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// fields are the types of a struct's members by their names.
func fields(t reflect.Type) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous || name == "-" || !field.IsExported() {
			continue
		}
		if name == "" {
			name = field.Name
		}
		all[name] = field.Type
	}
	return all
}

// members are the names of a struct's members, sorted; nothing else has names of its own.
func members(t reflect.Type) []string {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for name := range fields(t) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// valueAt is the value that a pointer leads to in a text that is JSON.
func valueAt(text []byte, pointer jsontext.Pointer) jsontext.Value {
	value := jsontext.Value(text)
	for token := range pointer.Tokens() {
		object, array := map[string]jsontext.Value{}, []jsontext.Value{}
		if i, err := strconv.Atoi(token); err == nil && json.Unmarshal(value, &array) == nil && i < len(array) {
			value = array[i]
			continue
		}
		if json.Unmarshal(value, &object) != nil {
			return nil
		}
		value = object[token]
	}
	return value
}
