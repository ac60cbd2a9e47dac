package seed

import (
	"slices"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// writable are the properties of an object type that an account fills itself, by name.
func writable(s *schema.Schema) []*schema.Property {
	return slices.DeleteFunc(s.Properties(false), func(p *schema.Property) bool {
		return p.Modification.ReadOnlyValue || p.Calculated
	})
}

// bySchema fills the properties of an object type about which nothing else is known, most of them: always the first one,
// those that a new record needs, and those by which one record is told from another.
func bySchema(d *draft) {
	for i, p := range d.properties {
		must := i == 0 || p.HasUniqueValue || slices.Contains(d.needs, p.Name)
		if !must && d.faker.IntN(5) == 0 {
			continue
		}
		if value := d.valueOf(p); value != "" {
			d.set(p.Name, value)
		}
	}
}

// valueOf makes up a value of a property; it is empty if what the property takes is not known.
func (d *draft) valueOf(p *schema.Property) string {
	f := d.faker
	switch p.Type {
	case schema.Number:
		if p.HasUniqueValue {
			return strconv.Itoa(d.place)
		}
		return strconv.Itoa(f.IntN(10_000))
	case schema.Bool:
		return strconv.FormatBool(f.Bool())
	case schema.Date:
		return d.after(180)[:len(time.DateOnly)]
	case schema.DateTime:
		return d.after(180)
	case schema.Phone:
		return f.PhoneFormatted()
	case schema.Enumeration:
		if len(p.Options) == 0 {
			return ""
		}
		return p.Options[f.IntN(len(p.Options))].Value
	case schema.String:
		if p.HasUniqueValue {
			return f.Noun() + "-" + strconv.Itoa(d.place)
		}
		return f.BuzzWord() + " " + f.Noun()
	}
	return ""
}
