package hubspot

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// walk goes over the JSON of an answer once, and locates values without decoding them:
//
//	for more := w.open(); more; more = w.next() {
//		name := w.name()
//		… w.value(), w.str() or another such loop, over the object that is the value
//	}
//
// It knows most of JSON and is several times as fast as a general reader. What it does not know leaves doubt. Text that
// leaves none is valid JSON; any other must be judged by jsontext, and what was located is right if that finds it valid.
type walk struct {
	text  []byte
	at    int // offset in text
	depth int // of the values that are passed

	doubt  bool // the text may be no JSON
	broken bool // the text cannot be JSON; the walk is at its end
}

// deepest is how deep a value may be nested that leaves no doubt.
const deepest = 64

// open enters the object that begins here. It reports whether the object has a member; if not, its end has been passed.
func (w *walk) open() bool { return w.enter('{', '}') }

// next goes on after the value of a member. It reports whether another member follows; if not, the end of the object has
// been passed.
func (w *walk) next() bool { return w.follow('}') }

// openArray is open for an array, whose elements are values.
func (w *walk) openArray() bool { return w.enter('[', ']') }

// nextElement is next for an array.
func (w *walk) nextElement() bool { return w.follow(']') }

func (w *walk) enter(first, last byte) bool {
	w.must(first)
	w.space()
	return !w.passes(last)
}

func (w *walk) follow(last byte) bool {
	w.space()
	if w.passes(last) {
		return false
	}
	w.must(',')
	w.space()
	return !w.broken
}

// name returns the name of the member and goes on to its value. That of one that is so long that nobody knows it is empty:
// it is not worth the memory.
func (w *walk) name() []byte {
	const longest = 1 << 10
	raw, escaped := w.quoted()
	w.space()
	w.must(':')
	w.space()
	switch {
	case !escaped:
		return raw[1 : len(raw)-1]
	case len(raw) > longest:
		return nil
	default:
		return unquoted(raw)
	}
}

// kind is the byte with which the value begins, 0 if the text ends.
func (w *walk) kind() byte {
	if w.at < len(w.text) {
		return w.text[w.at]
	}
	return 0
}

// value returns the value that begins here, as it was received, and goes on after it.
func (w *walk) value() jsontext.Value {
	begin := w.at
	switch w.kind() {
	case '"':
		w.quoted()
	case '{', '[':
		w.nested()
	case 't':
		w.literal("true")
	case 'f':
		w.literal("false")
	case 'n':
		w.literal("null")
	default:
		w.number()
	}
	if w.broken {
		return jsontext.Value("null")
	}
	return w.text[begin:w.at:w.at]
}

// str goes on after the value that begins here and returns its text if it is a string, nil if it is not. The text borrows
// the answer unless something in it is escaped.
func (w *walk) str() []byte {
	if w.kind() != '"' {
		w.value()
		return nil
	}
	raw, escaped := w.quoted()
	if escaped {
		return unquoted(raw)
	}
	return raw[1 : len(raw)-1]
}

// nested goes on after the object or array that begins here.
func (w *walk) nested() {
	if w.depth == deepest {
		w.tooDeep()
		return
	}
	w.depth++
	if w.kind() == '{' {
		for more := w.open(); more; more = w.next() {
			w.name()
			w.value()
		}
	} else {
		for more := w.openArray(); more; more = w.nextElement() {
			w.value()
		}
	}
	w.depth--
}

// tooDeep is nested for what is too deep to be looked at: it counts braces and brackets alike.
func (w *walk) tooDeep() {
	w.doubt = true
	for open := 0; ; {
		switch w.kind() {
		case '"':
			w.quoted()
			continue
		case '{', '[':
			open++
		case '}', ']':
			open--
		case 0:
			w.fail()
			return
		}
		w.at++
		if open == 0 {
			return
		}
	}
}

// openOrNull is open for the object that follows, or null, which has no members. what names it in an error.
func (w *walk) openOrNull(what said.Text) (more bool, err error) {
	switch w.kind() {
	case '{':
		return w.open(), nil
	case 'n':
		w.value()
		return false, nil
	default:
		w.value()
		return false, contractError(said.Words("%s is not an object", what))
	}
}

// afterComma is the offset after the comma that follows here, or the offset here if the object ends.
func (w *walk) afterComma() int {
	ahead := *w
	ahead.space()
	if ahead.passes(',') {
		return ahead.at
	}
	return w.at
}

// unquoted returns the text of a raw JSON string. It allocates only if something is escaped.
func unquoted(raw jsontext.Value) []byte {
	if bytes.IndexByte(raw, '\\') >= 0 {
		text, _ := jsontext.AppendUnquote(nil, raw)
		return text
	}
	return raw[1 : len(raw)-1]
}

// text returns a JSON string or number as text, and "" for anything else.
func text(raw jsontext.Value) string {
	switch raw.Kind() {
	case '"':
		return string(unquoted(raw))
	case '0':
		return string(raw)
	default:
		return ""
	}
}
