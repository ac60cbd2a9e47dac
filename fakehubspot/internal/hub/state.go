package hub

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// state is what an import replaces: the records, their properties and the clock. It is replaced as a whole, by one that
// is complete: whoever reads meets the old one or the new one, and never a part.
type state struct {
	clock    *clock.Clock
	account  *store.Account
	contacts *store.Store
	places   map[string]int // in the sequences of generated records, by the plural of their object type; guarded by Hub.changing

	ownersImported bool // they came with an import; never changed once the state is in use
}

// emptyState is a state without records, with the machine's time and a lag.
func (h *Hub) emptyState(lag index.Lag) (*state, error) {
	st := &state{clock: clock.New(h.config.Real), places: map[string]int{}}
	st.account = store.NewAccount(h.config.Types, st.clock.Now, h.config.Seed, h.config.Quirks)
	st.contacts, _ = st.account.Object(object.Contacts.Plural)
	return st, st.setLag(lag)
}

// firstState is the state at the start.
func (h *Hub) firstState() (*state, error) {
	st, err := h.emptyState(h.config.Lag)
	if err != nil {
		return nil, err
	}
	if !h.config.Frozen.IsZero() {
		if err := st.clock.Set(h.config.Frozen); err != nil {
			return nil, err
		}
	}
	made := fresh{}
	if made[st.contacts], err = h.seed(st, st.contacts, h.config.Contacts, h.config.Profile); err != nil {
		return nil, err
	}
	for _, r := range h.config.Records {
		o, err := st.object(r.Object)
		if err != nil {
			return nil, err
		}
		if made[o], err = h.seed(st, o, r.Count, h.config.Profile); err != nil {
			return nil, err
		}
	}
	return st, h.bind(st, made)
}

func (st *state) setLag(lag index.Lag) error {
	for _, o := range st.account.Objects() {
		if err := o.Index.SetLag(lag); err != nil {
			return err
		}
	}
	return nil
}

// lag returns the lag of the search indexes and how many writes they hold back.
func (st *state) lag() (lag index.Lag, heldBack int) {
	for _, o := range st.account.Objects() {
		l, n := o.Index.Lag()
		lag, heldBack = l, heldBack+n
	}
	return lag, heldBack
}
