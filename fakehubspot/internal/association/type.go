package association

import (
	"cmp"
	"fmt"
)

// The categories of types. Each has IDs of its own.
const (
	HubSpotDefined = "HUBSPOT_DEFINED"
	UserDefined    = "USER_DEFINED"
)

// Kind names a type as callers do: an ID in a category.
type Kind struct {
	Category string
	ID       int
}

func (k Kind) String() string { return fmt.Sprintf("%s=%d", k.Category, k.ID) }

// Type is one type of association in one direction. It is never changed: a new label makes another one of the same Kind.
type Type struct {
	Kind
	From, To string // IDs of the object types
	// Name is what calls of v3 name the type by, such as contact_to_company.
	Name string
	// Label is what users see; empty for the type that only says that there is an association.
	Label string
	// Inverse is the ID of the other direction, in the same category: its own for one that is the same in both.
	Inverse int

	single bool // a record has at most one association of it: its primary company
}

// IsLabel reports whether a type says more than that there is an association.
func (t *Type) IsLabel() bool { return t.Label != "" }

// TypeError is returned for a type of association that two object types do not have.
type TypeError struct{ Kind Kind }

func (e *TypeError) Error() string {
	return e.Kind.String() + " is not a type of association between the two object types"
}

// byKind orders types: HubSpot's own first, then by ID.
func byKind(a, b *Type) int {
	return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.ID, b.ID))
}
