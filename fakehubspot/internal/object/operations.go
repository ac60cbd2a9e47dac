package object

import "cmp"

// Operations are what HubSpot offers for the records of an object type.
type Operations uint16

// The operations, each of which is a route.
const (
	List Operations = 1 << iota
	Read
	BatchRead
	Search
	Create
	Update
	Archive
	BatchCreate
	BatchUpdate
	BatchUpsert
	BatchArchive
	Merge
	Erase // the privacy deletion
)

// Groups of operations.
const (
	ReadOnly = List | Read | BatchRead | Search
	Eleven   = ReadOnly | Create | Update | Archive | BatchCreate | BatchUpdate | BatchUpsert | BatchArchive
)

// beta is the version that has merge and the privacy deletion for every object type.
const beta = "2026-09-beta"

// Allows reports whether the object type has an operation in a version of the API: a date such as 2026-03, empty for v3.
func (t *Type) Allows(one Operations, version string) bool {
	all := cmp.Or(t.Operations, Eleven)
	if dated, differs := t.Dated[version]; differs {
		all = dated
	}
	if version == beta && all&Archive != 0 {
		all |= Merge | Erase
	}
	return all&one != 0
}
