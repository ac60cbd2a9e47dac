package seed

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
)

// Bond says how made-up records of one object type are associated with those of another.
type Bond struct {
	From, To *object.Type
	// Most is the largest number of associations that a record begins with; it has at least one.
	Most int
	// Kinds are the types beside the one without a label, which every association has.
	Kinds []association.Kind
}

// primary is the type of a primary company, or of a lead's primary contact.
func primary(id int) []association.Kind {
	return []association.Kind{{Category: association.HubSpotDefined, ID: id}}
}

// Bonds are those of HubSpot's own object types.
var Bonds = []Bond{
	{From: object.Contacts, To: object.Companies, Most: 1, Kinds: primary(1)},
	{From: object.Deals, To: object.Companies, Most: 1, Kinds: primary(5)},
	{From: object.Deals, To: object.Contacts, Most: 3},
	{From: object.Tickets, To: object.Contacts, Most: 1},
	{From: object.Tickets, To: object.Companies, Most: 1, Kinds: primary(26)},
	{From: object.Leads, To: object.Contacts, Most: 1, Kinds: primary(578)},
	{From: object.LineItems, To: object.Deals, Most: 1},
	{From: object.Quotes, To: object.Deals, Most: 1},
	{From: object.Orders, To: object.Contacts, Most: 1},
	{From: object.Carts, To: object.Contacts, Most: 1},
	{From: object.Invoices, To: object.Contacts, Most: 1},
	{From: object.CommercePayments, To: object.Contacts, Most: 1},
	{From: object.Subscriptions, To: object.Contacts, Most: 1},
	{From: object.Calls, To: object.Contacts, Most: 1},
	{From: object.Emails, To: object.Contacts, Most: 1},
	{From: object.Meetings, To: object.Contacts, Most: 1},
	{From: object.Notes, To: object.Contacts, Most: 1},
	{From: object.Tasks, To: object.Contacts, Most: 1},
	{From: object.Communications, To: object.Contacts, Most: 1},
	{From: object.PostalMail, To: object.Contacts, Most: 1},
}

// Partners draws the records of to with which a made-up record is associated, none twice.
func (b Bond) Partners(seed uint64, from int64, to []int64) []int64 {
	chance := seed ^ salt(b.To)
	next := func() uint64 {
		chance += splitmix.Gamma
		return splitmix.Mix(chance ^ uint64(from)*splitmix.Gamma)
	}
	count := min(len(to), 1+int(next()%uint64(b.Most)))
	drawn := make([]int64, 0, count)
	for len(drawn) < count {
		if one := to[next()%uint64(len(to))]; !slices.Contains(drawn, one) {
			drawn = append(drawn, one)
		}
	}
	return drawn
}

// Made reports whether a record was made up: all that were are older than what anybody does on a running fake.
func Made(created int64) bool { return created < epoch.UnixMilli() }
