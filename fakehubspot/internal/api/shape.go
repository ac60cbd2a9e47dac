package api

import (
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// shape is what an answer shows of each contact.
type shape struct {
	view         record.View
	setOnly      bool
	history      histories
	associations []string
}

// histories are the properties whose past values were asked for.
type histories struct {
	names []string
	keys  []schema.Key
}

// shape reads the parameters of list and read.
func (s *server) shape(c *gin.Context) (shape, error) {
	return shape{
		view:         s.view(list(c, "properties")),
		history:      s.histories(list(c, "propertiesWithHistory")),
		associations: list(c, "associations"),
	}, nil
}

// histories leaves out names that the account does not have, as view does.
func (s *server) histories(asked []string) histories {
	var h histories
	asked = slices.Clone(asked)
	slices.Sort(asked)
	for _, name := range slices.Compact(asked) {
		if key, ok := s.Schema.Key(name); ok {
			h.names, h.keys = append(h.names, name), append(h.keys, key)
		}
	}
	return h
}

// appendContact appends one whole contact.
func (s *server) appendContact(b []byte, r *record.Record, shape shape) []byte {
	return append(s.appendOpen(b, r, shape), '}')
}

// appendOpen appends a contact without its closing brace.
func (s *server) appendOpen(b []byte, r *record.Record, shape shape) []byte {
	b = shape.view.Append(b, r, shape.setOnly)
	if len(shape.history.names) > 0 {
		b = append(b, `,"propertiesWithHistory":`...)
		b = s.appendHistories(b, r, shape.history)
	}
	if len(shape.associations) > 0 {
		b = s.appendAssociations(b, r, shape.associations)
	}
	return b
}

// pastValue is one item of a property's history.
type pastValue struct {
	Value      string `json:"value"`
	Timestamp  string `json:"timestamp"`
	SourceType string `json:"sourceType"`
	SourceID   string `json:"sourceId,omitempty"`
}

// appendHistories appends an object of lists, newest first.
func (s *server) appendHistories(b []byte, r *record.Record, h histories) []byte {
	all := make(map[string][]pastValue, len(h.names))
	for i, key := range h.keys {
		list := []pastValue{}
		for _, event := range s.Store.History(r, key) {
			list = append(list, pastValue{
				Value: event.Value, Timestamp: record.Stamp(event.At), SourceType: event.By.Type, SourceID: event.By.ID,
			})
		}
		all[h.names[i]] = list
	}
	encoded, err := json.Marshal(all, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic("api: a history does not marshal: " + err.Error()) // it holds only texts and times
	}
	return append(b, encoded...)
}
