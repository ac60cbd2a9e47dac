package config

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// byteOrderMark begins a text that some editors write in UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// PlainText returns a text as UTF-8 without a byte order mark.
func PlainText(text []byte) []byte {
	return bytes.TrimPrefix(fromUTF16(text), []byte(byteOrderMark))
}

// fromUTF16 returns a text as UTF-8 if its byte order mark says that it is UTF-16, and otherwise as it is.
func fromUTF16(text []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for text = text[2:]; len(text) >= 2; text = text[2:] {
		units = append(units, order.Uint16(text))
	}
	return []byte(string(utf16.Decode(units)))
}

// Limits of a JSON text. Within them, the effort to read a text grows with its size, and not with its square: every path in
// an error repeats the names of all levels.
const (
	maxDepth = 500
	maxName  = 1000
)

// oversized returns where a JSON text exceeds a limit, and which one; fault is empty if it does not. A text that is not JSON
// may have any answer.
func oversized(body []byte) (at int, fault string) {
	depth, start := 0, -1 // start is where a string begins, -1 outside of one
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case start >= 0 && c == '\\':
			i++
		case start >= 0 && c == '"':
			if i-start > maxName && bytes.HasPrefix(bytes.TrimLeft(body[i+1:], " \t\r\n"), []byte(":")) {
				return start, fmt.Sprintf("the name of a property has %d bytes, at most %d are allowed", i-start-1, maxName)
			}
			start = -1
		case start >= 0:
		case c == '"':
			start = i
		case c == '{', c == '[':
			if depth++; depth > maxDepth {
				return i, fmt.Sprintf("the text is nested more than %d levels deep", maxDepth)
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return 0, ""
}
