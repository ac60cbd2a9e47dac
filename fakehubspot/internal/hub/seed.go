package hub

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
)

// MaxContacts is the most contacts that an account can be given.
const MaxContacts = 10_000_000

// CheckContacts reports a number of contacts that an account cannot be given.
func CheckContacts(n int) error {
	return bound.Int("contacts", n, 0, MaxContacts)
}

// Seed generates n more contacts, at least one, of a profile; empty means ordinary. The first two are the two sample
// contacts that every account starts with, unless something else has their IDs or email addresses.
func (h *Hub) Seed(n int, profile string) error {
	if err := bound.Int("contacts", n, 1, MaxContacts); err != nil {
		return err
	}
	h.changing.Lock()
	defer h.changing.Unlock()
	return h.seed(h.state(), n, profile)
}

func (h *Hub) seed(st *state, n int, profile string) error {
	if err := CheckContacts(n); err != nil {
		return err
	}
	if present := st.contacts.Len(); n > MaxContacts-present {
		return fmt.Errorf("contacts must be at most %d to add: there are %d, and an account has at most 10,000,000", MaxContacts-present, present)
	}
	place := st.place
	if place < seed.Samples && seed.SampleTaken(st.account, st.contacts, place) {
		place = seed.Samples
	}
	if n > maxPlace-place {
		return fmt.Errorf("contacts must be at most %d to add: the sequence of generated contacts ends after %d", maxPlace-place, maxPlace)
	}
	records, err := seed.Contacts(st.contacts.Schema, seed.Request{
		Seed: h.config.Seed, Profile: profile, First: place, Count: n, Reserve: st.account.Reserve,
	})
	if err != nil {
		return err
	}
	st.place = place + n
	st.contacts.Load(records)
	return nil
}
