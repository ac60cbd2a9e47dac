package dtl

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// Values that exist only while a program runs; settled turns them into JSON values.
type (
	// decimal is a decimal number, as opposed to a float, which is a json.Number with a fraction or an exponent.
	decimal string
	// untyped is a text that looks like a typed string and is none, because a function has made it.
	untyped string
)

// transitTags are the characters that, after ~, may give a string a type; any other string beginning with ~ is plain text.
const transitTags = "t:rfbu"

// TypeOf returns the tag of a typed string (the character after ~), 0 for plain text. A string whose content is not one of
// its type, such as a time that does not exist, is plain text.
func TypeOf(s string) byte {
	if len(s) < 2 || s[0] != '~' || strings.IndexByte(transitTags, s[1]) < 0 || !isContent(s[1], s[2:]) {
		return 0
	}
	return s[1]
}

func isContent(tag byte, content string) bool {
	switch tag {
	case 't':
		_, ok := parseTransitTime(content)
		return ok
	case 'f':
		return isDecimalText(content)
	case 'u':
		return isUUID(content)
	case 'b':
		return isBase64(content)
	default:
		return true
	}
}

// parseTransitTime reads a date, or a datetime in UTC, which ends with Z.
func parseTransitTime(text string) (time.Time, bool) {
	layout := "2006-01-02"
	if len(text) > len(layout) {
		layout = "2006-01-02T15:04:05Z"
	}
	t, err := time.Parse(layout, text)
	// Parse accepts a comma, and ignores digits after the ninth.
	return t, err == nil && inCalendar(t) && !strings.Contains(text, ",") && len(text) <= len("2006-01-02T15:04:05.999999999Z")
}

func isBase64(text string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	return len(text)%4 == 0 && strings.Trim(digits, alphabet) == "" && !strings.ContainsAny(digits, "=")
}

func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i, c := range []byte(text) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		if dash && c != '-' || !dash && !hex {
			return false
		}
	}
	return true
}

// text returns a string that a function has made, which is never a typed one.
func text(s string) any {
	if TypeOf(s) != 0 {
		return untyped(s)
	}
	return s
}

// textOf returns a string that is plain text: not a datetime, an identifier or another typed string.
func textOf(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, TypeOf(v) == 0
	case untyped:
		return string(v), true
	default:
		return "", false
	}
}

// stringOf returns any string, typed or not, and the digits of a number.
func stringOf(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case untyped:
		return string(v), true
	case json.Number:
		return string(v), true
	case decimal:
		return string(v), true
	default:
		return "", false
	}
}

// typed returns the content of a string of one type.
func typed(value any, tag byte) (string, bool) {
	s, ok := value.(string)
	if !ok || TypeOf(s) != tag {
		return "", false
	}
	return s[2:], true
}

// bytesOf returns the content of a "~b…" string.
func bytesOf(value any) ([]byte, bool) {
	encoded, ok := typed(value, 'b')
	if !ok {
		return nil, false
	}
	content, err := base64.StdEncoding.DecodeString(encoded)
	return content, err == nil
}

// settled returns a value as JSON has it: a decimal is a number, and a text is a string whatever it looks like. A value
// that contains neither is returned as it is, with changed false.
func settled(value any) (plain any, changed bool) {
	switch v := value.(type) {
	case decimal:
		return json.Number(v), true
	case untyped:
		return string(v), true
	case []any:
		list := v
		for i, item := range v {
			if plain, itemChanged := settled(item); itemChanged {
				if !changed {
					list, changed = slices.Clone(v), true
				}
				list[i] = plain
			}
		}
		return list, changed
	case map[string]any:
		return settledEntity(v)
	default:
		return value, false
	}
}

func settledEntity(entity map[string]any) (plain map[string]any, changed bool) {
	plain = entity
	for key, value := range entity {
		if value, valueChanged := settled(value); valueChanged {
			if !changed {
				plain, changed = maps.Clone(entity), true
			}
			plain[key] = value
		}
	}
	return plain, changed
}
