package config

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// Call is an http transform, and the transforms after it.
type Call struct {
	Service
	// SideEffects keeps previews from calling the service (true).
	SideEffects bool
	// Trigger selects the entities that are sent; the others pass by. It is nil if all are.
	Trigger *Trigger
	// Then is applied to what the service answers and to what has passed by. It is the rest of the pipe's transforms, up to the
	// next http transform.
	Then *dtl.Program
}

// Trigger selects the entities in which a property has a value.
type Trigger struct {
	// Path is the property, followed by properties of nested objects.
	Path []string
	// Value is the text of the value; in it * stands for any characters.
	Value string
}

// Selects reports whether an entity is to be sent. A list stands for each of its values.
func (t *Trigger) Selects(entity map[string]any) bool {
	if t == nil {
		return true
	}
	var value any = entity
	for _, name := range t.Path {
		object, isObject := value.(map[string]any)
		if !isObject {
			return false
		}
		value = object[name]
	}
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	for _, item := range list {
		if text, ok := plainText(item); ok && matches(t.Value, text) {
			return true
		}
	}
	return false
}

// plainText returns a string, a number or a boolean as it is written.
func plainText(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	default:
		return "", false
	}
}

// matches reports whether a pattern, in which * stands for any characters, matches a whole text.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	text, begins := strings.CutPrefix(text, parts[0])
	if len(parts) == 1 || !begins {
		return begins && text == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, parts[len(parts)-1])
}

// readCall reads an http transform.
func (set *Set) readCall(o *object) *Call {
	o.ignored("comment", "name", "description", "id_required")
	c := &Call{Service: *set.readService(o), SideEffects: o.boolean("side_effects", true)}
	if trigger := o.object("trigger_on"); trigger != nil {
		c.Trigger = &Trigger{Path: strings.Split(trigger.text("key", "_trigger"), ".")}
		value, given := trigger.optional("value")
		var ok bool
		if c.Trigger.Value, ok = plainText(revealed(value)); given && !ok || !given && !trigger.awaits("value") {
			trigger.reject(trigger.at("value"), "must be a string such as \"insert*\", a number or a boolean, got %s", described(value))
		}
		trigger.done()
	}
	o.done()
	return c
}
