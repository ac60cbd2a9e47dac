package sesam_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

var when = time.Date(2022, 4, 14, 7, 45, 39, 0, time.UTC)

func TestAppendEntity(t *testing.T) {
	record := []byte(`{"id":"51", "properties":{"a":"\ud83d","b":null}}`)
	cut := strings.Index(string(record), `,"b"`)
	for want, e := range map[string]sesam.Entity{
		`{"_id":"51","_updated":"2022-04-14T07:45:39.000Z","id":"51", "properties":{"a":"\ud83d","b":null}}`: {ID: []byte("51"), Updated: when, Record: record},
		`{"_id":"51","_updated":"2022-04-14T07:45:39.000Z","id":"51", "properties":{"a":"\ud83d"}}`:          {ID: []byte("51"), Updated: when, Record: record, Head: cut, Tail: cut + 9},
		`{"_id":"51","_updated":"2022-04-14T07:45:39.000Z"}`:                                                 {ID: []byte("51"), Updated: when, Record: []byte("{ }")},
		`{"_id":"51","_deleted":true,"_updated":"2022-04-14T07:45:39.000Z","id":"51"}`:                       {ID: []byte("51"), Updated: when, Deleted: true},
	} {
		got, err := sesam.AppendEntity([]byte("before"), e, true)
		if err != nil || string(got) != "before"+want {
			t.Errorf("got  %s, %v\nwant before%s", got, err, want)
		}
		short, err := sesam.AppendEntity(nil, e, false)
		if wanted := strings.Replace(want, `,"_updated":"2022-04-14T07:45:39.000Z"`, "", 1); err != nil || string(short) != wanted {
			t.Errorf("got  %s, %v\nwant %s", short, err, wanted)
		}
	}
}

func TestAppendEntityRefuses(t *testing.T) {
	for name, e := range map[string]sesam.Entity{
		"no id":     {Record: []byte("{}")},
		"quoted id": {ID: []byte(`5"`), Record: []byte("{}")},
		"no record": {ID: []byte("5")},
		"an array":  {ID: []byte("5"), Record: []byte("[]")},
		"wrong cut": {ID: []byte("5"), Record: []byte("{}"), Head: 1, Tail: 9},
	} {
		if got, err := sesam.AppendEntity(nil, e, true); err == nil {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Whatever object HubSpot sends, the entity has its members and the connector's.
func FuzzAppendEntity(f *testing.F) {
	for _, seed := range []string{`{}`, `{ }`, `{"id":"1","properties":{"x":"\\\""}}`, "{\"a\":1\n}", `{"":{}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		var members map[string]any
		if json.Unmarshal(record, &members) != nil || members == nil || record[0] != '{' || record[len(record)-1] != '}' {
			return
		}
		text, err := sesam.AppendEntity(nil, sesam.Entity{ID: []byte("7"), Updated: when, Record: record}, true)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		want := map[string]any{"_id": "7", "_updated": "2022-04-14T07:45:39.000Z"}
		maps.Copy(want, members)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func BenchmarkAppendEntity(b *testing.B) {
	e := sesam.Entity{ID: []byte("57156923994"), Updated: when, Record: []byte(`{"id":"57156923994","properties":{"createdate":"2021-04-28T10:26:44.741Z","email":"someone@example.com","firstname":"Some","hs_object_id":"57156923994","lastmodifieddate":"2025-02-28T05:09:57.297Z","lastname":"One"},"createdAt":"2021-04-28T10:26:44.741Z","updatedAt":"2025-02-28T05:09:57.297Z","archived":false}`)}
	buf := make([]byte, 0, 4096)
	b.ReportAllocs()
	b.SetBytes(int64(len(e.Record)))
	for b.Loop() {
		if _, err := sesam.AppendEntity(buf, e, true); err != nil {
			b.Fatal(err)
		}
	}
}
