package association

import (
	"fmt"
	"strings"
)

// kind is one type of association as HubSpot numbers it, in one direction.
type kind struct {
	id       int
	from, to string
	name     string
	inverse  string
}

// kinds are the types that HubSpot defines, as far as they are known here.
var kinds = []kind{
	{1, "contacts", "companies", "contact_to_company", "company_to_contact"},
	{2, "companies", "contacts", "company_to_contact", "contact_to_company"},
	{3, "deals", "contacts", "deal_to_contact", "contact_to_deal"},
	{4, "contacts", "deals", "contact_to_deal", "deal_to_contact"},
	{15, "contacts", "tickets", "contact_to_ticket", "ticket_to_contact"},
	{16, "tickets", "contacts", "ticket_to_contact", "contact_to_ticket"},
	{279, "contacts", "companies", "contact_to_company_unlabeled", "company_to_contact_unlabeled"},
	{280, "companies", "contacts", "company_to_contact_unlabeled", "contact_to_company_unlabeled"},
}

// HubSpotDefined is the category of the types above. Those of other categories are numbered apart.
const HubSpotDefined = "HUBSPOT_DEFINED"

// TypeError is returned for a type of association that an object does not have.
type TypeError struct {
	Category string
	TypeID   int
	From     string // the object
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("%s have no association of type %s %d", e.From, e.Category, e.TypeID)
}

// New returns the link of a type by its category and ID, from records of an object type to a record.
func New(category string, typeID int, from, toID string) (Link, error) {
	for _, k := range kinds {
		if category == HubSpotDefined && k.id == typeID && k.from == from {
			return Link{To: Ref{Object: k.to, ID: toID}, Type: k.name}, nil
		}
	}
	return Link{}, &TypeError{Category: category, TypeID: typeID, From: from}
}

// Check reports a link that records of an object type cannot have.
func Check(from string, link Link) error {
	var names []string
	for _, k := range kinds {
		if k.from != from {
			continue
		}
		if k.name == link.Type && k.to == link.To.Object && link.To.ID != "" {
			return nil
		}
		names = append(names, k.name+" to "+k.to)
	}
	return fmt.Errorf("%s have no association of type %.100q to %.100q, ID %.100q; use one of %s with an ID",
		from, link.Type, link.To.Object, link.To.ID, strings.Join(names, ", "))
}

// inverse returns the name of a type in the other direction, empty for one that is not known.
func inverse(name string) string {
	for _, k := range kinds {
		if k.name == name {
			return k.inverse
		}
	}
	return ""
}
