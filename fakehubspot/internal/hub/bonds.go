package hub

import (
	"errors"
	"math"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// fresh are the IDs of records that were just made up, by the store they are in.
type fresh map[*store.Store][]int64

// bind associates made-up records with one another: the fresh ones with what is there, and those that found no partner until
// now with the fresh ones. So it does not matter in which order object types are generated.
func (h *Hub) bind(st *state, made fresh) error {
	for _, bond := range seed.Bonds {
		from, known := st.account.Object(bond.From.TypeID)
		to, related := st.account.Object(bond.To.TypeID)
		if !known || !related || len(made[from])+len(made[to]) == 0 {
			continue
		}
		partners := madeUp(to)
		single := made[from]
		if len(made[to]) > 0 {
			single = madeUp(from)
		}
		if len(partners) == 0 || len(single) == 0 {
			continue
		}
		err := st.account.Associate(from, to, func(a store.Associating) error {
			for _, id := range single {
				if err := h.bindOne(a, bond, from, to, id, partners); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bindOne associates one record, unless it has such associations already. Records that are gone by now are left alone, and so are those that have all that a limit of the account allows.
func (h *Hub) bindOne(a store.Associating, bond seed.Bond, from, to *store.Store, id int64, partners []int64) error {
	one, err := a.Live(from, id)
	if err != nil {
		return nil // gone
	}
	if bound, _ := a.Ties().Page(one, to.Type.TypeID, 0, 1); bound != nil {
		return nil
	}
	for _, partner := range bond.Partners(h.config.Seed, id, partners) {
		other, err := a.Live(to, partner)
		if err != nil {
			continue
		}
		err = a.Add(one, other, bond.Kinds...)
		if _, full := errors.AsType[*association.LimitError](err); full {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// madeUp returns the IDs of the live records that were made up.
func madeUp(o *store.Store) []int64 {
	all, _ := o.List(store.Start{}, math.MaxInt32, false)
	ids := make([]int64, 0, len(all))
	for _, r := range all {
		if seed.Made(r.Created) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
