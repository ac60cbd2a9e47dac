package push

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

func TestParseEntity(t *testing.T) {
	for text, want := range map[string]Entity{
		`{}`: {Values: map[string]string{}},
		`{"_id":"erp:7","_updated":12,"_hash":"x","$ids":["~:erp:7"],"email":"a@b.no","age":41}`: {
			Key: "erp:7", Values: map[string]string{"email": "a@b.no", "age": "41"},
		},
		`{"_id":"51","id":"51","properties":{"email":"a@b.no","hs_object_id":"51","url":null},"createdAt":"x","archived":false,"associations":{},"other":{}}`: {
			Key: "51", ID: "51", Values: map[string]string{"email": "a@b.no", "url": ""},
		},
		`{"hubspot-contact:id":51,"hubspot-contact:email":"a@b.no","erp:email":"a@b.no","createdAt":"x","updatedAt":"x","archived":false,"archivedAt":"x","url":"x","associations":{}}`: {
			ID: "51", Values: map[string]string{"email": "a@b.no"},
		},
		`{"id":null,"hs_object_id":"0052","name":"x"}`:                        {ID: "52", Values: map[string]string{"name": "x"}},
		`{"id":"","properties":{"hs_object_id":"53"}}`:                        {ID: "53", Values: map[string]string{}},
		`{"id":"~:hubspot-contact:54"}`:                                       {ID: "54", Values: map[string]string{}},
		`{"_id":"51","_deleted":true,"_updated":"2026-03-01T00:00:00.000Z"}`:  {Key: "51", Deleted: true, Values: map[string]string{}},
		`{"_deleted":true,"$replaced":true,"id":"9"}`:                         {ID: "9", Deleted: true, Replaced: true, Values: map[string]string{}},
		`{"properties":"no object","a":1}`:                                    {Values: map[string]string{"properties": "no object", "a": "1"}},
		`{"a":"x","$based_on":null}`:                                          {Values: map[string]string{"a": "x"}},
		`{"a":"x","$based_on":{}}`:                                            {Values: map[string]string{"a": "x"}, Basis: map[string]string{}},
		`{"a":"x","$based_on":{"erp:a":"y","b":"z","id":"1","url":"x"}}`:      {Values: map[string]string{"a": "x"}, Basis: map[string]string{"a": "y"}},
		`{"a":"x","$based_on":{"id":"1","properties":{"a":"y","b":{"c":1}}}}`: {Values: map[string]string{"a": "x"}, Basis: map[string]string{"a": "y"}},
		`{"a":"x","b":"y","c":"z","$based_on":{"a":"1","b":"2"},"$based_on_properties":["properties.a","erp:c"]}`: {
			Values: map[string]string{"a": "x", "b": "y", "c": "z"}, Basis: map[string]string{"a": "1", "c": ""},
		},
		`{"a":"x","$based_on":{"a":"1","b":"2"},"$based_on_properties":["b"]}`:   {Values: map[string]string{"a": "x"}, Basis: map[string]string{}},
		`{"id":"1","_deleted":true,"$based_on":{},"$based_on_properties":["b"]}`: {ID: "1", Deleted: true, Values: map[string]string{}, Basis: map[string]string{"b": ""}},
		`{"id":"1","_deleted":true,"a":{},"b":["c;d"],"c":"x"}`:                  {ID: "1", Deleted: true, Values: map[string]string{"c": "x"}},
		`{"id":"1","_deleted":true,"$based_on":{"a":"1","b":{"c":1}}}`:           {ID: "1", Deleted: true, Values: map[string]string{}, Basis: map[string]string{"a": "1"}},
	} {
		got, err := parseEntity(0, []byte(text))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
}

func TestParseEntityRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`7`:                              "it is not a JSON object",
		`[{}]`:                           "it is not a JSON object",
		`"text"`:                         "it is not a JSON object",
		`{"a":1,"a":2,"_id":"k"}`:        `two members "a"`,
		`{"x:a":1,"y:a":2,"_id":"k"}`:    `two members "a"`,
		`{"_deleted":"true","_id":"k"}`:  `_deleted is neither true nor false, but "true"`,
		`{"x:_deleted":1,"_id":"k"}`:     "_deleted is neither",
		`{"$replaced":[true],"_id":"k"}`: "$replaced is neither",
		`{"_id":"k","_id":"l"}`:          `two members "_id"`,
		`{"properties":{"a":1,"x:a":2},"_id":"k"}`:              `properties have two members "a"`,
		`{"id":"seven","_id":"k"}`:                              `id "seven" is no ID`,
		`{"id":7.5,"_id":"k"}`:                                  "is no ID",
		`{"id":{"a":1},"_id":"k"}`:                              "is no ID",
		`{"id":"99999999999999999999","_id":"k"}`:               "is no ID",
		`{"id":-7,"_id":"k"}`:                                   "is no ID",
		`{"a":{"b":1},"_id":"k"}`:                               `property "a" is an object`,
		`{"a":["b;c"],"_id":"k"}`:                               `property "a" has an element 0 with a semicolon`,
		`{"a":"x","$based_on":7,"_id":"k"}`:                     "$based_on is not an object",
		`{"a":"x","$based_on":{"a":{}},"_id":"k"}`:              `$based_on: property "a" is an object`,
		`{"$based_on":{},"$based_on_properties":7,"_id":"k"}`:   "$based_on_properties is not a list of names",
		`{"$based_on":{},"$based_on_properties":[7],"_id":"k"}`: "$based_on_properties is not a list of names",
	} {
		got, err := parseEntity(3, []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || got.Index != 3 {
			t.Errorf("%s: %v, %v; want %s", text, got, err, want)
		}
		if strings.Contains(text, `"_id":"k"`) && !strings.Contains(text, `"_id":"l"`) && got.Key != "k" {
			t.Errorf("%s: the key is %q", text, got.Key)
		}
	}
}

// Whatever valid JSON a pipe sends becomes an entity or is refused, and never a value that HubSpot would not take as text.
func FuzzParseEntity(f *testing.F) {
	for _, seed := range []string{`{"_id":"a","x:b":["c",1]}`, `{"properties":{"a":null},"$based_on":{"a":"~t2026-03-01T00:00:00Z"},"$based_on_properties":["a"]}`, `{"id":1e3}`, `[]`, `{"a":{}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		decoder := newDecoder(text)
		if decoder.SkipValue() != nil || decoder.InputOffset() != int64(len(text)) {
			return
		}
		e, err := parseEntity(0, text)
		if err != nil {
			return
		}
		if jsontext.Value(text).Kind() != '{' {
			t.Fatalf("%s: %v", text, e)
		}
		for name := range e.Basis {
			if _, isWritten := e.Values[name]; !isWritten && !e.Deleted {
				t.Errorf("%s: %s is in the basis of nothing that is written", text, name)
			}
		}
	})
}
