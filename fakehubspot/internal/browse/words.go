package browse

import (
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// matcher passes records that have each word of a text, in either case, somewhere in one of the searched properties, in one
// of some more or in their ID. An empty text passes all.
func matcher(o *store.Store, text string, also []string) func(*record.Record) bool {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return func(*record.Record) bool { return true }
	}
	keys := map[record.Key]bool{}
	var computed []record.Getter
	for _, name := range slices.Concat(Searched(o), also, []string{o.Schema.Name(record.KeyID)}) {
		key := o.Schema.AnyKey(name)
		keys[key] = true
		if key <= record.KeyModified || o.Schema.Computes(key) {
			computed = append(computed, o.Schema.Getter(key))
		}
	}
	return func(r *record.Record) bool {
		for _, word := range words {
			if !hasWord(r, keys, word) && !anyHas(computed, r, word) {
				return false
			}
		}
		return true
	}
}

// hasWord looks through the values that a record holds.
func hasWord(r *record.Record, keys map[record.Key]bool, word string) bool {
	for key, text := range r.Values.All() {
		if keys[key] && contains(text, word) {
			return true
		}
	}
	return false
}

func anyHas(getters []record.Getter, r *record.Record, word string) bool {
	for _, get := range getters {
		if text, set := get(r); set && contains(text, word) {
			return true
		}
	}
	return false
}

// contains reports whether a text has a word, which is in lower case, in either case. It makes no copy of a text of ASCII
// alone: a million records are looked through.
func contains(text, word string) bool {
	first := word[0]
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 0x80:
			return strings.Contains(strings.ToLower(text), word)
		case lower(c) == first && len(text)-i >= len(word) && begins(text[i:], word):
			return true
		}
	}
	return false
}

// begins reports whether a text begins with a word. A text beyond ASCII is left to contains.
func begins(text, word string) bool {
	for i := range len(word) {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
