package store

import (
	"fmt"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// NameTakenError is returned for an object type one of whose names another one has.
type NameTakenError struct{ Name string }

func (e *NameTakenError) Error() string {
	return fmt.Sprintf("an object type by the name of %q exists", e.Name)
}

// Define adds an object type to an account while it runs. Its index is as late as those of the others. The error is a
// *NameTakenError.
func (a *Account) Define(t *object.Type) (*Store, error) {
	a.defining.Lock()
	defer a.defining.Unlock()
	stores := a.Objects()
	for _, s := range stores {
		if name, taken := s.Type.Shares(t.Names); taken {
			return nil, &NameTakenError{name}
		}
	}
	added := a.newStore(t)
	if len(stores) > 0 {
		lag, _ := stores[0].Index.Lag()
		if err := added.Index.SetLag(lag); err != nil {
			return nil, err
		}
	}
	stores = append(slices.Clone(stores), added)
	a.stores.Store(&stores)
	return added, nil
}
