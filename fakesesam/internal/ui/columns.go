package ui

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

const (
	// columnsOfLeaf is how many columns a page chooses, columnsBeside how many if an entity is open beside the list; mostColumns
	// is how many it offers or shows.
	columnsOfLeaf = 4
	columnsBeside = 2
	mostColumns   = 60
	// longestCell is how many characters of a value a cell shows.
	longestCell = 90
	// longestLabel is how many characters are shown of a name or an _id.
	longestLabel = 120
)

// forPrograms are texts by which nobody recognizes an entity: times, which a list has anyway, and addresses of pages.
var forPrograms = regexp.MustCompile(`^(~[tr])?(\d{4}-\d\d-\d\dT|https?://)`)

// column is a property that a page can show. A property inside another one has the names of both, with a dot between them.
type column struct {
	Name  string
	Shown bool
}

// Outer and Inner are the two names of a property inside another one; Outer is "" for one that is not.
func (c column) Outer() string {
	outer, _, nested := strings.Cut(c.Name, ".")
	if !nested || !plainKey.MatchString(outer) {
		return ""
	}
	return outer
}

// Inner is the property's own name.
func (c column) Inner() string { return strings.TrimPrefix(strings.TrimPrefix(c.Name, c.Outer()), ".") }

// cell is a value in the list.
type cell struct {
	Label string
	Text  string
	// Dim is for what is not text of the value's own: null, or that it is empty.
	Dim bool
	// Type is the type of a typed string.
	Type string
}

// longWord is how long a word is that may be broken for the list to fit.
const longWord = 22

// Whole reports whether no word of the value is long, so that none needs to be broken.
func (c cell) Whole() bool {
	return !slices.ContainsFunc(strings.Fields(c.Text), func(word string) bool { return utf8.RuneCountInString(word) > longWord })
}

// columnsOf returns the properties of a page's entities: first those that most entities have and, of these, those that tell
// entities apart, names before times. wanted are the ones that the reader has chosen; without any, the first few are shown.
func columnsOf(rows []map[string][]byte, ids []string, wanted []string, few int) []column {
	type seen struct {
		name          string
		rows, scalars int
		values        map[string]bool
		repeatsID     bool
		different     int
		words, texts  int
	}
	all := map[string]*seen{}
	for i, row := range rows {
		for name, raw := range row {
			s := all[name]
			if s == nil {
				s = &seen{name: name, values: map[string]bool{}, repeatsID: true}
				all[name] = s
			}
			s.rows++
			if raw[0] != '{' && raw[0] != '[' {
				s.scalars++
			}
			s.values[string(clippedBytes(raw))] = true
			text, isText := dataset.Text(raw)
			if isText {
				s.texts++
			}
			if isText && !forPrograms.MatchString(text) {
				s.words++
			}
			s.repeatsID = s.repeatsID && isText && text == ids[i]
		}
	}
	ranked := make([]*seen, 0, len(all))
	for _, s := range all {
		switch {
		case s.repeatsID:
		case s.texts > 0 && s.words == 0:
			s.different = 1 // as little as if it were the same in all
		default:
			s.different = min(len(s.values), 3) // more says no more
		}
		ranked = append(ranked, s)
	}
	slices.SortFunc(ranked, func(a, b *seen) int {
		return cmp.Or(
			cmp.Compare(b.rows, a.rows), cmp.Compare(b.scalars, a.scalars),
			cmp.Compare(b.different, a.different), cmp.Compare(b.words, a.words), cmp.Compare(b.texts, a.texts), strings.Compare(a.name, b.name))
	})
	var out []column
	for _, name := range wanted {
		if len(out) < mostColumns && name != "" {
			out = append(out, column{name, true})
		}
	}
	for _, s := range ranked {
		if len(out) == mostColumns {
			break
		}
		if !slices.Contains(wanted, s.name) {
			out = append(out, column{s.name, len(wanted) == 0 && len(out) < few})
		}
	}
	return out
}

// properties returns the values of an entity by name, as JSON: its own ones, and those of the objects in it. Of an object that
// is shown by its properties, the whole is left out.
func properties(members []byte) map[string][]byte {
	out := map[string][]byte{}
	for _, m := range dataset.Split(object(members), nil) {
		name := string(m.Key)
		if m.Value[0] != '{' || len(m.Value) == len("{}") {
			out[name] = m.Value
			continue
		}
		for _, inner := range dataset.Split(m.Value, nil) {
			out[name+"."+string(inner.Key)] = inner.Value
		}
	}
	return out
}

// object puts the braces around the members of an entity.
func object(members []byte) []byte {
	return append(append(append(make([]byte, 0, len(members)+2), '{'), members...), '}')
}

func cellOf(label string, raw []byte) cell {
	out := cell{Label: label}
	switch text, isText := dataset.Text(raw); {
	case raw == nil:
	case isText && text == "":
		out.Text, out.Dim = "empty text", true
	case isText:
		out.Text = text
		if tag := dtl.TypeOf(text); tag != 0 {
			out.Text, out.Type = text[2:], typeNames[tag]
		}
	default:
		out.Text, out.Dim = string(raw[:min(len(raw), 4*longestCell)]), string(raw) == "null"
	}
	out.Text = clipped(out.Text, longestCell)
	return out
}

// labelText is a name or an _id as it is shown: clipped, and as JSON if there would be nothing to see.
func labelText(text string) string {
	if strings.TrimFunc(text, unicode.IsSpace) == "" || strings.ContainsFunc(text, unicode.IsControl) {
		text = jsonText(text)
	}
	return clipped(text, longestLabel)
}

// clipped returns the beginning of a text, and says with an ellipsis that there is more.
func clipped(text string, most int) string {
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "…"
		}
	}
	return text
}

// clippedBytes is enough of a value to tell it from most others.
func clippedBytes(raw []byte) []byte {
	raw = raw[:min(len(raw), 64)]
	for len(raw) > 0 && !utf8.Valid(raw) {
		raw = raw[:len(raw)-1]
	}
	return raw
}
