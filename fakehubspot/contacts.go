package fakehubspot

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"

// Contact is a copy of one contact, as it was when it was read.
type Contact = Record

// contacts are the records that the methods of Server without an object type are about.
func (s *Server) contacts() *Object { return s.Object(object.Contacts.Plural) }

// Create creates a contact, as a user does in HubSpot's own interface. The error is ErrTaken if another live contact has
// the email address or another unique value. This and the following methods are the short form of those of
// [Server.Object]("contacts").
func (s *Server) Create(properties map[string]string) (Contact, error) {
	return s.contacts().Create(properties)
}

// Update changes properties of a live contact; an empty value clears a property. Errors are those of Create, and
// ErrNotFound.
func (s *Server) Update(id string, properties map[string]string) (Contact, error) {
	return s.contacts().Update(id, properties)
}

// Archive archives a live contact, which can be restored for 90 days.
func (s *Server) Archive(id string) error { return s.contacts().Archive(id) }

// Restore makes an archived contact live again. The error is ErrTaken if another contact has taken its email address in
// the meantime.
func (s *Server) Restore(id string) (Contact, error) { return s.contacts().Restore(id) }

// Merge merges two live contacts into a new one. Both old IDs lead to the new ID from then on.
func (s *Server) Merge(primary, other string) (Contact, error) {
	return s.contacts().Merge(primary, other)
}

// Erase removes a contact permanently, as a privacy deletion does.
func (s *Server) Erase(id string) error { return s.contacts().Erase(id) }

// Contact returns a contact, live or archived, and reports whether there is one. The ID of a contact that was merged away
// leads to the contact it became part of.
func (s *Server) Contact(id string) (Contact, bool) {
	c, err := s.contacts().Get(id)
	return c, err == nil
}

// Contacts returns all live contacts, by ascending ID.
func (s *Server) Contacts() []Contact { return must(s.contacts().All()) }

// ArchivedContacts returns all archived contacts, by ascending ID.
func (s *Server) ArchivedContacts() []Contact { return must(s.contacts().Archived()) }

// SeedContacts adds n made-up contacts, at least one and at most 10,000,000 in all; the profile "" means ProfileOrdinary.
func (s *Server) SeedContacts(n int, profile ProfileName) error { return s.contacts().Seed(n, profile) }

// ChangeContacts changes many contacts and returns their IDs. If one of them cannot be changed, it changes none.
func (s *Server) ChangeContacts(c Change) ([]string, error) { return s.contacts().ChangeRecords(c) }

// Change gives n contacts, 1 or more, drawn at random, a different job title, all in one millisecond. It returns their IDs.
func (s *Server) Change(n int) ([]string, error) { return s.contacts().Change(n) }

// Touch moves the lastmodifieddate of contacts to the present without changing anything else, all in one millisecond. It
// returns their IDs.
func (s *Server) Touch(ids ...string) ([]string, error) { return s.contacts().Touch(ids...) }

// Churn changes contacts in the background from now on, perMinute of them in a minute of real time, at most 600,000;
// 0 stops it.
func (s *Server) Churn(perMinute int) error { return s.contacts().Churn(perMinute) }

// ChurnRate returns how many contacts are changed in the background per minute.
func (s *Server) ChurnRate() int { return must(s.contacts().ChurnRate()) }

// Churned returns how many changes the churn that runs has made so far; 0 if none runs.
func (s *Server) Churned() int { return must(s.contacts().Churned()) }

// must is the value of a method of the contacts: every account has contacts.
func must[T any](value T, _ error) T { return value }
