package fakehubspot

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Contact is one contact as it was when it was asked for.
type Contact struct {
	ID string
	// Properties holds what is set, the computed ones included.
	Properties           map[string]string
	CreatedAt, UpdatedAt time.Time
	Archived             bool
	ArchivedAt           time.Time // zero unless archived
}

// SeedContacts makes n more contacts of a profile: ordinary (also for ""), large, unicode or ties.
func (s *Server) SeedContacts(n int, profile string) error { return s.hub.Seed(n, profile) }

// Create makes a contact, as somebody does in HubSpot's own interface.
func (s *Server) Create(props map[string]string) (Contact, error) {
	values, err := s.hub.Contacts.Schema.Check(props)
	if err != nil {
		return Contact{}, err
	}
	return s.result(s.hub.Contacts.Create(values, store.UI))
}

// Update changes properties of a live contact; an empty value clears one.
func (s *Server) Update(id string, props map[string]string) (Contact, error) {
	number, err := parse(id)
	if err != nil {
		return Contact{}, err
	}
	values, err := s.hub.Contacts.Schema.Check(props)
	if err != nil {
		return Contact{}, err
	}
	return s.result(s.hub.Contacts.Update(number, values, store.UI))
}

// Archive takes a live contact away, to be restored within 90 days.
func (s *Server) Archive(id string) error {
	return s.end(id, "archive", s.hub.Contacts.Archive)
}

// Restore makes an archived contact live again.
func (s *Server) Restore(id string) (Contact, error) {
	number, err := parse(id)
	if err != nil {
		return Contact{}, err
	}
	return s.result(s.hub.Contacts.Restore(number))
}

// Merge makes one contact of two. It has a new id, to which both old ones lead.
func (s *Server) Merge(primary, other string) (Contact, error) {
	first, err := parse(primary)
	if err != nil {
		return Contact{}, err
	}
	second, err := parse(other)
	if err != nil {
		return Contact{}, err
	}
	return s.result(s.hub.Contacts.Merge(first, second))
}

// Erase removes a contact for good, as a privacy deletion does.
func (s *Server) Erase(id string) error {
	return s.end(id, "erase", s.hub.Contacts.Erase)
}

// Touch moves lastmodifieddate of contacts without changing anything else, all in one millisecond. It returns the ids.
func (s *Server) Touch(ids ...string) ([]string, error) {
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		number, err := parse(id)
		if err != nil {
			return nil, err
		}
		numbers[i] = number
	}
	touched, err := s.hub.Contacts.Touch(numbers, true, nil)
	return texts(touched), err
}

// Change gives n contacts, drawn by chance, another job title, all in one millisecond. It returns their ids.
func (s *Server) Change(n int) ([]string, error) {
	changed, err := s.hub.Change(hub.Change{Count: n, SameInstant: true})
	return texts(changed), err
}

// Churn changes contacts in the background at a steady rate, in real time; 0 stops it.
func (s *Server) Churn(perMinute int) error { return s.hub.SetChurn(perMinute) }

// Contact finds a contact, live or archived. The id of one that was merged away finds what it became.
func (s *Server) Contact(id string) (Contact, bool) {
	number, err := parse(id)
	if err != nil {
		return Contact{}, false
	}
	r, ok := s.hub.Contacts.Get(number)
	if !ok {
		r, ok = s.hub.Contacts.GetArchived(number)
	}
	if !ok {
		return Contact{}, false
	}
	return s.contact(r), true
}

// Contacts are all live contacts by ascending id.
func (s *Server) Contacts() []Contact { return s.all(false) }

// ArchivedContacts are all archived contacts by ascending id.
func (s *Server) ArchivedContacts() []Contact { return s.all(true) }

func (s *Server) all(archived bool) []Contact {
	records, _ := s.hub.Contacts.List(0, math.MaxInt32, archived)
	contacts := make([]Contact, len(records))
	for i, r := range records {
		contacts[i] = s.contact(r)
	}
	return contacts
}

// end does away with a contact.
func (s *Server) end(id, verb string, do func(int64) bool) error {
	number, err := parse(id)
	if err != nil {
		return err
	}
	if !do(number) {
		return fmt.Errorf("%s: there is no contact %s", verb, id)
	}
	return nil
}

func (s *Server) result(r *record.Record, err error) (Contact, error) {
	if err != nil {
		return Contact{}, err
	}
	return s.contact(r), nil
}

func (s *Server) contact(r *record.Record) Contact {
	c := Contact{
		ID: strconv.FormatInt(r.ID, 10), Properties: s.hub.Contacts.Schema.Named(r),
		CreatedAt: time.UnixMilli(r.Created).UTC(), UpdatedAt: time.UnixMilli(r.Modified).UTC(),
		Archived: r.Archived != 0,
	}
	if c.Archived {
		c.ArchivedAt = time.UnixMilli(r.Archived).UTC()
	}
	return c
}

// DefineProperty adds a custom property of type string, number, date, datetime or bool to the account.
func (s *Server) DefineProperty(name, kind string, unique bool) error {
	fields := map[string]string{"string": "text", "number": "number", "date": "date", "datetime": "date", "bool": "booleancheckbox"}
	_, err := s.hub.Contacts.Schema.Create(schema.Property{
		Name: name, Label: name, Type: kind, FieldType: fields[kind], GroupName: "contactinformation", HasUniqueValue: unique,
	})
	return err
}

func parse(id string) (int64, error) {
	number, ok := store.ParseID(id)
	if !ok {
		return 0, fmt.Errorf("contact id %q is not a number", id)
	}
	return number, nil
}

func texts(ids []int64) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = strconv.FormatInt(id, 10)
	}
	return all
}
