package api

import (
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// selection is what an answer shows of each record of an object type.
type selection struct {
	object       *store.Store
	view         record.View
	setOnly      bool // leaves out properties without a value
	histories    []pastProperty
	associations inline
}

// pastProperty is a property whose past values are shown.
type pastProperty struct {
	name string
	key  record.Key
}

// selectionOf reads the parameters of list and read.
func (s *server) selectionOf(c *gin.Context, o *store.Store) selection {
	return selection{
		object:       o,
		view:         viewOf(o, names(c, "properties")),
		histories:    historiesOf(o, names(c, "propertiesWithHistory")),
		associations: s.inlineOf(c),
	}
}

// viewOf chooses the properties of an answer: those requested and the ones that are always shown, or the defaults.
func viewOf(o *store.Store, asked []string) record.View {
	if len(asked) == 0 {
		return o.Schema.View(o.Type.Defaults...)
	}
	return o.Schema.View(slices.Concat(asked, o.Type.Always)...)
}

// historiesOf leaves out names that the account does not have, as viewOf does.
func historiesOf(o *store.Store, asked []string) []pastProperty {
	var all []pastProperty
	asked = slices.Clone(asked)
	slices.Sort(asked)
	for _, name := range slices.Compact(asked) {
		if key, ok := o.Schema.Key(name); ok {
			all = append(all, pastProperty{name, key})
		}
	}
	return all
}

// appendResults appends the member "results".
func (show selection) appendResults(b []byte, page []*record.Record) []byte {
	b = append(b, `"results":[`...)
	for i, r := range page {
		if i > 0 {
			b = append(b, ',')
		}
		b = show.append(b, r)
	}
	return append(b, ']')
}

// append appends one whole record.
func (show selection) append(b []byte, r *record.Record) []byte {
	return append(show.appendOpen(b, r), '}')
}

// appendOpen appends a record without its closing brace.
func (show selection) appendOpen(b []byte, r *record.Record) []byte {
	b = appendURL(show.view.Append(b, r, show.setOnly), show.object.Type, r.ID)
	if len(show.histories) > 0 {
		b = append(b, `,"propertiesWithHistory":`...)
		b = show.appendHistories(b, r)
	}
	b = show.associations.append(b, show.object, r)
	return b
}

// appendURL appends the address of a record's page.
func appendURL(b []byte, t *object.Type, id int64) []byte {
	b = append(b, `,"url":"`...)
	b = append(b, pages...)
	b = append(b, t.TypeID...)
	b = append(b, '/')
	return append(strconv.AppendInt(b, id, 10), '"')
}

// pastValue is one item of a property's history.
type pastValue struct {
	Value      string `json:"value"`
	Timestamp  string `json:"timestamp"`
	SourceType string `json:"sourceType"`
	SourceID   string `json:"sourceId,omitempty"`
	UserID     int64  `json:"updatedByUserId,omitzero"`
}

// appendHistories appends an object of lists, newest first.
func (show selection) appendHistories(b []byte, r *record.Record) []byte {
	all := make(map[string][]pastValue, len(show.histories))
	for _, property := range show.histories {
		list := []pastValue{}
		for _, event := range show.object.History(r, property.key) {
			list = append(list, pastValue{
				Value: event.Value, Timestamp: record.Stamp(event.At), SourceType: event.By.Type, SourceID: event.By.ID,
				UserID: event.By.UserID(),
			})
		}
		all[property.name] = list
	}
	encoded, err := json.Marshal(all, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic("api: a history cannot be marshalled: " + err.Error()) // it holds only texts and times
	}
	return append(b, encoded...)
}
