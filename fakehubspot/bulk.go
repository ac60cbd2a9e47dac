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
	// ProfileOrdinary contacts are like those that sales people keep: some properties are set, not all.
	ProfileOrdinary ProfileName = "ordinary"
	// ProfileLarge contacts are ordinary ones with some ten thousand bytes of notes.
	ProfileLarge ProfileName = "large"
	// ProfileUnicode contacts have values that break careless clients: scripts, control characters, HTML, JSON.
	ProfileUnicode ProfileName = "unicode"
	// ProfileTies contacts share their time of last change with many others, to the millisecond.
	ProfileTies ProfileName = "ties"
)

// SeedContacts adds n made-up contacts; "" means ProfileOrdinary.
func (s *Server) SeedContacts(n int, profile ProfileName) error {
	return public(s.hub.Seed(n, string(profile)))
}

// Change says which contacts ChangeContacts changes, and how.
type Change struct {
	// IDs are the contacts to change.
	IDs []string
	// Count is how many randomly drawn contacts to change instead.
	Count int
	// Properties are the new values; if it is empty, each contact gets another job title.
	Properties map[string]string
	// SameMillisecond gives all changes the same time.
	SameMillisecond bool
}

// ChangeContacts changes many contacts and returns their ids. If one of the ids does not exist, it changes none.
func (s *Server) ChangeContacts(c Change) ([]string, error) {
	if c.IDs != nil && c.Count != 0 {
		return nil, fmt.Errorf("%w change: IDs and Count exclude each other", ErrInvalid)
	}
	ids, err := parseIDs(c.IDs)
	if err != nil {
		return nil, err
	}
	return changed(s.hub.Change(hub.Change{IDs: ids, Count: c.Count, Properties: c.Properties, SameInstant: c.SameMillisecond}))
}

// Change gives n randomly drawn contacts another job title, all in one millisecond. It returns their ids.
func (s *Server) Change(n int) ([]string, error) {
	return s.ChangeContacts(Change{Count: n, SameMillisecond: true})
}

// Touch moves lastmodifieddate of contacts without changing anything else, all in one millisecond. It returns the ids.
func (s *Server) Touch(ids ...string) ([]string, error) {
	numbers, err := parseIDs(ids)
	if err != nil {
		return nil, err
	}
	return changed(s.hub.Store.Touch(numbers, true, nil))
}

// Churn changes contacts in the background, so many a minute of real time; 0 stops it.
func (s *Server) Churn(perMinute int) error { return public(s.hub.SetChurn(perMinute)) }

// ChurnRate returns how many contacts a minute are changed in the background.
func (s *Server) ChurnRate() int { return s.hub.Churn() }

func parseIDs(texts []string) ([]int64, error) {
	if texts == nil {
		return nil, nil
	}
	ids := make([]int64, len(texts))
	for i, text := range texts {
		id, err := parseID(text)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

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
