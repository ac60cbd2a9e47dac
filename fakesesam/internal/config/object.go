package config

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// report collects the faults of one component.
type report struct {
	file   string
	faults []Error
}

// fault adds one: where, and what would be right.
func (r *report) fault(path, format string, args ...any) {
	r.faults = append(r.faults, Error{
		Level:    LevelError,
		Msg:      r.file + ": " + path + ": " + fmt.Sprintf(format, args...),
		Elements: []string{path},
	})
}

// object reads one JSON object of a configuration strictly. Each property is asked for by name, with its default;
// done then reports every property nobody asked for. What is asked for and missing goes into the effective
// configuration with its default.
type object struct {
	path   string
	values map[string]any
	known  []string
	*report
}

// optional asks for a property: present or not, its name is known from now on.
func (o *object) optional(name string) (any, bool) {
	o.known = append(o.known, name)
	value, ok := o.values[name]
	return value, ok
}

// defaulted asks for a property that has a default.
func (o *object) defaulted(name string, fallback any) (any, bool) {
	value, ok := o.optional(name)
	if !ok && fallback != nil {
		o.values[name] = fallback
	}
	return value, ok
}

func (o *object) at(name string) string { return joined(o.path, name) }

func (o *object) mistyped(name, want string, value any) {
	o.fault(o.at(name), "must be %s, not %s", want, kindOf(value))
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

// integer asks for a whole number that is at least minimum; a fallback below the minimum means "not given".
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
		o.fault(o.at(name), "must be a whole number of at least %d, not %s", minimum, described(value))
		return fallback
	}
	return parsed
}

// seconds asks for a number of seconds, whole or not.
func (o *object) seconds(name string, fallback time.Duration) time.Duration {
	value, ok := o.defaulted(name, fallback.Seconds())
	if !ok {
		return fallback
	}
	number, isNumber := numberOf(value)
	parsed, err := strconv.ParseFloat(number, 64)
	if !isNumber || err != nil || parsed < 0 || parsed > math.MaxInt64/float64(time.Second)/2 {
		o.fault(o.at(name), "must be a number of seconds of at least 0, not %s", described(value))
		return fallback
	}
	return time.Duration(parsed * float64(time.Second))
}

// fraction asks for a number of at least 0; 0 when not given.
func (o *object) fraction(name string) float64 {
	value, ok := o.optional(name)
	if !ok {
		return 0
	}
	number, isNumber := numberOf(value)
	parsed, err := strconv.ParseFloat(number, 64)
	if !isNumber || err != nil || parsed < 0 {
		o.fault(o.at(name), "must be a number of at least 0, not %s", described(value))
		return 0
	}
	return parsed
}

// text asks for a string; an empty fallback stays out of the effective configuration.
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
		o.mistyped(name, "text", value)
		return fallback
	}
	return v.real
}

// required asks for a string that must be there and not be empty.
func (o *object) required(name, example string) string {
	value, ok := o.optional(name)
	if !ok {
		o.fault(o.at(name), "is missing; it must be text such as %q", example)
		return ""
	}
	v, isText := value.(text)
	if !isText || v.real == "" {
		o.fault(o.at(name), "must be text such as %q, not %s", example, described(value))
		return ""
	}
	return v.real
}

// oneOf asks for one of a few strings.
func (o *object) oneOf(name, fallback string, choices ...string) string {
	got := o.text(name, fallback)
	if got == fallback || slices.Contains(choices, got) {
		return got
	}
	o.fault(o.at(name), "must be %s, not %s%s", spelling.Choices(choices), described(o.values[name]), spelling.Hint(got, choices))
	return fallback
}

// texts asks for an object of strings; values that are not strings are kept as JSON when anyJSON is set.
func (o *object) texts(name string, anyJSON bool) map[string]string {
	values := o.object(name)
	if values == nil {
		return nil
	}
	got := make(map[string]string, len(values.values))
	for _, key := range sortedKeys(values.values) {
		value, _ := values.optional(key)
		switch v := value.(type) {
		case text:
			got[key] = v.real
		default:
			if !anyJSON {
				values.mistyped(key, "text", value)
				continue
			}
			got[key] = string(mustMarshal(revealed(value)))
		}
	}
	return got
}

// object asks for an object; nil when it is not there or is something else.
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

// section is object, but an empty one when the property is missing, so that defaults become part of the effective
// configuration.
func (o *object) section(name string) *object {
	if _, ok := o.values[name]; !ok {
		o.values[name] = map[string]any{}
	}
	if section := o.object(name); section != nil {
		return section
	}
	return &object{path: o.at(name), values: map[string]any{}, report: o.report}
}

// cron asks for a cron expression; nil when it is not there or not one.
func (o *object) cron(name string) *Cron {
	expression := o.text(name, "")
	if expression == "" {
		return nil
	}
	cron, err := ParseCron(expression)
	switch {
	case err == nil:
	case o.values[name].(text).shown != expression: // the error would quote the secret
		o.fault(o.at(name), "is no cron expression, which has 5 or 6 fields as in \"0 0 * * ?\"")
	default:
		o.fault(o.at(name), "%s", err)
	}
	return cron
}

// ignored names properties a real node has that change nothing here; any value is accepted.
func (o *object) ignored(names ...string) { o.known = append(o.known, names...) }

// done reports every property nobody asked for.
func (o *object) done() {
	for _, name := range sortedKeys(o.values) {
		if !slices.Contains(o.known, name) {
			o.fault(o.at(name), "unknown property%s", spelling.Hint(name, o.known))
		}
	}
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// numberOf gives the digits of a number, of a variable that stands for one, or of a typed decimal ("~f0.1").
func numberOf(value any) (string, bool) {
	switch v := value.(type) {
	case json.Number:
		return v.String(), true
	case text:
		if digits, typed := strings.CutPrefix(v.real, "~f"); typed {
			return digits, true
		}
		return strings.TrimSpace(v.real), v.variable
	default:
		return "", false
	}
}

// kindOf names the JSON type of a value.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number, int, float64:
		return "a number"
	case text, string:
		return "text"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

// described shows a small value as it may be seen, and names the type of any other.
func described(value any) string {
	switch v := value.(type) {
	case text:
		return strconv.Quote(v.shown)
	case json.Number:
		return v.String()
	default:
		return kindOf(value)
	}
}
