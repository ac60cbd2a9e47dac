package store

import (
	"fmt"
	"slices"
)

// Association is a tie from a contact to a record of another object, which itself is not kept here.
type Association struct {
	Object string `json:"object"` // companies, deals, tickets
	ID     string `json:"id"`
	Type   string `json:"type"` // such as contact_to_company
}

// associationTypes are the vendor's numbers for ties that start at a contact.
var associationTypes = map[int]Association{
	1:   {Object: "companies", Type: "contact_to_company"},
	279: {Object: "companies", Type: "contact_to_company_unlabeled"},
	4:   {Object: "deals", Type: "contact_to_deal"},
	15:  {Object: "tickets", Type: "contact_to_ticket"},
}

// AssociationError is returned for an association of a type that contacts do not have, or to no record.
type AssociationError struct {
	TypeID int
	ToID   string
}

func (e *AssociationError) Error() string {
	return fmt.Sprintf("association type %d to record %q is invalid", e.TypeID, e.ToID)
}

// NewAssociation is the tie of a number to a record.
func NewAssociation(typeID int, id string) (Association, error) {
	a, known := associationTypes[typeID]
	if !known || id == "" {
		return Association{}, &AssociationError{typeID, id}
	}
	a.ID = id
	return a, nil
}

// Associate adds ties to a contact; one that it has is not doubled.
func (s *Store) Associate(id int64, all []Association) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.associate(id, all)
}

func (s *Store) associate(id int64, all []Association) {
	for _, a := range all {
		if !slices.Contains(s.associations[id], a) {
			s.associations[id] = append(s.associations[id], a)
		}
	}
}

// Associations are the ties of a contact to an object, in the order in which they were made.
func (s *Store) Associations(id int64, object string) []Association {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []Association
	for _, a := range s.associations[id] {
		if a.Object == object {
			found = append(found, a)
		}
	}
	return found
}
