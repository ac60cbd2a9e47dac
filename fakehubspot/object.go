package fakehubspot

import (
	"fmt"
	"math"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Object is the records of one object type: see [Server.Object]. Each of its methods returns ErrNotFound if the account has
// no such type.
type Object struct {
	server *Server
	name   string
}

// Object returns the records of an object type by any of its names, such as companies, company or 0-2, or that of a custom
// object. Whether there is such a type is seen when the records are used.
func (s *Server) Object(name string) *Object { return &Object{s, name} }

// records is the present store: an import or a reset brings another.
func (o *Object) records() (*store.Store, error) {
	all, err := o.server.hub.Object(o.name)
	return all, public(err)
}

// Create creates a record, as a user does in HubSpot's own interface. The error is ErrTaken if another live record has a
// value that only one can have.
func (o *Object) Create(properties map[string]string) (Record, error) {
	all, err := o.records()
	if err != nil {
		return Record{}, err
	}
	values, err := all.Check(properties)
	if err != nil {
		return Record{}, public(err)
	}
	return written(all)(all.Create(values, store.UI))
}

// Update changes properties of a live record; an empty value clears a property. Errors are those of Create, and
// ErrNotFound.
func (o *Object) Update(id string, properties map[string]string) (Record, error) {
	all, number, err := o.one(id)
	if err != nil {
		return Record{}, err
	}
	values, err := all.Check(properties)
	if err != nil {
		return Record{}, public(err)
	}
	return written(all)(all.Update(number, values, store.UI))
}

// Archive archives a live record, which can be restored for 90 days.
func (o *Object) Archive(id string) error { return o.end(id, (*store.Store).Archive) }

// Restore makes an archived record live again. The error is ErrTaken if another record has taken a value in the meantime
// that only one can have.
func (o *Object) Restore(id string) (Record, error) {
	all, number, err := o.one(id)
	if err != nil {
		return Record{}, err
	}
	return written(all)(all.Restore(number))
}

// Merge merges two live records into a new one. Both old IDs lead to the new ID from then on.
func (o *Object) Merge(primary, other string) (Record, error) {
	all, first, err := o.one(primary)
	if err != nil {
		return Record{}, err
	}
	second, err := parseID(all, other)
	if err != nil {
		return Record{}, err
	}
	return written(all)(all.Merge(first, second))
}

// Erase removes a record permanently, as a privacy deletion does.
func (o *Object) Erase(id string) error { return o.end(id, (*store.Store).Erase) }

// Get returns a record, live or archived. The ID of a record that was merged away leads to the record it became part of.
func (o *Object) Get(id string) (Record, error) {
	all, number, err := o.one(id)
	if err != nil {
		return Record{}, err
	}
	r, ok := all.Get(number)
	if !ok {
		r, ok = all.GetArchived(number)
	}
	if !ok {
		return Record{}, notFound(all, id)
	}
	return recordOf(all, r), nil
}

// All returns all live records, by ascending ID.
func (o *Object) All() ([]Record, error) { return o.list(false) }

// Archived returns all archived records, by ascending ID.
func (o *Object) Archived() ([]Record, error) { return o.list(true) }

func (o *Object) list(archived bool) ([]Record, error) {
	all, err := o.records()
	if err != nil {
		return nil, err
	}
	list, _ := all.List(store.Start{}, math.MaxInt32, archived)
	records := make([]Record, len(list))
	for i, r := range list {
		records[i] = recordOf(all, r)
	}
	return records, nil
}

// end archives or erases a record.
func (o *Object) end(id string, do func(*store.Store, int64) bool) error {
	all, number, err := o.one(id)
	if err != nil {
		return err
	}
	if !do(all, number) {
		return notFound(all, id)
	}
	return nil
}

// one is the present store, and the ID of one of its records.
func (o *Object) one(id string) (*store.Store, int64, error) {
	all, err := o.records()
	if err != nil {
		return nil, 0, err
	}
	number, err := parseID(all, id)
	return all, number, err
}

func notFound(all *store.Store, id string) error {
	return fmt.Errorf("%s %s: %w", all.Type.Singular, id, ErrNotFound)
}
