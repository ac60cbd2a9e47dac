package hub

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
)

// maxSeed is the most contacts of one call.
const maxSeed = 10_000_000

// Seed generates n more contacts of a profile; empty means ordinary. The first two of an empty account are the two sample
// contacts that every account starts with.
func (h *Hub) Seed(n int, profile string) error {
	h.seeding.Lock()
	defer h.seeding.Unlock()
	return h.seed(n, profile)
}

func (h *Hub) seed(n int, profile string) error {
	if n < 0 || n > maxSeed {
		return fmt.Errorf("seed: the number of contacts must be between 0 and %d, got %d", maxSeed, n)
	}
	records, err := seed.Contacts(h.Contacts.Schema, seed.Request{
		Seed: h.config.Seed, Profile: profile, First: h.place, LastID: h.Account.LastID(), Count: n,
	})
	if err != nil {
		return err
	}
	h.place += n
	h.Contacts.Load(records)
	return nil
}
