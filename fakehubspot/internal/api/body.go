package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// maxBody is the largest body read; HubSpot's own bound is not published.
const maxBody = 10 << 20

// decode reads a JSON body into target, or says in the vendor's words why not.
func decode(c *gin.Context, target any) error {
	kind, _, err := mime.ParseMediaType(c.ContentType())
	if err != nil || kind != "application/json" {
		return refusal.UnsupportedMediaType(c.Request.URL.Path)
	}
	body, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody+1))
	if err != nil {
		return refusal.BadJSON(1, "Unexpected end-of-input")
	}
	if len(body) > maxBody {
		return refusal.Validation(fmt.Sprintf("The request body is larger than %d bytes", maxBody))
	}
	if len(strings.TrimSpace(string(body))) == 0 {
		return refusal.BadJSON(0, "No content to map due to end-of-input")
	}
	err = json.Unmarshal(body, target, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err == nil {
		return nil
	}
	return badJSON(body, err)
}

// badJSON turns a decoder's complaint into the vendor's. A refusal that a decoding method raised stays what it is.
func badJSON(body []byte, err error) error {
	if refused, ok := errors.AsType[refusal.Refusal](err); ok {
		return refused
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return refusal.BadJSON(column(body, syntactic.ByteOffset), syntactic.Err.Error())
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		if answer, ok := undecodedSearch(column(body, semantic.ByteOffset), semantic.Err); ok {
			return answer
		}
		return refusal.BadJSON(column(body, semantic.ByteOffset), semanticText(semantic))
	}
	return refusal.BadJSON(1, err.Error())
}

func semanticText(err *json.SemanticError) string {
	if err.Err != nil {
		return err.Err.Error()
	}
	return fmt.Sprintf("Cannot deserialize value of type %s from JSON %s at %s", err.GoType, err.JSONKind, err.JSONPointer)
}

// column is the place of an offset in its line, counted from 1.
func column(body []byte, offset int64) int {
	offset = min(max(offset, 0), int64(len(body)))
	return int(offset) - strings.LastIndexByte(string(body[:offset]), '\n')
}

// values are the properties of a write. The vendor takes any scalar by its text; null clears as "" does.
type values map[string]string

// UnmarshalJSON reads an object of scalars.
func (v *values) UnmarshalJSON(raw []byte) error {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(raw, &members, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return err
	}
	*v = make(values, len(members))
	for name, member := range members {
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
			return fmt.Errorf("Cannot deserialize value of type `java.lang.String` of property %q from an array or object", name) //nolint:staticcheck // the vendor's words
		}
	}
	return nil
}
