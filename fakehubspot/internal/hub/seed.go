package hub

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// MaxRecords is the most records of an object type that an account can be given.
const MaxRecords = 10_000_000

// CheckContacts reports a number of contacts that an account cannot be given.
func CheckContacts(n int) error {
	return bound.Int(object.Contacts.Plural, n, 0, MaxRecords)
}

// Seed generates n more records of an object type, at least one, of a profile; empty means ordinary. The first two contacts
// are the two sample contacts that every account starts with, unless something else has their IDs or email addresses.
func (h *Hub) Seed(name string, n int, profile string) error {
	h.changing.Lock()
	defer h.changing.Unlock()
	st := h.state()
	o, err := st.object(name)
	if err != nil {
		return err
	}
	if err := bound.Int(o.Type.Plural, n, 1, MaxRecords); err != nil {
		return err
	}
	ids, err := h.seed(st, o, n, profile)
	if err != nil {
		return err
	}
	return h.bind(st, fresh{o: ids})
}

// seed generates records and returns their IDs.
func (h *Hub) seed(st *state, o *store.Store, n int, profile string) ([]int64, error) {
	plural := o.Type.Plural
	if err := bound.Int(plural, n, 0, MaxRecords); err != nil {
		return nil, err
	}
	if present := o.Len(); n > MaxRecords-present {
		return nil, fmt.Errorf("%s must be at most %d to add: there are %d, and an account has at most 10,000,000", plural, MaxRecords-present, present)
	}
	place := st.places[plural]
	if o == st.contacts && place < seed.Samples && seed.SampleTaken(st.account, o, place) {
		place = seed.Samples
	}
	if n > maxPlace-place {
		return nil, fmt.Errorf("%s must be at most %d to add: the sequence of generated %s ends after %d", plural, maxPlace-place, plural, maxPlace)
	}
	records, err := seed.Records(o.Type, o.Schema, seed.Request{
		Seed: h.config.Seed, Profile: profile, First: place, Count: n, Reserve: st.account.Reserve,
		Needs: o.Needed(), Stages: stages(o), Owners: owners(st.account),
	})
	if err != nil {
		return nil, err
	}
	st.places[plural] = place + n
	o.Load(records)
	ids := make([]int64, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	return ids, nil
}

// stages are those of the live pipelines that an object type has.
func stages(o *store.Store) []seed.Stage {
	if o.Pipelines == nil {
		return nil
	}
	var all []seed.Stage
	for _, p := range o.Pipelines.List(false) {
		for _, s := range p.Live() {
			all = append(all, seed.Stage{Pipeline: p.ID, ID: s.ID})
		}
	}
	return all
}

// owners are the IDs of the people to whom records can belong.
func owners(account *store.Account) []string {
	var ids []string
	for _, o := range account.Owners.List(false) {
		if o.Type == owner.Person {
			ids = append(ids, idText(o.ID))
		}
	}
	return ids
}
