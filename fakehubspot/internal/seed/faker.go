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
	// changed is the property that a bulk change changes, to a value that somebody could have given it: one that HubSpot shows
	// by default if there is one, so that whoever reads the records sees the change.
	changed  string
	newValue func(*gofakeit.Faker) string
}

// fakers are those of the standard object types, by their plural names.
var fakers = map[string]faker{
	object.Contacts.Plural: {
		ordinary: contact, large: largeContact, unicode: unicodeContact, changed: "lastname", newValue: family,
	},
	"companies": owned(company, "name", (*gofakeit.Faker).Company),
	"deals":     owned(deal, "amount", amount),
	"tickets":   owned(ticket, "content", sentence),
	"leads":     owned(lead, "hs_lead_name", (*gofakeit.Faker).Name),

	"products":          owned(product, "description", sentence),
	"line_items":        owned(lineItem, "price", amount),
	"quotes":            owned(quote, "hs_title", (*gofakeit.Faker).ProductName),
	"orders":            owned(order, "hs_total_price", amount),
	"carts":             owned(cart, "hs_total_price", amount),
	"invoices":          owned(invoice, "hs_comments", sentence),
	"commerce_payments": owned(payment, "hs_initial_amount", amount),
	"subscriptions":     owned(subscription, "hs_name", (*gofakeit.Faker).ProductName),
	"discounts":         owned(charge, "hs_label", (*gofakeit.Faker).Adjective),
	"fees":              owned(charge, "hs_label", (*gofakeit.Faker).Adjective),
	"taxes":             owned(charge, "hs_label", (*gofakeit.Faker).Adjective),

	"calls":          owned(call, "hs_call_body", sentence),
	"emails":         owned(email, "hs_email_subject", sentence),
	"meetings":       owned(meeting, "hs_meeting_title", sentence),
	"notes":          owned(note, "hs_note_body", sentence),
	"tasks":          owned(task, "hs_task_subject", sentence),
	"communications": owned(communication, "hs_communication_body", sentence),
	"postal_mail":    owned(postalMail, "hs_postal_mail_body", sentence),

	"users":                owned(user, "hs_job_title", (*gofakeit.Faker).JobTitle),
	"goal_targets":         owned(goal, "hs_target_amount", amount),
	"feedback_submissions": owned(feedback, "hs_content", sentence),
	"appointments":         owned(appointment, "hs_appointment_name", sentence),
	"courses":              owned(course, "hs_course_description", sentence),
	"listings":             owned(listing, "hs_price", amount),
	"services":             owned(service, "hs_description", sentence),
	"projects":             owned(service, "hs_name", (*gofakeit.Faker).ProductName),
}

// owned is a faker of records that belong to owners.
func owned(ordinary func(*draft), changed string, newValue func(*gofakeit.Faker) string) faker {
	return faker{
		ordinary: func(d *draft) { ordinary(d); d.owned() },
		changed:  changed, newValue: newValue,
	}
}

// sentence and amount are new values of properties.
func sentence(f *gofakeit.Faker) string { return f.Sentence() }
func amount(f *gofakeit.Faker) string   { return cents(1_000 + f.IntN(1_000_000)) }

// family is the name of somebody who married. It has two parts, so that hardly anybody is given the name that they have.
func family(f *gofakeit.Faker) string { return f.LastName() + "-" + f.LastName() }

// fakerOf returns the faker of an object type, complete.
func fakerOf(t *object.Type) faker {
	f := fakers[t.Plural]
	if f.ordinary == nil {
		f.ordinary = func(d *draft) { bySchema(d); d.owned() }
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
	name := Changed(t, s)
	if name == "" {
		return nil
	}
	random := gofakeit.New(spread(seed^uint64(at), uint64(id)))
	if f := fakers[t.Plural]; f.changed != "" {
		return map[string]string{name: f.newValue(random)}
	}
	return map[string]string{name: random.BuzzWord() + " " + random.Noun()}
}

// Changed returns the property that NewValue changes, one that HubSpot shows of a record by default if it can be. It is empty
// if the type has no property for that.
func Changed(t *object.Type, s *schema.Schema) string {
	if f := fakers[t.Plural]; f.changed != "" {
		return f.changed
	}
	for _, p := range writable(s) {
		if p.Type == schema.String && !p.HasUniqueValue {
			return p.Name
		}
	}
	return ""
}
