package seed

import (
	"github.com/brianvoe/gofakeit/v7"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// faker makes up records of one object type. What it does not have is made up from the properties of the type.
type faker struct {
	// ordinary fills a draft as people keep such records; large and unicode are those profiles.
	ordinary, large, unicode func(*draft)
	// changed is the property that a bulk change changes, to a value that somebody could have given it.
	changed  string
	newValue func(*gofakeit.Faker) string
}

// fakers are those of the standard object types, by their plural names.
var fakers = map[string]faker{
	object.Contacts.Plural: {
		ordinary: contact, large: largeContact, unicode: unicodeContact, changed: "jobtitle", newValue: (*gofakeit.Faker).JobTitle,
	},
}

// fakerOf returns the faker of an object type, complete.
func fakerOf(t *object.Type) faker {
	f := fakers[t.Plural]
	if f.ordinary == nil {
		f.ordinary = bySchema
	}
	if f.large == nil {
		ordinary := f.ordinary
		f.large = func(d *draft) { ordinary(d); lengthen(d) }
	}
	if f.unicode == nil {
		ordinary := f.ordinary
		f.unicode = func(d *draft) { ordinary(d); distort(d) }
	}
	return f
}

// NewValue returns a change to a record of an object type that somebody could have made, which depends on the seed, the
// record and the time in milliseconds. It is empty if the type has no property for that.
func NewValue(t *object.Type, s *schema.Schema, seed uint64, id, at int64) map[string]string {
	random := gofakeit.New(spread(seed^uint64(at), uint64(id)))
	if f := fakers[t.Plural]; f.changed != "" {
		return map[string]string{f.changed: f.newValue(random)}
	}
	for _, p := range writable(s) {
		if p.Type == schema.String && !p.HasUniqueValue {
			return map[string]string{p.Name: random.BuzzWord() + " " + random.Noun()}
		}
	}
	return nil
}
