package seed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// profile fills a draft.
type profile func(*draft)

// The profiles by name.
var profiles = map[string]profile{
	"ordinary": ordinary,
	"large":    large,
	"unicode":  unicode,
	"ties":     ties,
}

// Profiles returns the names of the profiles, sorted.
func Profiles() []string { return slices.Sorted(maps.Keys(profiles)) }

func lookUp(name string) (profile, error) {
	if name == "" {
		return ordinary, nil
	}
	p, ok := profiles[name]
	if !ok {
		return nil, fmt.Errorf("seed: unknown profile %q; must be one of %s", name, strings.Join(Profiles(), ", "))
	}
	return p, nil
}

var (
	stages   = []string{"subscriber", "lead", "lead", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer"}
	statuses = []string{"NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"}
)

// ordinary is a contact as sales people keep them: some fields, not all.
func ordinary(d *draft) {
	f := d.faker
	first, last := f.FirstName(), f.LastName()
	d.set("firstname", first)
	d.set("lastname", last)
	d.set("email", d.email(first, last))
	d.set("company", f.Company())
	d.set("jobtitle", f.JobTitle())
	d.set("city", f.City())
	d.set("country", f.Country())
	d.set("lifecyclestage", stages[f.IntN(len(stages))])
	if f.IntN(4) > 0 {
		d.set("phone", f.PhoneFormatted())
	}
	if f.IntN(3) == 0 {
		d.set("hs_lead_status", statuses[f.IntN(len(statuses))])
	}
	if f.IntN(5) == 0 {
		d.set("mobilephone", f.Phone())
		d.set("zip", f.Zip())
	}
}

// large is an ordinary contact with some ten thousand bytes of notes.
func large(d *draft) {
	ordinary(d)
	d.set("message", d.faker.Paragraph(12+d.faker.IntN(12), 6, 12, "\n"))
	d.set("address", d.faker.Street())
	d.set("website", d.faker.URL())
	d.set("industry", d.faker.Paragraph(2, 4, 12, " "))
}

// odd are values that break careless clients: scripts, marks that combine, right to left, quotes, control characters,
// what JSON and HTML escape, numbers as text, and text that looks like nothing.
var odd = []string{
	"Åse-Märta Øvrebø", "李小龍", "Нина Ивановна", "محمد عبد الله", "שָׁלוֹם", "ทดสอบ", "🧑🏽‍🚀 Zoë", "e\u0301clair", "O'Brien \"Bob\" \\ Sons",
	"<script>alert(1)</script> & co", "tab\there", "line\nbreak", "\u2028separator\u2029", "null", "0123", "1e5", "true",
	" padded ", "a;b;c", "zero\u200bwidth", "İstanbul ıI", "ﬁne ligature", "\u0001control", strings.Repeat("long ", 200),
}

// unicode is a contact whose names are odd; one in seven has no email address, one in eleven nothing else.
func unicode(d *draft) {
	f := d.faker
	if d.place%11 == 0 {
		d.set("email", d.email("only", "address"))
		return
	}
	d.set("firstname", odd[f.IntN(len(odd))])
	d.set("lastname", odd[f.IntN(len(odd))])
	d.set("company", odd[f.IntN(len(odd))])
	d.set("lifecyclestage", stages[f.IntN(len(stages))])
	if d.place%7 != 0 {
		d.set("email", d.email(f.FirstName(), f.LastName()))
	}
}

// ties is an ordinary contact that shares its last change with many others, to the millisecond.
func ties(d *draft) {
	ordinary(d)
	d.modified = epoch.AddDate(0, 0, -1-d.faker.IntN(3)).UnixMilli()
	d.created = min(d.created, d.modified)
}
