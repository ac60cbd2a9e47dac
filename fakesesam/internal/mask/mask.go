// Package mask removes secrets from texts that leave the node: logs, errors, answers.
//
// A secret is found in whatever form a text has it: as it is, in other case, percent-encoded or form-encoded, with the escapes
// of JSON, Go or HTML, all of these mixed and one inside another, read as Latin-1, and inside base64, where basic authentication
// puts it.
package mask

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortest is the length, in bytes, below which a value is not masked: masking it would mangle ordinary words, and it is too
// short to be a secret.
const shortest = 4

// mark replaces a secret.
const mark = "***"

// Masker masks a set of secrets. It is safe for concurrent use; a nil Masker masks nothing.
type Masker struct {
	// by holds the patterns by the first byte of a text that they may match, the longest pattern first.
	by [256][]*pattern
}

// pattern is what is looked for: a secret, or an encoding of it.
type pattern struct {
	runes []rune
	// exact patterns, those in base64, match in the same case only, and are part of a longer word that is masked with them.
	exact bool
}

// New returns a masker of secrets. Values that are too short to be secrets are left out.
func New(secrets ...string) *Masker {
	m := &Masker{}
	var all []*pattern
	for text, exact := range forms(secrets) {
		all = append(all, &pattern{[]rune(text), exact})
	}
	slices.SortFunc(all, func(a, b *pattern) int {
		if n := len(b.runes) - len(a.runes); n != 0 {
			return n
		}
		return strings.Compare(string(a.runes), string(b.runes))
	})
	for _, p := range all {
		for _, first := range p.beginnings() {
			m.by[first] = append(m.by[first], p)
		}
	}
	return m
}

// forms returns the texts to look for; the value says whether it is base64.
func forms(secrets []string) map[string]bool {
	out := map[string]bool{}
	for _, secret := range secrets {
		for _, plain := range []string{secret, strings.TrimSpace(secret)} {
			if len(plain) < shortest || strings.Trim(plain, "*") == "" {
				continue
			}
			out[plain] = false
			// The escapes of a text are recognised one level deep; these are the second level.
			quoted, _ := json.Marshal(plain) // a string can be marshalled
			for _, encoded := range []string{url.QueryEscape(plain), url.PathEscape(plain), string(quoted[1 : len(quoted)-1]), misread(plain)} {
				out[encoded] = false
			}
			for _, part := range inBase64(plain) {
				out[part] = true
			}
		}
	}
	return out
}

// misread returns a text whose bytes were taken for Latin-1, as servers do that quote a request in an error.
func misread(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		out.WriteRune(rune(b))
	}
	return out.String()
}

// inBase64 returns what all base64 texts have in common that contain a secret, for each of the three places in a group of
// bytes where it may begin.
func inBase64(secret string) []string {
	var out []string
	for before := range 3 {
		all := base64.StdEncoding.EncodeToString(append(make([]byte, before), secret...))
		first, end := (before*8+5)/6, (before+len(secret))*8/6
		if end-first < shortest {
			continue
		}
		part := all[first:end]
		out = append(out, part, strings.NewReplacer("+", "-", "/", "_").Replace(part))
	}
	return out
}

// beginnings returns the bytes with which a text may begin that the pattern matches.
func (p *pattern) beginnings() []byte {
	first := p.runes[0]
	all := []byte{'%', '\\', '&'}
	for _, r := range append(variants(first), first) {
		all = append(all, string(r)[0])
	}
	if first == ' ' {
		all = append(all, '+')
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// variants returns a character in its other cases.
func variants(first rune) []rune {
	var out []rune
	for r := unicode.SimpleFold(first); r != first; r = unicode.SimpleFold(r) {
		out = append(out, r)
	}
	return out
}

// Text masks every secret in a text.
func (m *Masker) Text(text string) string {
	if m == nil {
		return text
	}
	var out strings.Builder
	copied := 0
	for i := 0; i < len(text); {
		begin, end := m.find(text, i, copied)
		if end == 0 {
			i++
			continue
		}
		out.WriteString(text[copied:begin])
		out.WriteString(mark)
		copied, i = end, end
	}
	if copied == 0 {
		return text
	}
	out.WriteString(text[copied:])
	return out.String()
}

// find returns where the secret that begins at i begins and ends; 0 and 0 if there is none. A word in base64 may begin
// earlier, but not before from.
func (m *Masker) find(text string, i, from int) (begin, end int) {
	exact := false
	for _, p := range m.by[text[i]] {
		if to := i + p.match(text[i:]); to > i && to > end {
			end, exact = to, p.exact
		}
	}
	if end == 0 || !exact {
		return i, end
	}
	for begin = i; begin > from && isBase64(text[begin-1]); begin-- {
	}
	for ; end < len(text) && (isBase64(text[end]) || text[end] == '='); end++ {
	}
	return begin, end
}

// isBase64 leaves out the slash: in a path it separates words.
func isBase64(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '_'
}

// match returns how much of a text the pattern matches at its beginning, at most; 0 if it does not.
func (p *pattern) match(text string) int {
	places, next := []int{0}, []int(nil)
	for _, r := range p.runes {
		next = next[:0]
		for _, at := range places {
			for _, size := range spellings(text[at:], r, p.exact) {
				if !slices.Contains(next, at+size) {
					next = append(next, at+size)
				}
			}
		}
		if len(next) == 0 {
			return 0
		}
		places, next = next, places
	}
	return slices.Max(places)
}

// spellings returns the lengths of the spellings of a character with which a text begins.
func spellings(text string, r rune, exact bool) []int {
	var out []int
	same := func(c rune, size int) {
		if size > 0 && (c == r || !exact && slices.Contains(variants(r), c)) {
			out = append(out, size)
		}
	}
	if text == "" {
		return nil
	}
	same(utf8.DecodeRuneInString(text))
	switch text[0] {
	case '+':
		same(' ', 1)
	case '%':
		same(fromBytes(text, "%"))
	case '\\':
		same(fromEscape(text))
		same(fromBytes(text, `\x`))
	case '&':
		same(fromEntity(text))
	}
	return out
}
