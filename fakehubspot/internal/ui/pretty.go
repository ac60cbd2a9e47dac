package ui

import "strings"

// deepest is how far pretty indents: a body of nothing but brackets must not become a page of spaces.
const deepest = 20

// pretty returns JSON with a line for each value. What ends too early, as a body does that was too long to be kept, is indented
// as far as it goes; anything but an object or an array stays as it is.
func pretty(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if trimmed := strings.TrimSpace(text); trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return text
	}
	var out strings.Builder
	depth, quoted, escaped := 0, false, false
	line := func() {
		out.WriteByte('\n')
		out.WriteString(strings.Repeat("  ", min(max(depth, 0), deepest)))
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted:
			out.WriteByte(c)
			quoted = c != '"' || escaped
			escaped = c == '\\' && !escaped
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		case c == '{' || c == '[':
			out.WriteByte(c)
			if i+1 < len(text) && (text[i+1] == '}' || text[i+1] == ']') {
				i++
				out.WriteByte(text[i])
				continue
			}
			depth++
			line()
		case c == '}' || c == ']':
			depth--
			line()
			out.WriteByte(c)
		case c == ',':
			out.WriteByte(c)
			line()
		case c == ':':
			out.WriteString(": ")
		default:
			out.WriteByte(c)
			quoted = c == '"'
		}
	}
	return out.String()
}
