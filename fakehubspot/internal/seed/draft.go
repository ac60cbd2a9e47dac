package seed

import (
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
)

// keys are the keys of the properties that profiles set, by name.
type keys map[string]record.Key

func keysOf(s *schema.Schema) keys {
	all := keys{}
	for _, p := range s.Properties(false) {
		all[p.Name] = s.AnyKey(p.Name)
	}
	return all
}

// kit is what all records of a request are made with.
type kit struct {
	seed, salt uint64
	keys       keys
	properties []*schema.Property // that the account fills itself, by name
	needs      []string           // that a new record must have
	stages     []Stage
	owners     []string
}

// draft is a record in the making.
type draft struct {
	kit

	faker             *gofakeit.Faker
	place             int
	values            map[record.Key]string
	created, modified int64
}

// newDraft returns a record with its faker and its times. Creation follows the sequence, with a day of noise, so that
// the order of creation is not quite the order of the IDs; the change after it is anywhere up to the epoch.
func newDraft(kit kit, place int) *draft {
	d := &draft{
		kit: kit, faker: gofakeit.New(spread(kit.seed^kit.salt, uint64(place))), place: place,
		values: make(map[record.Key]string, 16),
	}
	const half, day = 5_000, 24 * 60 * 60 * 1000
	span := epoch.Sub(dawn).Milliseconds() - day
	progress := span / (int64(place) + half) * int64(place)
	d.created = dawn.UnixMilli() + progress + int64(d.faker.IntN(day))
	d.modified = d.created + int64(d.faker.Float64()*float64(epoch.UnixMilli()-1-d.created))
	return d
}

// set sets a property, unless the account does without it.
func (d *draft) set(name, value string) {
	if key, ok := d.keys[name]; ok {
		d.values[key] = value
	}
}

// email returns an email address that no other record has: the place in the sequence is part of it.
func (d *draft) email(first, last string) string {
	return letters(first) + "." + letters(last) + strconv.Itoa(d.place) + "@" + d.faker.DomainName()
}

// letters keeps what an email address may contain without quotes.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

// salt makes the n-th records of two object types differ. That of contacts is 0: they came first.
func salt(t *object.Type) uint64 {
	if t == object.Contacts {
		return 0
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(t.Plural)) // cannot fail
	return sum.Sum64()
}

// spread returns a faker's seed for a place in the sequence. It is odd, because a faker takes 0 as "choose by the clock".
func spread(seed, place uint64) uint64 {
	return splitmix.Mix(seed*splitmix.Gamma+place+1) | 1
}
