package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// elsewhere is a type of system, source, sink or transform that only a real node runs. A component with one is accepted and
// checked as far as the type is documented, and says that it does not run here.
//
// Each of the texts is a list of the names of properties, separated by spaces.
type elsewhere struct {
	name string
	// required must be set, and of each pair in either, joined by a slash, one must be set.
	required, either string
	// What the properties must be: lines are a string or a list of strings, others may be anything.
	texts, lines, flags, numbers, lists, objects, others string
}

// shape is what a property must be.
type shape struct {
	noun string
	fits func(value any) bool
}

var (
	textShape   = shape{"a string", isText}
	linesShape  = shape{"a string or a list of strings", isLines}
	flagShape   = shape{"a boolean (true or false)", isFlag}
	listShape   = shape{"a list", func(value any) bool { _, ok := value.([]any); return ok }}
	objectShape = shape{"an object ({…})", func(value any) bool { _, ok := value.(map[string]any); return ok }}
	otherShape  = shape{"set", func(any) bool { return true }}
)

func isText(value any) bool { _, ok := value.(text); return ok }

func isLines(value any) bool {
	list, isList := value.([]any)
	for _, item := range list {
		if !isText(item) {
			return false
		}
	}
	return isList || isText(value)
}

func isFlag(value any) bool {
	if written, ok := value.(text); ok {
		return written.variable && (strings.EqualFold(written.real, "true") || strings.EqualFold(written.real, "false"))
	}
	_, ok := value.(bool)
	return ok
}

// shapes returns what each property must be, except numbers.
func (e *elsewhere) shapes() map[string]shape {
	shapes := map[string]shape{}
	for _, group := range []struct {
		names string
		shape shape
	}{
		{e.texts, textShape},
		{e.lines, linesShape},
		{e.flags, flagShape},
		{e.lists, listShape},
		{e.objects, objectShape},
		{e.others, otherShape},
	} {
		for name := range strings.FieldsSeq(group.names) {
			shapes[name] = group.shape
		}
	}
	return shapes
}

// find returns the type of that name, nil if there is none.
func find(kinds []elsewhere, name string) *elsewhere {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i]
		}
	}
	return nil
}

// namesOf returns the names of the types.
func namesOf(kinds []elsewhere) []string {
	names := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		names = append(names, kind.name)
	}
	return names
}

// read checks the properties of a component's part, and reports that it does not run here. noun is "source", "sink",
// "transform" or "system". What the caller has read already is known to o.
func (e *elsewhere) read(o *object, noun string) {
	shapes := e.shapes()
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		value, ok := o.optional(name)
		if ok && value != nil && !shapes[name].fits(value) {
			o.mistyped(name, shapes[name].noun, value)
		}
	}
	for name := range strings.FieldsSeq(e.numbers) {
		if o.optional(name); o.given(name) && o.values[name] != nil {
			o.number(name, 0, "a number")
		}
	}
	for name := range strings.FieldsSeq(e.required) {
		if !o.given(name) {
			o.reject(o.at(name), "is missing; it must be %s", shapes[name].noun)
		}
	}
	for pair := range strings.FieldsSeq(e.either) {
		first, second, _ := strings.Cut(pair, "/")
		if !o.given(first) && !o.given(second) {
			o.reject(o.at(first), "is missing; either it or %s must be set", second)
		}
	}
	o.doubtful()
	o.missing(o.at("type"), "not run here: the %s type %q", noun, e.name)
}

// doubtful reports the properties that were not read: one with a name similar to one that was is misspelt; another one may be
// known to some version of a real node.
func (o *object) doubtful() {
	for name, hint := range o.unread() {
		if hint != "" {
			o.reject(o.at(name), "unknown property%s", hint)
			continue
		}
		o.add(NoEffect, o.at(name), "is not a documented property")
	}
}

// readSystemID reads the ID of the system that a part of a pipe uses, and reports one that does not exist, or that has an error
// of the kind or a worse one. A part that does not run here anyway need not say so of its system as well.
func (set *Set) readSystemID(o *object, required bool, limit Kind) string {
	var id string
	if required {
		id = o.required("system", "hubspot")
	} else {
		id = o.text("system", "")
	}
	if id == "" {
		return ""
	}
	system, exists := set.Systems[id]
	if !exists {
		o.reject(o.at("system"), "there is no system %s%s", described(o.values["system"]),
			spelling.Hint(id, slices.Sorted(maps.Keys(set.Systems))))
		return id
	}
	if kind := worst(system.Errors); kind <= limit {
		first := upTo(kind, system.Errors)[0].Msg
		if kind < NotHere {
			kind = Dependent
		}
		o.add(kind, o.at("system"), "the system %s cannot be used: %s", described(o.values["system"]), first)
	}
	return id
}
