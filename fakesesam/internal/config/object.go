package config

import (
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// object reads one JSON object of a configuration strictly. Each property is read by name, with its default; done then
// reports every property that was not read. A property that is missing becomes part of the effective configuration with
// its default.
type object struct {
	path   string
	values map[string]any
	known  []string
	*report
}

// optional reads a property that may be missing. Its name is known from now on. What depends on a variable that is not set
// counts as missing: that has been reported.
func (o *object) optional(name string) (any, bool) {
	o.known = append(o.known, name)
	value, ok := o.values[name]
	if o.awaits(name) {
		return nil, false
	}
	return value, ok
}

// defaulted reads a property that has a default.
func (o *object) defaulted(name string, fallback any) (any, bool) {
	value, ok := o.optional(name)
	if !ok && fallback != nil && !o.given(name) {
		o.values[name] = fallback
	}
	return value, ok
}

// awaits reports whether a property depends on a variable that is not set.
func (o *object) awaits(name string) bool {
	written, isText := o.values[name].(text)
	return isText && written.unset
}

// given reports whether the component has a property, with whatever value.
func (o *object) given(name string) bool {
	_, given := o.values[name]
	return given
}

func (o *object) at(name string) string { return joined(o.path, name) }

func (o *object) mistyped(name, want string, value any) {
	o.reject(o.at(name), "must be %s, got %s", want, kindOf(value))
}

func (o *object) boolean(name string, fallback bool) bool {
	value, ok := o.defaulted(name, fallback)
	if !ok {
		return fallback
	}
	switch v := value.(type) {
	case bool:
		return v
	case text:
		if parsed, err := strconv.ParseBool(v.real); err == nil && v.variable {
			return parsed
		}
	}
	o.mistyped(name, "a boolean (true or false)", value)
	return fallback
}

// text reads a string; an empty fallback does not become part of the effective configuration.
func (o *object) text(name, fallback string) string {
	var shown any
	if fallback != "" {
		shown = fallback
	}
	value, ok := o.defaulted(name, shown)
	if !ok {
		return fallback
	}
	v, isText := value.(text)
	switch {
	case isText:
		return v.real
	case value == nil && fallback == "": // as a node shows a text that is not set
		return ""
	default:
		o.mistyped(name, "a string", value)
		return fallback
	}
}

// required reads a string that must be set and not empty.
func (o *object) required(name, example string) string {
	value, ok := o.optional(name)
	if !ok {
		if !o.given(name) {
			o.reject(o.at(name), "is missing; it must be a string such as %q", example)
		}
		return ""
	}
	v, isText := value.(text)
	if !isText || v.real == "" {
		o.reject(o.at(name), "must be a string such as %q, got %s", example, described(value))
		return ""
	}
	return v.real
}

// oneOf reads a string that must be one of the choices.
func (o *object) oneOf(name, fallback string, choices ...string) string {
	got := o.text(name, fallback)
	if got == fallback || slices.Contains(choices, got) {
		return got
	}
	o.reject(o.at(name), "must be %s, got %s%s", spelling.Choices(choices), described(o.values[name]), spelling.Hint(got, choices))
	return fallback
}

// maxDatasetName is the longest name of a dataset, in bytes.
const maxDatasetName = 500

// dataset reads the name of a dataset.
func (o *object) dataset(name, fallback string) string {
	return o.ofDataset(name, o.text(name, fallback), fallback)
}

// ofDataset checks the name of a dataset that has been read.
func (o *object) ofDataset(name, got, fallback string) string {
	if len(got) > maxDatasetName {
		o.reject(o.at(name), "must have at most %d bytes, got %d", maxDatasetName, len(got))
		return fallback
	}
	return got
}

// renamed accepts an old name of a property.
func (o *object) renamed(old, name string) {
	value, given := o.values[old]
	if !given || o.given(name) {
		return
	}
	delete(o.values, old)
	o.values[name] = value
}

// texts reads an object of strings; with anyJSON, other values are kept as JSON.
func (o *object) texts(name string, anyJSON bool) map[string]string {
	values := o.object(name)
	if values == nil {
		return nil
	}
	got := make(map[string]string, len(values.values))
	for _, key := range slices.Sorted(maps.Keys(values.values)) {
		value, ok := values.optional(key)
		if !ok {
			continue // a variable that is not set, which has been reported
		}
		switch v := value.(type) {
		case text:
			got[key] = v.real
		default:
			if !anyJSON {
				values.mistyped(key, "a string", value)
				continue
			}
			got[key] = string(mustMarshal(revealed(value)))
		}
	}
	return got
}

// object reads an object; it is nil if it is missing or something else.
func (o *object) object(name string) *object {
	value, ok := o.optional(name)
	if !ok {
		return nil
	}
	values, isObject := value.(map[string]any)
	if !isObject {
		o.mistyped(name, "an object ({…})", value)
		return nil
	}
	return &object{path: o.at(name), values: values, report: o.report}
}

// section is object, but returns an empty object if the property is missing, so that its defaults become part of the
// effective configuration.
func (o *object) section(name string) *object {
	if _, ok := o.values[name]; !ok {
		o.values[name] = map[string]any{}
	}
	if section := o.object(name); section != nil {
		return section
	}
	return &object{path: o.at(name), values: map[string]any{}, report: o.report}
}

// cron reads a cron expression; it is nil if it is missing or invalid.
func (o *object) cron(name string) *Cron {
	expression := o.text(name, "")
	if expression == "" {
		return nil
	}
	cron, err := ParseCron(expression)
	switch {
	case err == nil:
	case o.values[name].(text).shown != expression: // the error would quote the secret
		o.reject(o.at(name), "must be a cron expression of 5 or 6 fields, for example \"0 0 * * ?\"")
	default:
		o.reject(o.at(name), "%s", err)
	}
	return cron
}

// ignored names properties of a real node that have no effect here; any value is accepted.
func (o *object) ignored(names ...string) { o.known = append(o.known, names...) }

// unsupported names properties that a real node has and this one does not: a component that sets one does not run here,
// unless the value is one of those that change nothing: false, null, and an empty list or object.
func (o *object) unsupported(names ...string) {
	for _, name := range names {
		if value, ok := o.optional(name); ok && !isNothing(value) {
			o.missing(o.at(name), "is not supported here, although a real node has it; remove it to run this here")
		}
	}
}

// ineffective names properties that a real node has and this one does not, and without which a component runs all the same.
func (o *object) ineffective(names ...string) {
	for _, name := range names {
		if value, ok := o.optional(name); ok && !isNothing(value) {
			o.add(NoEffect, o.at(name), "has no effect here, although it has one on a real node")
		}
	}
}

// isNothing reports whether a value is false, null, or empty.
func isNothing(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}

// done reports every property that was not read.
func (o *object) done() {
	for name, hint := range o.unread() {
		o.reject(o.at(name), "unknown property%s", hint)
	}
}

// unread yields the properties that were not read, in order of their names, each with a hint at the property that was
// probably meant; "" if none is similar.
func (o *object) unread() iter.Seq2[string, string] {
	return func(yield func(name, hint string) bool) {
		for _, name := range slices.Sorted(maps.Keys(o.values)) {
			if !slices.Contains(o.known, name) && !yield(name, spelling.Hint(name, o.known)) {
				return
			}
		}
	}
}
