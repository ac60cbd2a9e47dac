package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Profiles returns the names of the profiles, sorted.
func Profiles() []string { return []string{"large", "ordinary", "ties", "unicode"} }

// profileOf returns what fills a draft of an object type.
func profileOf(t *object.Type, name string) (func(*draft), error) {
	f := fakerOf(t)
	switch name {
	case "", "ordinary":
		return f.ordinary, nil
	case "large":
		return f.large, nil
	case "unicode":
		return f.unicode, nil
	case "ties":
		return func(d *draft) { f.ordinary(d); crowd(d) }, nil
	}
	return nil, fmt.Errorf("seed: unknown profile %q; must be one of %s", name, strings.Join(Profiles(), ", "))
}

// lengthen gives an ordinary record some ten thousand bytes of text, if it has a property for it.
func lengthen(d *draft) {
	if name := d.text(); name != "" {
		d.set(name, d.faker.Paragraph(12+d.faker.IntN(12), 6, 12, "\n"))
	}
}

// distort replaces the texts of an ordinary record by odd ones.
func distort(d *draft) {
	for _, p := range d.properties {
		if _, set := d.values[d.keys[p.Name]]; set && p.Type == schema.String && !p.HasUniqueValue {
			d.set(p.Name, odd[d.faker.IntN(len(odd))])
		}
	}
}

// text returns the property with the longest texts: one of several lines or, without one, the first of one line.
func (d *draft) text() string {
	texts := slices.DeleteFunc(slices.Clone(d.properties), func(p *schema.Property) bool {
		return p.Type != schema.String || p.HasUniqueValue
	})
	for _, p := range texts {
		if p.FieldType == "textarea" || p.FieldType == "html" {
			return p.Name
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return texts[0].Name
}

// crowd makes a record share its last change with many others, to the millisecond.
func crowd(d *draft) {
	d.modified = epoch.AddDate(0, 0, -1-d.faker.IntN(3)).UnixMilli()
	d.created = min(d.created, d.modified)
}

// odd are values that break careless clients: scripts, marks that combine, right to left, quotes, control characters,
// what JSON and HTML escape, numbers as text, and text that looks like nothing.
var odd = []string{
	"Åse-Märta Øvrebø", "李小龍", "Нина Ивановна", "محمد عبد الله", "שָׁלוֹם", "ทดสอบ", "🧑🏽‍🚀 Zoë", "e\u0301clair", "O'Brien \"Bob\" \\ Sons",
	"<script>alert(1)</script> & co", "tab\there", "line\nbreak", "\u2028separator\u2029", "null", "0123", "1e5", "true",
	" padded ", "a;b;c", "zero\u200bwidth", "İstanbul ıI", "ﬁne ligature", "\u0001control", strings.Repeat("long ", 200),
}
