package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// pattern is the operand of CONTAINS_TOKEN: words, in which * stands for any run of characters.
type pattern struct {
	whole string
	words []string
}

func newPattern(text string) pattern {
	text = strings.ToLower(text)
	return pattern{whole: text, words: strings.Fields(text)}
}

// in reports whether the pattern matches the value as a whole, or each word of the pattern matches a word of the value.
func (p pattern) in(text string) bool {
	text = strings.ToLower(text)
	if glob(p.whole, text) {
		return true
	}
	words := append(tokens(text), strings.Fields(text)...)
	for _, want := range p.words {
		if !slices.ContainsFunc(words, func(word string) bool { return glob(want, word) }) {
			return false
		}
	}
	return len(p.words) > 0
}

// tokens splits a text into its runs of letters and digits.
func tokens(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// glob reports whether a pattern with * matches all of a text.
func glob(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[last])
}

// queryTest passes records in which each word of the query begins a word of one of the queried properties. A query
// without a letter or digit finds nothing.
func (o Object) queryTest(query string) func(*record.Record) bool {
	words := tokens(strings.ToLower(query))
	getters := make([]record.Getter, len(o.Queried))
	for i, name := range o.Queried {
		getters[i] = o.Schema.Getter(o.Schema.AnyKey(name))
	}
	return func(r *record.Record) bool {
		for _, word := range words {
			if !slices.ContainsFunc(getters, func(get record.Getter) bool { return beginsWord(r, get, word) }) {
				return false
			}
		}
		return len(words) > 0
	}
}

func beginsWord(r *record.Record, get record.Getter, word string) bool {
	text, ok := get(r)
	return ok && slices.ContainsFunc(tokens(strings.ToLower(text)), func(token string) bool {
		return strings.HasPrefix(token, word)
	})
}
