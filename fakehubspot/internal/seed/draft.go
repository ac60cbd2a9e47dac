package seed

import (
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// keys are the numbers of the property names that profiles set.
type keys map[string]record.Key

func numbered(s *schema.Schema) keys {
	all := keys{}
	for _, p := range s.Properties(false) {
		all[p.Name] = s.Number(p.Name)
	}
	return all
}

// draft is a contact in the making.
type draft struct {
	faker             *gofakeit.Faker
	keys              keys
	place             int
	values            map[record.Key]string
	created, modified int64
}

// newDraft gives the contact its chance and its times. Creation follows the row, with a day of noise, so that the order
// of creation is not quite the order of the numbers; the change after it lies anywhere up to the epoch.
func newDraft(keys keys, seed uint64, place int) *draft {
	d := &draft{
		faker: gofakeit.New(spread(seed, uint64(place))), keys: keys, place: place,
		values: make(map[record.Key]string, 16),
	}
	const half, day = 5_000, 24 * 60 * 60 * 1000
	span := epoch.Sub(dawn).Milliseconds() - day
	progress := span / (int64(place) + half) * int64(place)
	d.created = dawn.UnixMilli() + progress + int64(d.faker.IntN(day))
	d.modified = d.created + int64(d.faker.Float64()*float64(epoch.UnixMilli()-1-d.created))
	return d
}

// set gives a value to a property.
func (d *draft) set(name, value string) {
	d.values[d.keys[name]] = value
}

// address is an e-mail address that no other contact has: it holds the place in the row.
func (d *draft) address(first, last string) string {
	return letters(first) + "." + letters(last) + strconv.Itoa(d.place) + "@" + d.faker.DomainName()
}

// letters keeps what an address may hold without quotes.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

// spread makes a faker's seed from the row's and the place in it. A faker takes 0 as "choose by the clock", so 0 is
// avoided.
func spread(seed, place uint64) uint64 {
	z := seed*0x9e3779b97f4a7c15 + place + 1
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) | 1
}
