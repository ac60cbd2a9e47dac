package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// pattern is what CONTAINS_TOKEN looks for: words, in which * stands for any run of characters.
type pattern struct {
	whole string
	words []string
}

func newPattern(text string) pattern {
	text = strings.ToLower(text)
	return pattern{whole: text, words: strings.Fields(text)}
}

// in reports whether the value as a whole fits, or each word of the pattern fits a word of the value.
func (p pattern) in(value string) bool {
	value = strings.ToLower(value)
	if glob(p.whole, value) {
		return true
	}
	words := append(tokens(value), strings.Fields(value)...)
	for _, want := range p.words {
		if !slices.ContainsFunc(words, func(word string) bool { return glob(want, word) }) {
			return false
		}
	}
	return len(p.words) > 0
}

// tokens cuts a text into its runs of letters and digits.
func tokens(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// glob matches a pattern with * against all of a text.
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

// queried are the properties that a request's query looks through, as the vendor's guide lists them for contacts.
var queried = []string{
	"firstname", "lastname", "email", "phone", "hs_additional_emails", "fax", "mobilephone", "company",
	"hs_marketable_until_renewal",
}

// queryTest passes records in which each word of the query begins a word of one of the queried properties. A query
// without a letter or digit finds nothing.
func queryTest(s *schema.Schema, query string) test {
	words := tokens(strings.ToLower(query))
	getters := make([]record.Getter, len(queried))
	for i, name := range queried {
		getters[i] = s.Getter(s.Number(name))
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
	value, ok := get(r)
	return ok && slices.ContainsFunc(tokens(strings.ToLower(value)), func(token string) bool {
		return strings.HasPrefix(token, word)
	})
}
