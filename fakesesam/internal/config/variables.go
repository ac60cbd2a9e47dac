package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// LoadValues reads a flat JSON object of variables or secrets, such as <profile>-env.json. Values that are not strings are
// kept as JSON ("5000", "true"). For an empty path, the map is empty.
func LoadValues(path string) (map[string]string, error) {
	if path == "" {
		return map[string]string{}, nil
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading variables: %w", err)
	}
	return ParseValues(path, body)
}

// ParseValues is LoadValues for bytes; errors use name as the name of the file. No error contains a value.
func ParseValues(name string, body []byte) (map[string]string, error) {
	decoded, err := decodeJSON(name, fromUTF16(body))
	if err != nil {
		return nil, err
	}
	object, ok := decoded.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: must be one flat JSON object such as {\"name\": \"value\"}, got %s", name, kindOf(decoded))
	}
	values := make(map[string]string, len(object))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch value := object[key].(type) {
		case string:
			values[key] = value
		case bool, json.Number:
			values[key] = string(mustMarshal(value))
		default:
			return nil, fmt.Errorf("%s: %q must be a string, a number or a boolean, got %s", name, key, kindOf(value))
		}
	}
	return values, nil
}

var reference = regexp.MustCompile(`\$(ENV|SECRET)\(([^()]*)\)`)

// variables are the values of $ENV(…) and $SECRET(…).
type variables struct {
	env, secrets map[string]string
}

// resolve turns every string of a decoded JSON value into a text. It reports names that are not set, with their path.
func (v variables) resolve(value any, at *place, report *report) any {
	switch value := value.(type) {
	case string:
		return v.resolveText(value, at, report)
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = v.resolve(item, at.item(i), report)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(value))
		for _, key := range slices.Sorted(maps.Keys(value)) {
			object[key] = v.resolve(value[key], at.property(key), report)
		}
		return object
	default:
		return value
	}
}

func (v variables) resolveText(written string, at *place, report *report) text {
	if !strings.Contains(written, "$") {
		return text{shown: written, real: written}
	}
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
	out := text{
		shown:    replace(false),
		real:     replace(true),
		variable: strings.HasPrefix(written, "$") && reference.ReplaceAllString(written, "") == "",
	}
	for _, parts := range reference.FindAllStringSubmatch(written, -1) {
		if !v.check(parts[1], parts[2], at, report) {
			out.unset = true
		}
	}
	return out
}

// check reports a name that is not set, and whether it is.
func (v variables) check(kind, name string, at *place, report *report) bool {
	values, noun, flag := v.env, "environment variable", "--env"
	if kind == "SECRET" {
		values, noun, flag = v.secrets, "secret", "--secrets"
	}
	if _, ok := values[name]; ok {
		return true
	}
	report.add(Unset, at.String(), "the %s %q is not set; set it in the file of %s or through the API%s",
		noun, name, flag, spelling.Hint(name, slices.Sorted(maps.Keys(values))))
	return false
}

// ResolveEnvironment returns the environment that a node would pass to the container of a microservice: $ENV(…) and
// $SECRET(…) resolved, values that are not strings as JSON. The system must exist, be a microservice, and be valid; a secret
// that is not set makes it invalid.
func ResolveEnvironment(set *Set, systemID string) (map[string]string, error) {
	system, ok := set.Systems[systemID]
	if !ok {
		return nil, fmt.Errorf("%w %q%s", ErrNoSystem, systemID, spelling.Hint(systemID, slices.Sorted(maps.Keys(set.Systems))))
	}
	if !system.Valid() {
		return nil, &InvalidError{[]Invalid{{Posted{systemID}, upTo(Dependent, system.Errors), system.File}}}
	}
	if system.Docker == nil {
		return nil, fmt.Errorf("system %q is a %s, and only a %s has a container", systemID, system.Type, SystemMicroservice)
	}
	environment := maps.Clone(system.Docker.Environment)
	if environment == nil {
		environment = map[string]string{}
	}
	return environment, nil
}
