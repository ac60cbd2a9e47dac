package fakehubspot

import (
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// Ref names a record: any name of its object type, such as companies, and its ID.
type Ref struct{ Object, ID string }

// The categories of types of associations.
const (
	// HubSpotDefined types are the same in all accounts.
	HubSpotDefined = "HUBSPOT_DEFINED"
	// UserDefined types are those that an account added.
	UserDefined = "USER_DEFINED"
)

// AssociationType is a type of association in one direction. To name one, give Category and TypeID, or Label alone.
type AssociationType struct {
	Category string // HubSpotDefined or UserDefined
	TypeID   int
	Label    string // empty for the type that only says that two records are associated
}

// Association is a record with which another one is associated.
type Association struct {
	// To is the ID of that record.
	To string
	// Types are the types of the association, HubSpot's own first and then by ID.
	Types []AssociationType
}

// Associate associates two live records by types, beside those that they have; without types, by the one without a label,
// which every association has. The account has them from both sides. A type that a record can have only once, that of its
// primary company, leaves the association that had it.
func (s *Server) Associate(from, to Ref, types ...AssociationType) error {
	return public(s.hub.Associate(hub.Ref(from), hub.Ref(to), internalTypes(types)))
}

// Dissociate takes types away from what associates two live records; without types, or with the one without a label, all of
// them. It is no error if they are not associated.
func (s *Server) Dissociate(from, to Ref, types ...AssociationType) error {
	return public(s.hub.Dissociate(hub.Ref(from), hub.Ref(to), internalTypes(types)))
}

// Associations returns the records of an object type with which a record is associated, by ascending ID. Made-up records are
// associated with one another: contacts with their primary company, deals with a company and one to three contacts, tickets,
// leads, orders, payments and activities with a contact, line items and quotes with a deal, as far as there are made-up
// records of both types.
func (s *Server) Associations(from Ref, to string) ([]Association, error) {
	found, err := s.hub.Associations(hub.Ref(from), to)
	if err != nil {
		return nil, public(err)
	}
	all := make([]Association, len(found))
	for i, one := range found {
		all[i].To = strconv.FormatInt(one.To, 10)
		for _, t := range one.Types {
			all[i].Types = append(all[i].Types, AssociationType(t))
		}
	}
	return all, nil
}

// DefineLabel adds a label for associations between two object types, and returns its types in both directions. Records of
// the second type show inverse; if it is empty, the same text. The error is ErrTaken if there is such a label.
func (s *Server) DefineLabel(from, to, name, label, inverse string) (there, back AssociationType, err error) {
	one, other, err := s.hub.DefineLabel(from, to, name, label, inverse)
	return AssociationType(one), AssociationType(other), public(err)
}

func internalTypes(types []AssociationType) []hub.AssociationType {
	all := make([]hub.AssociationType, len(types))
	for i, t := range types {
		all[i] = hub.AssociationType(t)
	}
	return all
}
