package hub

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// UnknownObjectError is returned for a name by which no object type of the account goes.
type UnknownObjectError struct {
	Name  string
	Known []string // the plural names of those that there are
}

func (e *UnknownObjectError) Error() string {
	return fmt.Sprintf("object type %.100q is unknown; use one of %s", e.Name, strings.Join(e.Known, ", "))
}

// Object is the account's store of the object type that goes by a name: its plural, its singular or its type ID. An
// import or a reset puts another in its place. The error is an *UnknownObjectError.
func (h *Hub) Object(name string) (*store.Store, error) { return h.state().object(name) }

func (st *state) object(name string) (*store.Store, error) {
	if o, known := st.account.Object(name); known {
		return o, nil
	}
	unknown := &UnknownObjectError{Name: name}
	for _, o := range st.account.Objects() {
		unknown.Known = append(unknown.Known, o.Type.Plural)
	}
	return nil, unknown
}

// Define makes an object type of the account's own from a body as HubSpot's schemas API takes it, and returns its name in
// paths.
func (h *Hub) Define(body []byte) (name string, err error) {
	o, err := api.Define(h.Account(), body)
	if err != nil {
		return "", err
	}
	return o.Type.Plural, nil
}

// Records are how many records of an object type an account begins with.
type Records struct {
	Object string // the plural name
	Count  int
}

// NewRecords returns the records of a standard object type, by any of its names but those of contacts, which are set apart.
func NewRecords(name string, count int) (Records, error) {
	unknown := &UnknownObjectError{Name: name}
	for _, t := range object.Types {
		switch {
		case t == object.Contacts && t.Match(name):
			return Records{}, errors.New("records: contacts have a setting of their own; use it instead")
		case t == object.Contacts:
			continue
		case t.Match(name):
			return Records{t.Plural, count}, bound.Int("records of "+t.Plural, count, 0, MaxRecords)
		}
		unknown.Known = append(unknown.Known, t.Plural)
	}
	return Records{}, fmt.Errorf("records: %w", unknown)
}
