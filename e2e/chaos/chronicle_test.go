package chaos

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// chronicle is what is known of HubSpot's past: from what users and the ERP have done, from the answers they got, and from its state,
// which the judge reads over and over.
type chronicle struct {
	mu     sync.Mutex
	gone   map[string][]span            // when a record may have been archived or merged away, by object type and ID
	states map[string]map[string]string // the properties of a record at the time of a change, by object type, ID and time
	named  map[string]map[string]bool   // what a record may have been called, by object type and ID
	loose  map[string]bool              // by object type and name, what records are called of which HubSpot has not told the ID
	made   map[string][]string          // by object type, the marks of all records that users have asked HubSpot to make
	into   map[string]string            // what a record was merged into
	writes int
}

func newChronicle() *chronicle {
	return &chronicle{
		gone: map[string][]span{}, states: map[string]map[string]string{}, named: map[string]map[string]bool{},
		loose: map[string]bool{}, made: map[string][]string{}, into: map[string]string{},
	}
}

// span is a time without an end if until is zero.
type span struct{ from, until time.Time }

// perhapsGone begins the moment before somebody asks HubSpot to archive a record or to merge it away.
func (c *chronicle) perhapsGone(object, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone[object+" "+id] = append(c.gone[object+" "+id], span{from: time.Now()})
}

// alive says that HubSpot has shown the record alive.
func (c *chronicle) alive(object, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, s := range c.gone[object+" "+id] {
		if s.until.IsZero() {
			c.gone[object+" "+id][i].until = time.Now()
		}
	}
}

// mayBeGone reports whether a record may have been gone at some moment from one time to another.
func (c *chronicle) mayBeGone(object, id string, from, until time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.gone[object+" "+id] {
		if !s.from.After(until) && (s.until.IsZero() || !s.until.Before(from)) {
			return true
		}
	}
	return false
}

func (c *chronicle) wrote() { c.mu.Lock(); c.writes++; c.mu.Unlock() }

// asks says that a record is to be called something; without an ID, one that is to be made, whose mark is its first name.
func (c *chronicle) asks(object, id, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == "" {
		c.loose[object+" "+name] = true
		c.made[object] = append(c.made[object], name)
		return
	}
	c.call(object+" "+id, name)
}

func (c *chronicle) call(key, name string) {
	if c.named[key] == nil {
		c.named[key] = map[string]bool{}
	}
	c.named[key][name] = true
}

// shown notes a record as HubSpot has answered.
func (c *chronicle) shown(object string, r stack.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(object, r.ID, r.UpdatedAt, r.Properties)
}

// state notes HubSpot's state.
func (c *chronicle) state(t truth) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for object, records := range t.records {
		for id, record := range records {
			c.note(object, id, record.UpdatedAt, record.Properties)
			c.call(object+" "+id, record.Properties[named[object]]) // the state leaves out what has no value
		}
	}
	maps.Copy(c.into, t.into)
}

func (c *chronicle) note(object, id string, at time.Time, properties map[string]string) {
	key := moment(object, id, at)
	if c.states[key] == nil {
		c.states[key] = map[string]string{}
	}
	maps.Copy(c.states[key], properties) // an answer shows some of them
	if name, told := properties[named[object]]; told {
		c.call(object+" "+id, name)
	}
}

func moment(object, id string, at time.Time) string {
	return fmt.Sprint(object, " ", id, " ", at.UnixMilli())
}

// had judges a version of a record: known says whether HubSpot's state at that time is known, and wrong what of it is not so.
func (c *chronicle) had(object, id string, at time.Time, properties map[string]string) (known bool, wrong string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	state, known := c.states[moment(object, id, at)]
	for name, value := range properties {
		if has, told := state[name]; told && has != value {
			return true, fmt.Sprintf("%s is %q, and was %q in HubSpot at %s", name, value, has, at)
		}
	}
	name := properties[named[object]]
	if c.loose[object+" "+name] || c.named[object+" "+id][name] {
		return known, ""
	}
	for key, names := range c.named { // of what has become this record
		if names[name] && c.became(key) == object+" "+id {
			return known, ""
		}
	}
	return known, fmt.Sprintf("%s is %q, which that record was never called", named[object], name)
}

// became returns what a record is after all merges.
func (c *chronicle) became(key string) string {
	for c.into[key] != "" {
		key = c.into[key]
	}
	return key
}

// named is the property with the name of a record, and marked one that nobody changes, by object type.
var (
	named  = map[string]string{"contacts": "lastname", "companies": "name", "deals": "dealname", "tickets": "subject"}
	marked = map[string]string{"contacts": "jobtitle", "companies": "description", "deals": "description", "tickets": "content"}
)

// doubled returns the marks that more than one record has, those that were merged away left out, and the number of marks.
func (c *chronicle) doubled(t truth) (twice []string, marks int) {
	for object, made := range c.made {
		times := map[string][]string{}
		for id, record := range t.records[object] {
			if t.into[object+" "+id] == "" {
				mark := record.Properties[marked[object]]
				times[mark] = append(times[mark], id)
			}
		}
		for _, mark := range made {
			if marks++; len(times[mark]) > 1 {
				twice = append(twice, fmt.Sprintf("%s: %s are the same: %s", object, strings.Join(times[mark], " and "), mark))
			}
		}
	}
	return twice, marks
}
