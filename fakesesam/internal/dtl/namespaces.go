package dtl

import (
	"slices"
	"strings"
)

// namespaces is how names are read and written if namespaced identifiers are on. If they are off, a name is used as it is.
type namespaces struct {
	on                 bool
	identity, property string
}

// split splits a name at its last colon. A name without a colon and a reserved name have no namespace.
func split(name string) (namespace, identifier string) {
	if isReserved(name) {
		return "", name
	}
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

// isReserved reports whether a property never has a namespace, like _id and $ids.
func isReserved(name string) bool {
	return strings.HasPrefix(name, "_") || strings.HasPrefix(name, "$")
}

// qualified returns the name that a function writes: "::x" is x, ":x" and x are in the pipe's namespace.
func (n namespaces) qualified(name string) string {
	switch {
	case !n.on || isReserved(name):
		return name
	case strings.HasPrefix(name, "::"):
		return name[2:]
	case strings.HasPrefix(name, ":"):
		return n.property + name
	case strings.Contains(name, ":"):
		return name
	default:
		return n.property + ":" + name
	}
}

// identified adds the namespace to a value of _id. A value that has it already is returned as it is.
func (n namespaces) identified(value any) any {
	id, ok := value.(string)
	if !n.on || !ok || strings.HasPrefix(id, n.identity+":") {
		return value
	}
	if escaped, found := strings.CutPrefix(id, "::"); found {
		return escaped
	}
	return n.identity + ":" + strings.TrimPrefix(id, ":")
}

// keys returns the properties of an entity that a name reads, sorted: in all namespaces for a plain name, in one for any
// other name.
func (n namespaces) keys(entity map[string]any, name string) []string {
	exact := name
	if n.on && !isReserved(name) {
		if !strings.Contains(name, ":") {
			var keys []string
			for key := range entity {
				if _, identifier := split(key); identifier == name {
					keys = append(keys, key)
				}
			}
			slices.Sort(keys)
			return keys
		}
		exact = n.qualified(name)
	}
	if _, ok := entity[exact]; !ok {
		return nil
	}
	return []string{exact}
}

// ids returns the $ids of a source entity; without them, its _id as an identifier.
func (n namespaces) ids(source map[string]any) any {
	ids, there := source["$ids"]
	if id, ok := source["_id"].(string); ok && !there {
		return "~:" + prefixed(n.identity, id)
	}
	return ids
}

// pattern is a string with wildcards: * stands for any characters, ? for one.
type pattern string

// matches reports whether a pattern matches a whole string.
func (p pattern) matches(text string) bool {
	want, have := []rune(string(p)), []rune(text)
	w, h, star, mark := 0, 0, -1, 0
	for h < len(have) {
		switch {
		case w < len(want) && want[w] == '*':
			star, mark = w, h
			w++
		case w < len(want) && (want[w] == '?' || want[w] == have[h]):
			w++
			h++
		case star >= 0:
			mark++
			w, h = star+1, mark
		default:
			return false
		}
	}
	for w < len(want) && want[w] == '*' {
		w++
	}
	return w == len(want)
}

// matchesName is matches for a property. With namespaces on, the last colon of a pattern separates namespace from
// identifier, and a pattern without a colon matches the identifier in every namespace.
func (n namespaces) matchesName(p pattern, name string) bool {
	if p == "*" {
		return true
	}
	if !n.on {
		return p.matches(name)
	}
	namespace, identifier := split(name)
	i := strings.LastIndexByte(string(p), ':')
	if i < 0 {
		return p.matches(identifier)
	}
	wanted, _ := strings.CutPrefix(string(p[:i]), ":")
	if strings.HasPrefix(string(p), ":") && !strings.HasPrefix(string(p), "::") {
		wanted = n.property
	}
	return pattern(wanted).matches(namespace) && p[i+1:].matches(identifier)
}
