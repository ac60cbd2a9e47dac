package config

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

var reference = regexp.MustCompile(`\$(ENV|SECRET)\(([^()]*)\)`)

// text is a string of the configuration in its two forms.
type text struct {
	// shown may be seen by anybody: $ENV(…) is resolved, $SECRET(…) stands as it was written.
	shown string
	// real is what the node works with: both are resolved.
	real string
	// variable is true when the whole string is made of references, so that it may stand for a number or boolean.
	variable bool
}

// MarshalJSON gives the form that may be seen.
func (t text) MarshalJSON() ([]byte, error) { return json.Marshal(t.shown) }

// String gives the form that may be seen.
func (t text) String() string { return t.shown }

// variables are what $ENV(…) and $SECRET(…) stand for.
type variables struct {
	env, secrets map[string]string
}

// resolve turns every string of a decoded JSON value into a text. Names that are not set are reported with their path.
func (v variables) resolve(value any, path string, report *report) any {
	switch value := value.(type) {
	case string:
		return v.resolveText(value, path, report)
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = v.resolve(item, indexed(path, i), report)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(value))
		for _, key := range sortedKeys(value) {
			object[key] = v.resolve(value[key], joined(path, key), report)
		}
		return object
	default:
		return value
	}
}

func (v variables) resolveText(written, path string, report *report) text {
	replace := func(secretsToo bool) string {
		return reference.ReplaceAllStringFunc(written, func(match string) string {
			parts := reference.FindStringSubmatch(match)
			if parts[1] == "SECRET" {
				if secret, ok := v.secrets[parts[2]]; ok && secretsToo {
					return secret
				}
				return match
			}
			if value, ok := v.env[parts[2]]; ok {
				return value
			}
			return match
		})
	}
	for _, parts := range reference.FindAllStringSubmatch(written, -1) {
		v.check(parts[1], parts[2], path, report)
	}
	return text{
		shown:    replace(false),
		real:     replace(true),
		variable: strings.HasPrefix(written, "$") && reference.ReplaceAllString(written, "") == "",
	}
}

// check reports a name that is not set.
func (v variables) check(kind, name, path string, report *report) {
	values, noun, flag := v.env, "environment variable", "--env"
	if kind == "SECRET" {
		values, noun, flag = v.secrets, "secret", "--secrets"
	}
	if _, ok := values[name]; ok {
		return
	}
	report.fault(path, "the %s %q is not set; give it in the file of %s or through the API%s",
		noun, name, flag, spelling.Hint(name, sortedKeys(values)))
}

// revealed gives a resolved value with every secret in place, as the node works with it.
func revealed(value any) any {
	switch value := value.(type) {
	case text:
		return value.real
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = revealed(item)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, item := range value {
			object[key] = revealed(item)
		}
		return object
	default:
		return value
	}
}
