package config

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
)

// LoadValues reads a flat JSON object of variables or secrets, as <profile>-env.json is. Values that are not text are
// kept as their JSON ("5000", "true"). An empty path gives an empty map.
func LoadValues(path string) (map[string]string, error) {
	if path == "" {
		return map[string]string{}, nil
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read variables: %w", err)
	}
	return ParseValues(path, body)
}

// ParseValues is LoadValues for bytes; name stands for the file in errors. No error holds a value.
func ParseValues(name string, body []byte) (map[string]string, error) {
	decoded, err := decodeJSON(name, body)
	if err != nil {
		return nil, err
	}
	object, ok := decoded.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: must be one flat JSON object such as {\"name\": \"value\"}, not %s", name, kindOf(decoded))
	}
	values := make(map[string]string, len(object))
	for _, key := range sortedKeys(object) {
		switch value := object[key].(type) {
		case string:
			values[key] = value
		case bool, json.Number:
			values[key] = string(mustMarshal(value))
		default:
			return nil, fmt.Errorf("%s: %q must be text, a number or a boolean, not %s", name, key, kindOf(value))
		}
	}
	return values, nil
}

func sortedKeys[V any](object map[string]V) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// mustMarshal encodes values that came from JSON, which cannot fail.
func mustMarshal(value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		panic("config: " + err.Error())
	}
	return body
}
