package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

// section is a group of properties, which makes those that accounts fill themselves.
type section string

func (s section) group(label string) schema.Group { return schema.Group{Name: string(s), Label: label} }

func (s section) text(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.String, "text")
}

// area is a text of several lines.
func (s section) area(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.String, "textarea")
}

// rich is a text with HTML.
func (s section) rich(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.String, "html")
}

func (s section) phone(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.String, "phonenumber")
}

func (s section) number(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.Number, "number")
}

// time is an instant, day a date without one.
func (s section) time(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.DateTime, "date")
}

func (s section) day(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.Date, "date")
}

func (s section) flag(name, label string) *schema.Property {
	return writable(string(s), name, label, schema.Bool, "booleancheckbox")
}

// choice takes one of the options, several any number of them.
func (s section) choice(name, label string, options ...string) *schema.Property {
	return writable(string(s), name, label, schema.Enumeration, "select", options...)
}

func (s section) several(name, label string, options ...string) *schema.Property {
	return writable(string(s), name, label, schema.Enumeration, "checkbox", options...)
}

// currency takes the code of one of the account's currencies.
func (s section) currency(name string) *schema.Property { return s.choice(name, "Currency", Currency) }

// linked is a choice whose options are kept elsewhere, such as those of owners and pipelines.
func (s section) linked(name, label string) *schema.Property {
	return open(s.choice(name, label))
}

// readOnly makes a property one that only HubSpot sets.
func readOnly(p *schema.Property) *schema.Property {
	p.FormField = false
	p.Modification.ReadOnlyValue = true
	p.Calculated = p.Type == schema.Enumeration || p.Type == schema.Bool
	return p
}
