package api

import (
	"errors"
	"io"
	"maps"
	"mime"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// maxBody is the largest body read; HubSpot's own bound is not published.
const maxBody = 10 << 20

// decode reads a JSON body into target. The error is the vendor's answer.
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
	if len(strings.TrimSpace(string(body))) == 0 {
		return refusal.EmptyBody()
	}
	err = json.Unmarshal(body, target, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err == nil {
		return nil
	}
	return badJSON(body, err)
}

// badJSON returns the vendor's answer for a body that cannot be decoded.
func badJSON(body []byte, err error) error {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return refusal.BadJSON(column(body, syntactic.ByteOffset), syntactic.Err.Error())
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return badValue(column(body, semantic.ByteOffset), semantic)
	}
	return refusal.BadJSON(1, err.Error())
}

// badValue answers a JSON value of the wrong type.
func badValue(column int, err *json.SemanticError) error {
	if property, ok := errors.AsType[notScalar](err.Err); ok {
		return refusal.NotScalar(column, string(property))
	}
	if value, ok := errors.AsType[*search.NotScalarError](err.Err); ok {
		return refusal.NotString(column, byte(value.Kind))
	}
	if value, ok := errors.AsType[*search.NotWholeError](err.Err); ok {
		return refusal.NotInteger(column, value.Text)
	}
	if err.Err != nil {
		return refusal.BadJSON(column, err.Err.Error())
	}
	return refusal.WrongType(column, err.GoType.String(), err.JSONKind.String(), string(err.JSONPointer))
}

// notScalar is a property whose value is an array or an object.
type notScalar string

func (e notScalar) Error() string { return "the value of " + string(e) + " is not a scalar" }

// column returns the position of an offset in its line, counted from 1.
func column(body []byte, offset int64) int {
	offset = min(max(offset, 0), int64(len(body)))
	return int(offset) - strings.LastIndexByte(string(body[:offset]), '\n')
}

// values are the properties of a write. The vendor takes any scalar as its text; null clears a property as "" does.
type values map[string]string

// UnmarshalJSON reads an object of scalars.
func (v *values) UnmarshalJSON(raw []byte) error {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(raw, &members, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return err
	}
	*v = make(values, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) { // of several bad values, the same one is reported every time
		member := members[name]
		switch member.Kind() {
		case '"':
			text, err := jsontext.AppendUnquote(nil, member)
			if err != nil {
				return err
			}
			(*v)[name] = strings.ToValidUTF8(string(text), "\uFFFD")
		case 'n':
			(*v)[name] = ""
		case '0', 't', 'f':
			(*v)[name] = string(member)
		default:
			return notScalar(name)
		}
	}
	return nil
}
