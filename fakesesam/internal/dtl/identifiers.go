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
		plain("ni", 1, 2, "NAMESPACE?, VALUES", "texts as namespaced identifiers (`~:namespace:text`)", func(args []any) any {
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
		part("ni-id", "the part of identifiers, or of texts, after the last colon", 1),
		part("ni-ns", "the part of identifiers, or of texts, before the last colon", 0),
	}
}

func uriFunctions() []function {
	return []function{
		mapping("uri", "texts as URIs (`~r…`)", func(value any) (any, bool) {
			if uri, ok := typed(value, 'r'); ok {
				return "~r" + uri, true
			}
			text, ok := textOf(value)
			return "~r" + text, ok
		}),
		probing("is-uri", "true for a URI", func(value any) bool { _, ok := typed(value, 'r'); return ok }),
		onText("url-quote", "texts with everything escaped that an address cannot hold", url.PathEscape),
		mapping("url-unquote", "texts with the escapes of an address undone", func(value any) (any, bool) {
			text, ok := textOf(value)
			if !ok {
				return nil, false
			}
			plain, err := url.PathUnescape(text)
			return plain, err == nil
		}),
	}
}
