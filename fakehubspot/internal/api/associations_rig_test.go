package api_test

import (
	records "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// of is the store of an object type.
func (r *rig) of(object string) *store.Store {
	r.t.Helper()
	s, known := r.Account().Object(object)
	if !known {
		r.t.Fatalf("there are no %s", object)
	}
	return s
}

// with adds records of an object type by their IDs.
func (r *rig) with(object string, ids ...int64) {
	r.t.Helper()
	all := make([]*records.Record, len(ids))
	for i, id := range ids {
		all[i] = &records.Record{ID: id, Created: noon.UnixMilli(), Modified: noon.UnixMilli()}
	}
	r.of(object).Load(all)
}
