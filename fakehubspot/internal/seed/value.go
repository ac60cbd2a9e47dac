package seed

import (
	"fmt"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// pick draws one of the values.
func pick(d *draft, values ...string) string { return values[d.faker.IntN(len(values))] }

// choose sets an enumeration to one of its options, if it has any.
func (d *draft) choose(name string) {
	for _, p := range d.properties {
		if p.Name == name && len(p.Options) > 0 {
			d.set(name, p.Options[d.faker.IntN(len(p.Options))].Value)
		}
	}
}

// stage puts the record into a stage of one of the pipelines of its type, if there is one.
func (d *draft) stage(pipeline, stage string) {
	if len(d.stages) == 0 {
		return
	}
	drawn := d.stages[d.faker.IntN(len(d.stages))]
	d.set(pipeline, drawn.Pipeline)
	d.set(stage, drawn.ID)
}

// owned gives two records of three an owner.
func (d *draft) owned() {
	if len(d.owners) > 0 && d.faker.IntN(3) > 0 {
		d.set("hubspot_owner_id", d.owners[d.faker.IntN(len(d.owners))])
	}
}

// money returns an amount with cents between two whole ones.
func (d *draft) money(least, most int) string {
	return cents(100*least + d.faker.IntN(100*(most-least)))
}

func cents(amount int) string {
	if amount%100 == 0 {
		return strconv.Itoa(amount / 100)
	}
	return fmt.Sprintf("%d.%02d", amount/100, amount%100)
}

// after returns an instant within some days after the record's creation, inDays that of noon on such a day and some hours.
func (d *draft) after(days int) string { return d.inDays(d.faker.IntN(days), d.faker.IntN(6)) }

func (d *draft) inDays(days, hours int) string {
	noon := time.UnixMilli(d.created).UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	return record.Stamp(noon.AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour).UnixMilli())
}
