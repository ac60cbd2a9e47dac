package publish

import (
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// WithoutNamespaces gives an entity without the namespaces of its _id, its properties and its namespaced identifiers,
// which become text; in nested objects too. The entity is not changed. Of properties that come to the same name, the one
// without a namespace counts, else the first by its whole name.
func WithoutNamespaces(entity map[string]any) map[string]any {
	plain := make(map[string]any, len(entity))
	for _, key := range slices.Sorted(maps.Keys(entity)) {
		value := withoutNamespaces(entity[key])
		if id, isText := value.(string); key == "_id" && isText {
			value = identifier(id)
		}
		name := propertyName(key)
		if _, taken := plain[name]; !taken || name == key {
			plain[name] = value
		}
	}
	return plain
}

func withoutNamespaces(value any) any {
	switch v := value.(type) {
	case string:
		if dtl.TypeOf(v) == ':' {
			return identifier(v[2:])
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

// identifier is what stands behind the namespace: behind the first colon, for the identifier itself may have more of them.
// Where nothing stands there the text has no namespace.
func identifier(text string) string {
	if _, id, _ := strings.Cut(text, ":"); id != "" {
		return id
	}
	return text
}

// propertyName is what stands behind the last colon. Reserved names and those of XML tags have no namespace.
func propertyName(key string) string {
	if key != "" && strings.IndexByte("_$<", key[0]) >= 0 {
		return key
	}
	if name := key[strings.LastIndexByte(key, ':')+1:]; name != "" {
		return name
	}
	return key
}
