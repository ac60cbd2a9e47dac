package config

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

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

// optional reads a property that may be missing. Its name is known from now on.
func (o *object) optional(name string) (any, bool) {
	o.known = append(o.known, name)
	value, ok := o.values[name]
	return value, ok
}

// defaulted reads a property that has a default.
func (o *object) defaulted(name string, fallback any) (any, bool) {
	value, ok := o.optional(name)
	if !ok && fallback != nil {
		o.values[name] = fallback
	}
	return value, ok
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

// integer reads an integer of at least minimum; a fallback below the minimum means "not set".
func (o *object) integer(name string, fallback, minimum int) int {
	var shown any
	if fallback >= minimum {
		shown = fallback
	}
	value, ok := o.defaulted(name, shown)
	if !ok {
		return fallback
	}
	number, isNumber := numberOf(value)
	parsed, err := strconv.Atoi(number)
	if !isNumber || err != nil || parsed < minimum {
		o.reject(o.at(name), "must be an integer of at least %d, got %s", minimum, described(value))
		return fallback
	}
	return parsed
}

// seconds reads a number of seconds, which may have a fraction.
func (o *object) seconds(name string, fallback time.Duration) time.Duration {
	value, ok := o.defaulted(name, fallback.Seconds())
	if !ok {
		return fallback
	}
	number, isNumber := numberOf(value)
	parsed, err := strconv.ParseFloat(number, 64)
	if !isNumber || err != nil || parsed < 0 || parsed > math.MaxInt64/float64(time.Second)/2 {
		o.reject(o.at(name), "must be a number of seconds of at least 0, got %s", described(value))
		return fallback
	}
	return time.Duration(parsed * float64(time.Second))
}

// fraction reads a number of at least 0; 0 if it is not set.
func (o *object) fraction(name string) float64 {
	value, ok := o.optional(name)
	if !ok {
		return 0
	}
	number, isNumber := numberOf(value)
	parsed, err := strconv.ParseFloat(number, 64)
	if !isNumber || err != nil || parsed < 0 {
		o.reject(o.at(name), "must be a number of at least 0, got %s", described(value))
		return 0
	}
	return parsed
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
	if !isText {
		o.mistyped(name, "a string", value)
		return fallback
	}
	return v.real
}

// required reads a string that must be set and not empty.
func (o *object) required(name, example string) string {
	value, ok := o.optional(name)
	if !ok {
		o.reject(o.at(name), "is missing; it must be a string such as %q", example)
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

// texts reads an object of strings; with anyJSON, other values are kept as JSON.
func (o *object) texts(name string, anyJSON bool) map[string]string {
	values := o.object(name)
	if values == nil {
		return nil
	}
	got := make(map[string]string, len(values.values))
	for _, key := range slices.Sorted(maps.Keys(values.values)) {
		value, _ := values.optional(key)
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

// unsupported names properties that a real node has and this one does not: using one is an error rather than ignored.
func (o *object) unsupported(names ...string) {
	for _, name := range names {
		if _, ok := o.optional(name); ok {
			o.reject(o.at(name), "is not supported by this node, although a real node has it; remove it")
		}
	}
}

// done reports every property that was not read.
func (o *object) done() {
	for _, name := range slices.Sorted(maps.Keys(o.values)) {
		if !slices.Contains(o.known, name) {
			o.reject(o.at(name), "unknown property%s", spelling.Hint(name, o.known))
		}
	}
}
