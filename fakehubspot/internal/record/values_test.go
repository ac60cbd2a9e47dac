package record_test

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

func changes() *rapid.Generator[map[record.Key]string] {
	return rapid.MapOf(rapid.Map(rapid.Uint16Range(0, 300), func(n uint16) record.Key { return record.Key(n) }),
		rapid.OneOf(rapid.Just(""), rapid.String(), rapid.StringN(200, 400, -1)))
}

func TestValuesAgainstAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		model := changes().Draw(t, "values")
		v := record.Pack(model)
		for range rapid.IntRange(0, 3).Draw(t, "writes") {
			change := changes().Draw(t, "change")
			v = v.With(change)
			maps.Copy(model, change)
		}
		maps.DeleteFunc(model, func(_ record.Key, value string) bool { return value == "" })
		if !maps.Equal(maps.Collect(v.All()), model) {
			t.Fatalf("%v, want %v", maps.Collect(v.All()), model)
		}
		for key := range record.Key(301) {
			if value, ok := v.Get(key); value != model[key] || ok != (model[key] != "") {
				t.Fatalf("%d: %q %v", key, value, ok)
			}
		}
	})
}

func TestJSONOfAnyValue(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	view := s.View("firstname", "lastname")
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "first")
		r := &record.Record{ID: 7, Created: 1, Modified: 2, Values: record.Pack(map[record.Key]string{s.AnyKey("firstname"): first})}
		var got struct {
			ID         string
			Properties map[string]*string
			UpdatedAt  time.Time
		}
		raw := append(view.Append(nil, r, false), '}')
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		want := []rune(first) // each byte that is not UTF-8 becomes the replacement character, or a run of them one
		switch value := got.Properties["firstname"]; {
		case first == "" && value != nil, got.Properties["lastname"] != nil, got.ID != "7", got.UpdatedAt.UnixMilli() != 2:
			t.Fatalf("%s", raw)
		case first != "" && (value == nil || len([]rune(*value)) > len(want)):
			t.Fatalf("%q became %s", first, raw)
		}
	})
}
