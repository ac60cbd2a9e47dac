package fakehubspot

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Contact is a copy of one contact, as it was when it was read.
type Contact struct {
	// ID is the contact's ID, a decimal number.
	ID string
	// Properties holds the properties that have a value, including computed ones.
	Properties map[string]string
	// CreatedAt and UpdatedAt are the times of creation and of the last change, by the server's clock and in UTC.
	CreatedAt, UpdatedAt time.Time
	// Archived reports whether the contact is archived.
	Archived bool
	// ArchivedAt is when it was archived; the zero time if it is not.
	ArchivedAt time.Time
}

// Create creates a contact, as a user does in HubSpot's own interface. The error is ErrTaken if another live contact has
// the email address or another unique value.
func (s *Server) Create(properties map[string]string) (Contact, error) {
	all := s.hub.Contacts()
	values, err := all.Check(properties)
	if err != nil {
		return Contact{}, public(err)
	}
	return result(all)(all.Create(values, store.UI))
}

// Update changes properties of a live contact; an empty value clears a property. Errors are those of Create, and
// ErrNotFound.
func (s *Server) Update(id string, properties map[string]string) (Contact, error) {
	number, err := parseID(id)
	if err != nil {
		return Contact{}, err
	}
	all := s.hub.Contacts()
	values, err := all.Check(properties)
	if err != nil {
		return Contact{}, public(err)
	}
	return result(all)(all.Update(number, values, store.UI))
}

// Archive archives a live contact, which can be restored for 90 days.
func (s *Server) Archive(id string) error {
	return s.end(id, s.hub.Contacts().Archive)
}

// Restore makes an archived contact live again. The error is ErrTaken if another contact has taken its email address in
// the meantime.
func (s *Server) Restore(id string) (Contact, error) {
	number, err := parseID(id)
	if err != nil {
		return Contact{}, err
	}
	all := s.hub.Contacts()
	return result(all)(all.Restore(number))
}

// Merge merges two live contacts into a new one. Both old IDs lead to the new ID from then on.
func (s *Server) Merge(primary, other string) (Contact, error) {
	first, err := parseID(primary)
	if err != nil {
		return Contact{}, err
	}
	second, err := parseID(other)
	if err != nil {
		return Contact{}, err
	}
	all := s.hub.Contacts()
	return result(all)(all.Merge(first, second))
}

// Erase removes a contact permanently, as a privacy deletion does.
func (s *Server) Erase(id string) error {
	return s.end(id, s.hub.Contacts().Erase)
}

// Contact returns a contact, live or archived, and reports whether there is one. The ID of a contact that was merged away
// leads to the contact it became part of.
func (s *Server) Contact(id string) (Contact, bool) {
	number, err := parseID(id)
	if err != nil {
		return Contact{}, false
	}
	all := s.hub.Contacts()
	r, ok := all.Get(number)
	if !ok {
		r, ok = all.GetArchived(number)
	}
	if !ok {
		return Contact{}, false
	}
	return contact(all, r), true
}

// Contacts returns all live contacts, by ascending ID.
func (s *Server) Contacts() []Contact { return s.all(false) }

// ArchivedContacts returns all archived contacts, by ascending ID.
func (s *Server) ArchivedContacts() []Contact { return s.all(true) }

func (s *Server) all(archived bool) []Contact {
	all := s.hub.Contacts()
	records, _ := all.List(store.Start{}, math.MaxInt32, archived)
	contacts := make([]Contact, len(records))
	for i, r := range records {
		contacts[i] = contact(all, r)
	}
	return contacts
}

// end archives or erases a contact.
func (s *Server) end(id string, do func(int64) bool) error {
	number, err := parseID(id)
	if err != nil {
		return err
	}
	if !do(number) {
		return fmt.Errorf("contact %s: %w", id, ErrNotFound)
	}
	return nil
}

// result returns what a write to the store returned.
func result(of *store.Store) func(*record.Record, error) (Contact, error) {
	return func(r *record.Record, err error) (Contact, error) {
		if err != nil {
			return Contact{}, public(err)
		}
		return contact(of, r), nil
	}
}

// contact is a record as the store that has it knows its properties: an import or a reset brings another store.
func contact(of *store.Store, r *record.Record) Contact {
	c := Contact{
		ID: strconv.FormatInt(r.ID, 10), Properties: of.Schema.Named(r),
		CreatedAt: time.UnixMilli(r.Created).UTC(), UpdatedAt: time.UnixMilli(r.Modified).UTC(),
		Archived: r.Archived != 0,
	}
	if c.Archived {
		c.ArchivedAt = time.UnixMilli(r.Archived).UTC()
	}
	return c
}

func parseID(id string) (int64, error) {
	number, err := hub.ParseID("contact id", id)
	return number, public(err)
}
