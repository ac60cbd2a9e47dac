package dtl

import (
	"maps"
	"slices"
	"strings"
)

// WithoutNamespaces returns an entity without the namespaces of its _id, its properties and its namespaced identifiers,
// which stay identifiers; in nested objects too. The entity is not changed. If properties get the same name, the one that
// had no namespace counts, otherwise the last by its full name.
func WithoutNamespaces(entity map[string]any) map[string]any {
	plain := make(map[string]any, len(entity))
	for _, key := range slices.Sorted(maps.Keys(entity)) {
		value := withoutNamespaces(entity[key])
		if id, isText := value.(string); key == "_id" && isText {
			value = identifierOf(id)
		}
		name := propertyName(key)
		if _, own := entity[name]; !own || name == key {
			plain[name] = value
		}
	}
	return plain
}

func withoutNamespaces(value any) any {
	switch v := value.(type) {
	case string:
		if identifier, ok := typed(v, ':'); ok {
			return "~:" + identifierOf(identifier)
		}
		return v
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = withoutNamespaces(item)
		}
		return list
	case map[string]any:
		return WithoutNamespaces(v)
	default:
		return v
	}
}

// identifierOf returns what follows the namespace: everything after the first colon, because the identifier itself may
// contain colons. If nothing follows it, the string has no namespace.
func identifierOf(text string) string {
	if _, id, _ := strings.Cut(text, ":"); id != "" {
		return id
	}
	return text
}

// propertyName returns what follows the last colon. Reserved names and XML tags have no namespace.
func propertyName(key string) string {
	if key != "" && strings.IndexByte("_$<", key[0]) >= 0 {
		return key
	}
	if name := key[strings.LastIndexByte(key, ':')+1:]; name != "" {
		return name
	}
	return key
}
