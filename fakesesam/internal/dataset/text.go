package dataset

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// MaxDepth is how deeply an entity may be nested: what goes through it, level by level, then takes a limited time for each
// byte.
const MaxDepth = 1000

// TooDeep reports whether a JSON text is nested more deeply than MaxDepth. The text need not be valid.
func TooDeep(raw []byte) bool {
	if bytes.Count(raw, []byte{'{'})+bytes.Count(raw, []byte{'['}) <= MaxDepth {
		return false // as nearly every entity
	}
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// replacement is U+FFFD, which stands for what is not text.
const replacement = "\ufffd"

// Readable returns a JSON text in which every string is text: each byte that is not UTF-8, and each escape that is half of a
// surrogate pair, becomes U+FFFD, as encoding/json reads them. Apart from them the text must be valid. If there is nothing
// to replace, it is returned as it is.
func Readable(raw []byte) []byte {
	if !bytes.Contains(raw, []byte(`\u`)) && utf8.Valid(raw) {
		return raw
	}
	out := make([]byte, 0, len(raw)+len(raw)/8)
	for i := 0; i < len(raw); {
		switch {
		case raw[i] == '\\':
			var escape string
			escape, i = readableEscape(raw, i)
			out = append(out, escape...)
		case raw[i] < utf8.RuneSelf:
			out = append(out, raw[i])
			i++
		default:
			r, size := utf8.DecodeRune(raw[i:])
			out = utf8.AppendRune(out, r)
			i += size
		}
	}
	return out
}

// readableEscape returns the escape at i, or its replacement, and the index after it.
func readableEscape(raw []byte, i int) (escape string, after int) {
	const single, pair = len(`\ud83d`), len(`\ud83d\ude00`)
	unit := unitAt(raw, i)
	switch {
	case unit < 0:
		after = min(i+2, len(raw))
		return string(raw[i:after]), after
	case unit < 0xd800 || unit > 0xdfff:
		return string(raw[i : i+single]), i + single
	}
	if low := unitAt(raw, i+single); unit < 0xdc00 && low >= 0xdc00 && low <= 0xdfff {
		return string(raw[i : i+pair]), i + pair
	}
	return replacement, i + single
}

// unitAt returns the UTF-16 unit of the escape \uXXXX at i; -1 if there is none.
func unitAt(raw []byte, i int) int64 {
	if i+6 > len(raw) || raw[i] != '\\' || raw[i+1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseInt(string(raw[i+2:i+6]), 16, 32)
	if err != nil || unit < 0 {
		return -1
	}
	return unit
}
