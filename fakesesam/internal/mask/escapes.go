package mask

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// fromBytes reads a character whose bytes are each written as a prefix and two hexadecimal digits: %C3%A5 or \xc3\xa5. It
// returns the length of the text, 0 if it is none.
func fromBytes(text, prefix string) (rune, int) {
	var raw []byte
	size := len(prefix) + 2
	for at := 0; len(raw) < utf8.UTFMax && strings.HasPrefix(text[at:], prefix) && len(text) >= at+size; at += size {
		b, err := strconv.ParseUint(text[at+len(prefix):at+size], 16, 8)
		if err != nil {
			break
		}
		raw = append(raw, byte(b))
	}
	if len(raw) == 0 {
		return 0, 0
	}
	r, n := utf8.DecodeRune(raw)
	return r, n * size
}

// controls are the letters that name a control character after a backslash.
var controls = map[byte]rune{'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '0': 0}

// fromEscape reads a character after a backslash, as JSON and Go write it: \n, \", \u00e5, \ud83d\ude00, \U0001f600.
func fromEscape(text string) (rune, int) {
	if len(text) < 2 {
		return 0, 0
	}
	switch c := text[1]; c {
	case 'u':
		high, ok := hexadecimal(text, 4)
		if !ok {
			return 0, 0
		}
		if strings.HasPrefix(text[6:], `\u`) {
			if low, ok := hexadecimal(text[6:], 4); ok && utf16.DecodeRune(high, low) != utf8.RuneError {
				return utf16.DecodeRune(high, low), 12
			}
		}
		return high, 6
	case 'U':
		r, ok := hexadecimal(text, 8)
		if !ok {
			return 0, 0
		}
		return r, 10
	default:
		if control, ok := controls[c]; ok {
			return control, 2
		}
		r, size := utf8.DecodeRuneInString(text[1:])
		return r, 1 + size
	}
}

// hexadecimal reads the digits after a backslash and a letter.
func hexadecimal(text string, digits int) (rune, bool) {
	if len(text) < 2+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:2+digits], 16, 32)
	return rune(n), err == nil
}

// longestEntity is the length of the longest HTML entity that is recognised.
const longestEntity = 12

// fromEntity reads a character as HTML writes it: &amp;, &#34; or &#x22;.
func fromEntity(text string) (rune, int) {
	end := strings.IndexByte(text[:min(len(text), longestEntity)], ';')
	if end < 0 {
		return 0, 0
	}
	plain := html.UnescapeString(text[:end+1])
	r, size := utf8.DecodeRuneInString(plain)
	if size != len(plain) {
		return 0, 0
	}
	return r, end + 1
}
