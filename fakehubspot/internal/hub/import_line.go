package hub

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// takes are the members that each kind of line has beside kind and object.
var takes = map[string][]string{
	kindAccount:  {"lastId", "place", "clock", "now", "machine"},
	kindSchema:   {"schema"},
	kindOwner:    {"owner"},
	kindPipeline: {"pipeline"},
	kindProperty: {"property"},
	kindRule:     {"name", "rule"},
	kindContact:  {"id", "properties", "createdAt", "updatedAt", "archivedAt"},
	kindRecord:   {"id", "properties", "createdAt", "updatedAt", "archivedAt"},
	kindEvent:    {"id", "name", "value", "at", "source", "sourceId"},
	kindTie:      {"id", "tie"},
	kindType:     {"type"},
	kindLimit:    {"limit"},
	kindSeeded:   {"place"},
	kindBlocked:  {"value"},
	kindErased:   {"id"},
	kindMerge:    {"id", "into"},
}

// aboutAccount are the kinds of lines that are about no object type.
var aboutAccount = []string{kindAccount, kindSchema, kindOwner}

// The bounds of an import beside those of what it holds.
const (
	maxPlace = 1_000_000_000_000
	maxNames = schema.MaxNames + 1_000 // of properties: HubSpot's own come on top of those that an account may add
	maxName  = 200
)

// take adds one line.
func (all *imported) take(l line) error {
	members, known := takes[l.Kind]
	if !known {
		return fmt.Errorf("kind %q is unknown: must be one of account, schema, owner, pipeline, property, rule, contact, record, event, tie, type, limit, seeded, blocked, erased, merge", cut(l.Kind))
	}
	if err := l.only(members); err != nil {
		return err
	}
	switch l.Kind {
	case kindAccount:
		return all.takeAccount(l)
	case kindSchema:
		return all.takeSchema(l)
	case kindOwner:
		return all.takeOwner(l)
	}
	o, known := all.into.account.Object(cmp.Or(l.Object, object.Contacts.Plural))
	if !known && l.Kind == kindProperty {
		o, known = all.archivedType(l.Object)
	}
	if !known {
		return fmt.Errorf("object %q is unknown", cut(l.Object))
	}
	if l.Kind == kindContact && o != all.into.contacts {
		return fmt.Errorf("object must be contacts or left out on a line of kind contact, got %q; kind record is for others", l.Object)
	}
	switch l.Kind {
	case kindPipeline:
		return all.takePipeline(o, l)
	case kindProperty:
		return all.takeProperty(o, l)
	case kindRule:
		return all.takeRule(o, l)
	case kindSeeded:
		return all.takeSeeded(o, l)
	case kindType:
		return all.takeType(o, l.Type)
	case kindLimit:
		return all.takeLimit(o, l.Limit)
	}
	state := all.state.Objects[o.Type.Plural]
	if state == nil {
		state = &store.ObjectState{}
		all.state.Objects[o.Type.Plural] = state
	}
	return all.takeRecord(o, state, l)
}

// archivedType is an archived object type of the account's own: it has no records, but properties.
func (all *imported) archivedType(name string) (*store.Store, bool) {
	for _, o := range all.into.account.ArchivedObjects() {
		if o.Type.Plural == name {
			return o, true
		}
	}
	return nil, false
}

// only reports a member that the line has and its kind does not.
func (l line) only(members []string) error {
	given := reflect.ValueOf(l)
	for i := range given.NumField() {
		name, _, _ := strings.Cut(given.Type().Field(i).Tag.Get("json"), ",")
		if name == "kind" || name == "object" && !slices.Contains(aboutAccount, l.Kind) || slices.Contains(members, name) || given.Field(i).IsZero() {
			continue
		}
		return fmt.Errorf("a line of kind %s does not take %s, only %s", l.Kind, name, strings.Join(members, ", "))
	}
	return nil
}

func (all *imported) takeAccount(l line) error {
	if l.Clock != clockReal && l.Clock != clockFrozen || l.Now.IsZero() {
		return fmt.Errorf("clock must be %s or %s, with the time in now, got %q", clockReal, clockFrozen, cut(l.Clock))
	}
	if l.LastID < 0 || l.LastID > MaxID {
		return fmt.Errorf("lastId must be between 0 and %d, got %d", MaxID, l.LastID)
	}
	if err := errors.Join(times(moment{"now", l.Now}), bound.Int("place", l.Place, 0, maxPlace)); err != nil {
		return err
	}
	all.account, all.state.LastID = l, l.LastID
	all.into.places[object.Contacts.Plural] = l.Place
	return nil
}

// takeSeeded notes how many records of an object type were generated.
func (all *imported) takeSeeded(o *store.Store, l line) error {
	if o == all.into.contacts {
		return errors.New("place of contacts stands in the first line")
	}
	all.into.places[o.Type.Plural] = l.Place
	return bound.Int("place", l.Place, 1, maxPlace)
}

func (all *imported) takeProperty(o *store.Store, l line) error {
	if l.Property == nil || l.Property.Name == "" {
		return errors.New("a property line needs a property with a name")
	}
	if err := all.name("property.name", l.Property.Name); err != nil {
		return err
	}
	if err := l.Property.CheckForm(); err != nil {
		return fmt.Errorf("property.%w", err)
	}
	if err := l.Property.CheckSize(); err != nil {
		return err
	}
	own, exists := o.Schema.Property(l.Property.Name)
	switch vendor := exists && own.HubSpotDefined; {
	case !vendor && l.Property.HubSpotDefined:
		return fmt.Errorf("property %q is not HubSpot's own; leave hubspotDefined out", l.Property.Name)
	case vendor && (!l.Property.HubSpotDefined || !l.Property.Archived || !own.Modification.Archivable || l.Property.Type != own.Type):
		return fmt.Errorf("property %q is HubSpot's own; an account can archive some of these, and change nothing else about them", l.Property.Name)
	}
	all.properties[o] = append(all.properties[o], *l.Property)
	return nil
}

// name counts the names of properties: each needs a key, and there is no end of names.
func (all *imported) name(what, name string) error {
	if all.names[name] {
		return nil
	}
	if name == "" {
		return fmt.Errorf("%s must not be empty", what)
	}
	if err := bound.Text(what, name, maxName); err != nil {
		return err
	}
	if len(all.names) >= maxNames {
		return fmt.Errorf("%s %q is one too many: an import has at most %d names of properties", what, name, maxNames)
	}
	all.names[name] = true
	return nil
}

// takeRecord adds a line about a record to the state of its object type.
func (all *imported) takeRecord(o *store.Store, state *store.ObjectState, l line) error {
	if l.Kind == kindBlocked {
		if l.Value == "" {
			return errors.New("value must not be empty: it is what is blocked")
		}
		state.Blocked = append(state.Blocked, strings.ToLower(l.Value))
		return nil
	}
	id, err := ParseID("id", l.ID)
	if err != nil {
		return err
	}
	switch l.Kind {
	case kindEvent:
		if err := errors.Join(all.name("name", l.Name), times(moment{"at", l.At})); err != nil {
			return err
		}
		state.Events = append(state.Events, store.StateEvent{
			ID: id, Name: l.Name, Event: store.Event{Value: l.Value, At: l.At.UnixMilli(), By: store.Source{Type: l.Source, ID: l.SourceID}},
		})
	case kindTie:
		return all.takeTie(o, id, l.Tie)
	case kindErased:
		state.Erased = append(state.Erased, id)
	case kindMerge:
		into, err := ParseID("into", l.Into)
		if err != nil {
			return err
		}
		state.Merges = append(state.Merges, [2]int64{id, into})
	default:
		r, err := all.record(o, id, l)
		if err != nil {
			return err
		}
		if len(state.Records) >= MaxRecords {
			return fmt.Errorf("record %d is one too many: there can be %d", id, MaxRecords)
		}
		state.Records = append(state.Records, r)
	}
	return nil
}

// fields are the properties that a line has as members.
var fields = []record.Key{record.KeyID, record.KeyCreated, record.KeyModified}

// record is the record of a line.
func (all *imported) record(o *store.Store, id int64, l line) (store.StateRecord, error) {
	if l.CreatedAt.IsZero() || l.UpdatedAt.IsZero() {
		return store.StateRecord{}, fmt.Errorf("a %s needs createdAt and updatedAt", l.Kind)
	}
	r := store.StateRecord{ID: id, Created: l.CreatedAt.UnixMilli(), Modified: l.UpdatedAt.UnixMilli(), Values: l.Properties}
	err := times(moment{"createdAt", l.CreatedAt}, moment{"updatedAt", l.UpdatedAt})
	if l.ArchivedAt != nil {
		r.Archived = l.ArchivedAt.UnixMilli()
		err = errors.Join(err, times(moment{"archivedAt", *l.ArchivedAt}))
	}
	for name := range l.Properties {
		if err := all.name("a name in properties", name); err != nil {
			return store.StateRecord{}, err
		}
		if key, known := o.Schema.Key(name); known && slices.Contains(fields, key) {
			return store.StateRecord{}, fmt.Errorf("properties must not have %s: it follows from id, createdAt and updatedAt", name)
		}
	}
	return r, err
}

// moment is a time of a line, by the name of its member.
type moment struct {
	member string
	at     time.Time
}

// times reports the first time that a record or clock cannot have.
func times(all ...moment) error {
	for _, one := range all {
		if err := clock.Check(one.at); err != nil {
			return fmt.Errorf("%s %w", one.member, err)
		}
	}
	return nil
}
