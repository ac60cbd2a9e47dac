package api

import (
	"errors"
	"io"
	"maps"
	"mime"
	"reflect"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/jsonbody"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// maxBody is the largest body read; HubSpot's own bound is not published.
const maxBody = 10 << 20

// decode reads a JSON body into target. The error is HubSpot's answer.
func decode(c *gin.Context, target any) error {
	kind, _, err := mime.ParseMediaType(c.ContentType())
	if err != nil || kind != "application/json" {
		return refusal.UnsupportedMediaType(c.Request.URL.Path)
	}
	body, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody+1))
	if err != nil {
		return refusal.CutBody()
	}
	if len(body) > maxBody {
		return refusal.BodyTooLarge(maxBody)
	}
	body, err = jsonbody.Clean(body)
	if deep, ok := errors.AsType[*jsonbody.DepthError](err); ok {
		return refusal.TooDeep(column(body, deep.Offset), jsonbody.MaxDepth)
	}
	if len(strings.TrimSpace(string(body))) == 0 {
		return refusal.EmptyBody()
	}
	if err := json.Unmarshal(body, target, jsonbody.Options); err != nil {
		return badJSON(body, err)
	}
	return nil
}

// badJSON returns HubSpot's answer for a body that cannot be decoded.
func badJSON(body []byte, err error) error {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return badSyntax(body, syntactic.ByteOffset)
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return badValue(body, semantic)
	}
	return refusal.CutBody()
}

// badSyntax answers a body that is no JSON from an offset on.
func badSyntax(body []byte, offset int64) error {
	if offset >= int64(len(body)) {
		return refusal.UnexpectedEnd(column(body, offset))
	}
	found := []rune(string(body[offset:min(offset+4, int64(len(body)))]))
	return refusal.UnexpectedCharacter(column(body, offset), found[0])
}

// badValue answers a JSON value of the wrong type.
func badValue(body []byte, err *json.SemanticError) error {
	at := column(body, err.ByteOffset)
	if property, ok := errors.AsType[notScalar](err.Err); ok {
		return refusal.NotScalar(at, string(property))
	}
	if filter, ok := errors.AsType[*search.IncompleteError](err.Err); ok {
		return refusal.IncompleteFilter(column(body, filter.Offset-1), filter.Missing)
	}
	if value, ok := errors.AsType[*search.NotScalarError](err.Err); ok {
		return refusal.WrongType(at, "java.lang.String", byte(value.Kind))
	}
	if value, ok := errors.AsType[*search.NotWholeError](err.Err); ok {
		return refusal.NotInteger(at, value.Text)
	}
	return refusal.WrongType(at, javaType(err.GoType), byte(err.JSONKind))
}

// javaType is what HubSpot's parser calls the type of a value.
func javaType(t reflect.Type) string {
	if t == nil {
		return "java.lang.Object"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return javaType(t.Elem())
	case reflect.String:
		return "java.lang.String"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "int"
	case reflect.Slice:
		return "java.util.ArrayList"
	case reflect.Map:
		return "java.util.LinkedHashMap"
	default:
		return "java.lang.Object"
	}
}

// notScalar is a property whose value is an array or an object.
type notScalar string

func (e notScalar) Error() string { return "the value of " + string(e) + " is not a scalar" }

// column returns the position of an offset in its line, counted from 1.
func column(body []byte, offset int64) int {
	offset = min(max(offset, 0), int64(len(body)))
	return int(offset) - strings.LastIndexByte(string(body[:offset]), '\n')
}

// values are the properties of a write. HubSpot takes any scalar as its text, and leaves alone what is null.
type values map[string]string

// UnmarshalJSON reads an object of scalars.
func (v *values) UnmarshalJSON(raw []byte) error {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(raw, &members, jsonbody.Options); err != nil {
		return err
	}
	*v = make(values, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) { // of several bad values, the same one is reported every time
		if kind := members[name].Kind(); kind == jsontext.KindNull {
			continue
		} else if kind == jsontext.KindBeginObject || kind == jsontext.KindBeginArray {
			return notScalar(name)
		}
		var text string
		if err := json.Unmarshal(members[name], &text, jsonbody.Options); err != nil {
			return err
		}
		(*v)[name] = text
	}
	return nil
}
