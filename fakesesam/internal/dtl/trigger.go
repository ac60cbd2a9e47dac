package dtl

import (
	"context"
	"strconv"
	"strings"
)

// Trigger selects the entities in which a property has a value: the trigger_on of a transform.
type Trigger struct {
	// Key is the path of the property, such as "_trigger" or "a.b". It is the whole name of the property, with its namespace.
	Key string
	// Value is the text of the value; in it * stands for any characters.
	Value string
	path  []string
}

// NewTrigger returns the trigger for the property at a path.
func NewTrigger(key, value string) *Trigger { return &Trigger{key, value, splitPath(key)} }

// Selects reports whether an entity is to be transformed; nil selects all. A list stands for each of its values.
func (t *Trigger) Selects(entity map[string]any) bool {
	if t == nil {
		return true
	}
	// A path costs no more steps than the entity has values, so nothing but the entity's size limits them.
	at := namespaces{}.traverse(&evaluation{ctx: context.Background()}, entity, t.path)
	for _, value := range listOf(at) {
		if text, ok := PlainText(value); ok && matches(t.Value, text) {
			return true
		}
	}
	return false
}

// PlainText returns a string, a number or a boolean as it is written; ok is false for anything else.
func PlainText(value any) (text string, ok bool) {
	if truth, isTruth := value.(bool); isTruth {
		return strconv.FormatBool(truth), true
	}
	return stringOf(value)
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
