package fakehubspot

import (
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// ProfileName says what made-up records are like.
type ProfileName string

// The profiles.
const (
	// ProfileOrdinary records are like those that people keep: some properties are set, not all.
	ProfileOrdinary ProfileName = "ordinary"
	// ProfileLarge records are ordinary ones with about ten thousand bytes of text.
	ProfileLarge ProfileName = "large"
	// ProfileUnicode records have values that break careless clients: many scripts, control characters, HTML, JSON.
	ProfileUnicode ProfileName = "unicode"
	// ProfileTies records share the time of their last change with many others, to the millisecond.
	ProfileTies ProfileName = "ties"
)

// Seed adds n made-up records, at least one and at most 10,000,000 of the object type in all; the profile "" means
// ProfileOrdinary.
func (o *Object) Seed(n int, profile ProfileName) error {
	return public(o.server.hub.Seed(o.name, n, string(profile)))
}

// Change says which records [Object.ChangeRecords] and [Server.ChangeContacts] change, and how.
type Change struct {
	// IDs are the records to change, each of them once.
	IDs []string
	// Count is how many records to draw at random and change, or all if there are fewer; it must be 0 if IDs is set, and 1
	// or more if not.
	Count int
	// Properties are the new values; if it is empty, each record gets a different value of a property
	// that people change, such as the job title of a contact.
	Properties map[string]string
	// SameMillisecond gives all changes the same time, to the millisecond.
	SameMillisecond bool
}

// ChangeRecords changes many records and returns their IDs. If one of them cannot be changed, it changes none.
func (o *Object) ChangeRecords(c Change) ([]string, error) {
	if c.IDs != nil && c.Count != 0 {
		return nil, fmt.Errorf("%w change: IDs and Count are mutually exclusive", ErrInvalid)
	}
	var ids []int64
	if c.IDs != nil {
		all, err := o.records()
		if err != nil {
			return nil, err
		}
		if ids, err = hub.ParseIDs(all.Type, c.IDs); err != nil {
			return nil, public(err)
		}
	}
	return changed(o.server.hub.Change(o.name, hub.Change{
		IDs: ids, Count: c.Count, Properties: c.Properties, SameInstant: c.SameMillisecond,
	}))
}

// Change gives n records, 1 or more, drawn at random, a different value of a property that people change, all in one
// millisecond. It returns their IDs.
func (o *Object) Change(n int) ([]string, error) {
	return o.ChangeRecords(Change{Count: n, SameMillisecond: true})
}

// Touch moves the time of the last change of records to the present without changing anything else, all in one millisecond.
// It returns their IDs.
func (o *Object) Touch(ids ...string) ([]string, error) {
	all, err := o.records()
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return []string{}, nil
	}
	numbers, err := hub.ParseIDs(all.Type, ids)
	if err != nil {
		return nil, public(err)
	}
	return changed(all.Touch(numbers, true, nil))
}

// Churn changes records in the background from now on, perMinute of them in a minute of real time, at most 600,000; 0
// stops it.
func (o *Object) Churn(perMinute int) error { return public(o.server.hub.SetChurn(o.name, perMinute)) }

// ChurnRate returns how many records are changed in the background per minute.
func (o *Object) ChurnRate() (int, error) {
	rate, err := o.server.hub.Churn(o.name)
	return rate, public(err)
}

// Churned returns how many changes the churn that runs has made so far; 0 if none runs.
func (o *Object) Churned() (int, error) {
	churn, err := o.server.hub.Churning(o.name)
	return churn.Changed, public(err)
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
