package fakehubspot

import (
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// ProfileName says what made-up contacts are like.
type ProfileName string

// The profiles.
const (
	// ProfileOrdinary contacts are like those that salespeople keep: some properties are set, not all.
	ProfileOrdinary ProfileName = "ordinary"
	// ProfileLarge contacts are ordinary ones with about ten thousand bytes of notes.
	ProfileLarge ProfileName = "large"
	// ProfileUnicode contacts have values that break careless clients: many scripts, control characters, HTML, JSON.
	ProfileUnicode ProfileName = "unicode"
	// ProfileTies contacts share the time of their last change with many others, to the millisecond.
	ProfileTies ProfileName = "ties"
)

// SeedContacts adds n made-up contacts, at least one and at most 10,000,000 in all; the profile "" means ProfileOrdinary.
func (s *Server) SeedContacts(n int, profile ProfileName) error {
	return public(s.hub.Seed(n, string(profile)))
}

// Change says which contacts ChangeContacts changes, and how.
type Change struct {
	// IDs are the contacts to change, each of them once.
	IDs []string
	// Count is how many contacts to draw at random and change, or all if there are fewer; it must be 0 if IDs is set, and 1
	// or more if not.
	Count int
	// Properties are the new values; if it is empty, each contact gets a different job title.
	Properties map[string]string
	// SameMillisecond gives all changes the same time, to the millisecond.
	SameMillisecond bool
}

// ChangeContacts changes many contacts and returns their IDs. If one of them cannot be changed, it changes none.
func (s *Server) ChangeContacts(c Change) ([]string, error) {
	if c.IDs != nil && c.Count != 0 {
		return nil, fmt.Errorf("%w change: IDs and Count are mutually exclusive", ErrInvalid)
	}
	var ids []int64
	if c.IDs != nil {
		var err error
		if ids, err = hub.ParseIDs(c.IDs); err != nil {
			return nil, public(err)
		}
	}
	return changed(s.hub.Change(hub.Change{IDs: ids, Count: c.Count, Properties: c.Properties, SameInstant: c.SameMillisecond}))
}

// Change gives n contacts, 1 or more, drawn at random, a different job title, all in one millisecond. It returns their IDs.
func (s *Server) Change(n int) ([]string, error) {
	return s.ChangeContacts(Change{Count: n, SameMillisecond: true})
}

// Touch moves the lastmodifieddate of contacts to the present without changing anything else, all in one millisecond. It
// returns their IDs.
func (s *Server) Touch(ids ...string) ([]string, error) {
	if len(ids) == 0 {
		return []string{}, nil
	}
	numbers, err := hub.ParseIDs(ids)
	if err != nil {
		return nil, public(err)
	}
	return changed(s.hub.Contacts().Touch(numbers, true, nil))
}

// Churn changes contacts in the background from now on, perMinute of them in a minute of real time, at most 600,000;
// 0 stops it.
func (s *Server) Churn(perMinute int) error { return public(s.hub.SetChurn(perMinute)) }

// ChurnRate returns how many contacts are changed in the background per minute.
func (s *Server) ChurnRate() int { return s.hub.Churn() }

func changed(ids []int64, err error) ([]string, error) {
	if err != nil {
		return nil, public(err)
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return texts, nil
}
