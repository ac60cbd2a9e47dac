package dtl

import (
	"net/url"
	"strings"
)

func identifierFunctions() []function {
	part := func(name, summary string, index int) function {
		return mapping(name, summary, func(_ *evaluation, value any) (any, bool) {
			name, ok := textOf(value)
			if identifier, isNI := typed(value, ':'); isNI {
				name, ok = identifier, true
			}
			i := strings.LastIndexByte(name, ':')
			parts := []string{name[:max(i, 0)], name[i+1:]}
			return text(parts[index]), ok
		})
	}
	return []function{
		plain("ni", 1, 2, "NAMESPACE?, VALUES", "strings as namespaced identifiers (`~:namespace:string`); without NAMESPACE, also URIs that begin with `http://example.org/`, in the namespace `_`", func(e *evaluation, args []any) any {
			if len(args) == 1 {
				return e.each(args[0], collapsed)
			}
			namespace, ok := textOf(firstOf(args[0]))
			return e.each(args[1], func(value any) (any, bool) {
				identifier, isText := textOf(value)
				return "~:" + namespace + ":" + identifier, ok && isText
			})
		}),
		probing("is-ni", "true for a namespaced identifier", func(value any) bool { _, ok := typed(value, ':'); return ok }),
		part("ni-id", "the part of identifiers, or of strings, after the last colon", 1),
		part("ni-ns", "the part of identifiers, or of strings, before the last colon", 0),
	}
}

// collapsed returns the identifier of a text, or of a URI whose namespace is known.
func collapsed(value any) (any, bool) {
	if uri, ok := typed(value, 'r'); ok {
		identifier, known := strings.CutPrefix(uri, "http://example.org/")
		return "~:_:" + identifier, known && !strings.ContainsAny(identifier, "/#")
	}
	identifier, ok := textOf(value)
	return "~:" + identifier, ok
}

func uriFunctions() []function {
	return []function{
		mapping("uri", "strings as URIs (`~r…`)", func(_ *evaluation, value any) (any, bool) {
			if uri, ok := typed(value, 'r'); ok {
				return "~r" + uri, true
			}
			plain, ok := textOf(value)
			return "~r" + plain, ok
		}),
		probing("is-uri", "true for a URI", func(value any) bool { _, ok := typed(value, 'r'); return ok }),
		plain("url-quote", 1, 2, "SAFE?, VALUES", "strings with every character escaped except letters, digits, `-`, `.`, `_`, `~`, and the ASCII characters of SAFE", func(e *evaluation, args []any) any {
			safe, last := "", len(args)-1
			if last == 1 {
				safe, _ = textOf(firstOf(args[0]))
			}
			return e.eachText(args[last], func(plain string) string { return percentEncoded(plain, safe) })
		}),
		onText("url-unquote", "strings with URL escapes decoded; a % that begins none stays", percentDecoded),
	}
}

func percentEncoded(plain, safe string) string {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(plain) {
		c := plain[i]
		if strings.IndexByte(unreserved, c) >= 0 || c < 0x80 && strings.IndexByte(safe, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

func percentDecoded(escaped string) string {
	var b strings.Builder
	for escaped != "" {
		before, after, found := strings.Cut(escaped, "%")
		b.WriteString(before)
		if !found {
			break
		}
		escaped = after
		character, err := url.PathUnescape("%" + after[:min(2, len(after))])
		if err != nil {
			b.WriteByte('%')
			continue
		}
		b.WriteString(character)
		escaped = after[2:]
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

func uuidFunctions() []function {
	return []function{
		{
			Name: "uuid", Arguments: "VALUES?", least: 0, most: 1, expression: compileUUID,
			Summary: "a new random UUID (`~u…`), or strings as UUIDs",
		},
		probing("is-uuid", "true for a UUID", func(value any) bool { _, ok := typed(value, 'u'); return ok }),
	}
}

func compileUUID(c *compiler, at string, args []any) expression {
	if len(args) == 0 {
		return func(s *scope) any { return "~u" + s.env.NewID() }
	}
	values := c.expression(argument(at, 0), args[0])
	return func(s *scope) any {
		return s.each(values(s), func(value any) (any, bool) {
			if id, ok := typed(value, 'u'); ok {
				return "~u" + id, true
			}
			id, ok := textOf(value)
			return "~u" + strings.ToLower(id), ok && isUUID(id)
		})
	}
}
