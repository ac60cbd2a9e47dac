package record_test

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

func changes() *rapid.Generator[map[schema.Key]string] {
	return rapid.MapOf(rapid.Map(rapid.Uint16Range(0, 300), func(n uint16) schema.Key { return schema.Key(n) }),
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
		maps.DeleteFunc(model, func(_ schema.Key, value string) bool { return value == "" })
		if !maps.Equal(maps.Collect(v.All()), model) {
			t.Fatalf("%v, want %v", maps.Collect(v.All()), model)
		}
		for key := range schema.Key(301) {
			if value, ok := v.Get(key); value != model[key] || ok != (model[key] != "") {
				t.Fatalf("%d: %q %v", key, value, ok)
			}
		}
	})
}

func TestJSONOfAnyValue(t *testing.T) {
	s := schema.New(time.Now)
	view := record.NewView(s, "firstname", "lastname")
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "first")
		r := &record.Record{ID: 7, Created: 1, Modified: 2, Values: record.Pack(map[schema.Key]string{s.Number("firstname"): first})}
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
