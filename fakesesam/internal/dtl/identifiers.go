package dtl

import (
	"net/url"
	"strings"
)

func identifierFunctions() []function {
	part := func(name, summary string, index int) function {
		return mapping(name, summary, func(value any) (any, bool) {
			text, ok := textOf(value)
			if identifier, isNI := typed(value, ':'); isNI {
				text, ok = identifier, true
			}
			i := strings.LastIndexByte(text, ':')
			parts := []string{text[:max(i, 0)], text[i+1:]}
			return parts[index], ok
		})
	}
	return []function{
		plain("ni", 1, 2, "NAMESPACE?, VALUES", "strings as namespaced identifiers (`~:namespace:string`)", func(args []any) any {
			prefix := "~:"
			if len(args) == 2 {
				namespace, ok := textOf(firstOf(args[0]))
				if !ok {
					return nil
				}
				prefix += namespace + ":"
			}
			return eachText(args[len(args)-1], func(text string) string { return prefix + text })
		}),
		probing("is-ni", "true for a namespaced identifier", func(value any) bool { _, ok := typed(value, ':'); return ok }),
		part("ni-id", "the part of identifiers, or of strings, after the last colon", 1),
		part("ni-ns", "the part of identifiers, or of strings, before the last colon", 0),
	}
}

func uriFunctions() []function {
	return []function{
		mapping("uri", "strings as URIs (`~r…`)", func(value any) (any, bool) {
			if uri, ok := typed(value, 'r'); ok {
				return "~r" + uri, true
			}
			text, ok := textOf(value)
			return "~r" + text, ok
		}),
		probing("is-uri", "true for a URI", func(value any) bool { _, ok := typed(value, 'r'); return ok }),
		onText("url-quote", "strings with the characters escaped that a URL does not allow", url.PathEscape),
		mapping("url-unquote", "strings with URL escapes decoded", func(value any) (any, bool) {
			text, ok := textOf(value)
			if !ok {
				return nil, false
			}
			plain, err := url.PathUnescape(text)
			return plain, err == nil
		}),
	}
}
