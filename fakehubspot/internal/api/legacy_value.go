package api

import (
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyValue is a property as versions 1 and 2 show it everywhere but with contacts: times are milliseconds since 1970.
type legacyValue struct {
	Value     string          `json:"value"`
	Timestamp int64           `json:"timestamp"`
	Source    string          `json:"source"`
	SourceID  *string         `json:"sourceId"`
	Versions  []legacyVersion `json:"versions"`
}

// legacyVersion is the present value of a property or one of its past values.
type legacyVersion struct {
	Name      string  `json:"name"`
	Value     string  `json:"value"`
	Timestamp int64   `json:"timestamp,omitzero"`
	SourceID  string  `json:"sourceId,omitzero"`
	Source    string  `json:"source"`
	SourceVid []int64 `json:"sourceVid"`
}

// calculated is the source of what HubSpot sets by itself.
const calculated = "CALCULATED"

// legacyShow chooses the properties that a legacy answer shows. Those without a value are left out.
type legacyShow struct {
	object *store.Store
	all    bool     // shows every property
	names  []string // and otherwise these
	past   []string // those with their past values
	whole  bool     // shows the past values of every property
}

// legacyShowOf reads the parameters of a list: properties, and propertiesWithHistory.
func legacyShowOf(c *gin.Context, o *store.Store) legacyShow {
	past := names(c, "propertiesWithHistory")
	return legacyShow{object: o, names: slices.Concat(names(c, "properties"), past), past: past}
}

// legacyWholeOf is what a single record and the lists of recent ones show: every property, with its past values if the caller
// asks for them.
func legacyWholeOf(c *gin.Context, o *store.Store) (legacyShow, error) {
	whole, err := flag(c, "includePropertyVersions")
	return legacyShow{object: o, all: true, whole: whole}, err
}

// chosen returns the names of the properties to show of a record: those that the account has.
func (show legacyShow) chosen(r *record.Record) []string {
	if !show.all {
		return show.names
	}
	var all []string
	for name := range show.object.Schema.Named(r) {
		all = append(all, name)
	}
	return all
}

// properties are the properties of a record.
func (show legacyShow) properties(r *record.Record) map[string]legacyValue {
	all := map[string]legacyValue{}
	for _, name := range show.chosen(r) {
		versions := legacyVersions(show.object, r, name)
		if len(versions) == 0 {
			continue
		}
		latest := versions[0]
		one := legacyValue{Value: latest.Value, Timestamp: latest.Timestamp, Source: latest.Source, Versions: versions[:1]}
		if latest.SourceID != "" {
			one.SourceID = &latest.SourceID
		}
		if show.whole || slices.Contains(show.past, name) {
			one.Versions = versions
		}
		all[name] = one
	}
	return all
}

// legacyVersions are the values of a property of a record, the present one first; none if it has no value or does not exist.
func legacyVersions(o *store.Store, r *record.Record, name string) []legacyVersion {
	p, known := o.Schema.Property(name)
	if !known || p.Archived {
		return nil
	}
	key := o.Schema.AnyKey(name)
	present, set := o.Schema.Getter(key)(r)
	if !set {
		return nil
	}
	now := legacyVersion{Name: name, Value: legacyText(p, present), Source: calculated, SourceVid: []int64{}}
	if key == record.KeyID { // which has no time
		return []legacyVersion{now}
	}
	if key == record.KeyModified {
		now.Timestamp = r.Modified
		return []legacyVersion{now}
	}
	var all []legacyVersion
	for _, event := range o.History(r, key) {
		all = append(all, legacyVersion{
			Name: name, Value: legacyText(p, event.Value), Timestamp: event.At, SourceID: event.By.ID, Source: event.By.Type,
			SourceVid: []int64{},
		})
	}
	return all
}

// legacyText is a value as versions 1 and 2 write it: days and times in milliseconds since 1970, all else as it is.
func legacyText(p *schema.Property, value string) string {
	parse := schema.ParseInstant
	switch p.Type {
	case schema.DateTime:
	case schema.Date:
		parse = schema.ParseDay
	default:
		return value
	}
	at, err := parse(value)
	if err != nil {
		return value // one that was cleared, or that an import brought
	}
	return strconv.FormatInt(at.UnixMilli(), 10)
}
