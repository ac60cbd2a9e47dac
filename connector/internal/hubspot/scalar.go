package hubspot

import (
	"encoding/binary"
	"math/bits"

	"github.com/go-json-experiment/json/jsontext"
)

// ordinary is how many bytes text begins with that a string holds as they are: no quote, backslash or control character.
// Whether they form UTF-8 does not matter, see judge. It looks at eight bytes at a time: strings are most of an answer.
func ordinary(text []byte) int {
	const each, top = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(text)-n >= 8; n += 8 {
		word := binary.LittleEndian.Uint64(text[n:])
		quote, backslash := word^each*'"', word^each*'\\'
		// Subtracting sets the top bit of the first byte that is too small, and perhaps of later ones.
		found := ((word-each*' ')&^word | (quote-each)&^quote | (backslash-each)&^backslash) & top
		if found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(text) && text[n] >= ' ' && text[n] != '"' && text[n] != '\\' {
		n++
	}
	return n
}

// quoted returns the string that begins here, with its quotes, and goes on after it. escaped reports whether something in
// it is.
func (w *walk) quoted() (raw jsontext.Value, escaped bool) {
	begin, text := w.at, w.text
	if w.kind() != '"' {
		w.fail()
		return jsontext.Value(`""`), false
	}
	for i := begin + 1; ; {
		i += ordinary(text[i:])
		switch {
		case i < len(text) && text[i] == '"':
			w.at = i + 1
			return text[begin:w.at:w.at], escaped
		case escapeLength(text[i:]) > 0:
			i += escapeLength(text[i:])
			escaped = true
		default:
			w.fail()
			return jsontext.Value(`""`), false
		}
	}
}

// escapeLength is the length of the escape with which text begins, 0 if it is none.
func escapeLength(text []byte) int {
	if len(text) < 2 || text[0] != '\\' {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		const length = len(`\u0000`)
		if len(text) < length {
			return 0
		}
		for _, c := range text[2:length] {
			if !isHexDigit(c) {
				return 0
			}
		}
		return length
	default:
		return 0
	}
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// literal goes on after true, false or null.
func (w *walk) literal(word string) {
	if end := w.at + len(word); end <= len(w.text) && string(w.text[w.at:end]) == word {
		w.at = end
		return
	}
	w.fail()
}

// number goes on after the number that begins here. One that is not an integer leaves doubt.
func (w *walk) number() {
	w.passes('-')
	first := w.at
	for w.at < len(w.text) && '0' <= w.text[w.at] && w.text[w.at] <= '9' {
		w.at++
	}
	if w.at == first || w.text[first] == '0' && w.at > first+1 {
		w.fail()
		return
	}
	for w.at < len(w.text) && isRestOfNumber(w.text[w.at]) {
		w.doubt = true
		w.at++
	}
}

func isRestOfNumber(c byte) bool {
	switch c {
	case '.', 'e', 'E', '+', '-':
		return true
	default:
		return '0' <= c && c <= '9'
	}
}

// must goes on after c, which must be here.
func (w *walk) must(c byte) {
	if !w.passes(c) {
		w.fail()
	}
}

// passes goes on after c if it is here, and reports whether it was.
func (w *walk) passes(c byte) bool {
	if w.at < len(w.text) && w.text[w.at] == c {
		w.at++
		return true
	}
	return false
}

// space goes on after white space.
func (w *walk) space() {
	for w.at < len(w.text) && w.text[w.at] <= ' ' && isSpace(w.text[w.at]) {
		w.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// fail ends the walk.
func (w *walk) fail() { w.doubt, w.broken, w.at = true, true, len(w.text) }
