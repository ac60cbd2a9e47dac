package subset

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func version(t interface{ Fatal(...any) }, entity string) *dataset.Version {
	var m map[string]any
	dec := json.NewDecoder(strings.NewReader(entity))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		t.Fatal(err)
	}
	e, err := dataset.FromMap(m)
	if err != nil {
		t.Fatal(err)
	}
	return &dataset.Version{Entity: e}
}

func TestHas(t *testing.T) {
	for _, test := range []struct {
		subset, entity string
		want           bool
	}{
		{`["eq","_S.kind","tank"]`, `{"_id":"1","kind":"tank"}`, true},
		{`["eq","_S.kind","tank"]`, `{"_id":"1","kind":"tanks"}`, false},
		{`["eq","_S.kind","tank"]`, `{"_id":"1"}`, false},
		{`["eq","_S.kind","tank"]`, `{"_id":"1","_deleted":true,"kind":"tank"}`, true},
		{`["eq","_S.kind","tank"]`, `{"_id":"1","kind":["car","tank"]}`, true},
		{`["eq","_S.kind","tank"]`, `{"_id":"1","kind":[]}`, false},
		{`["eq","_S.kind","1"]`, `{"_id":"1","kind":1}`, false},
		{`["eq","_S.kind",1]`, `{"_id":"1","kind":1}`, true},
		{`["eq","_S.kind",12345678901234567890]`, `{"_id":"1","kind":12345678901234567891}`, false},
		{`["eq","_S.kind",true]`, `{"_id":"1","kind":true}`, true},
		{`["eq","_S.kind","a\u00e6<"]`, `{"_id":"1","kind":"aæ\u003c"}`, true},
		{`["eq","_S.a.b","x"]`, `{"_id":"1","a":{"b":"x"}}`, true},
		{`["eq","_S.a.b","x"]`, `{"_id":"1","a":[{"b":"y"},{"b":["x"]}]}`, true},
		{`["eq","_S.a.b","x"]`, `{"_id":"1","a":"x"}`, false},
		{`["eq","_S.a","x"]`, `{"_id":"1","a":{"a":"x"}}`, false},
		{`["eq","_S.ns:kind","~:ns:tank"]`, `{"_id":"1","ns:kind":"~:ns:tank"}`, true},
		{`["eq","_S._id","1"]`, `{"_id":"1"}`, true},
		{`["eq","_S._id","1"]`, `{"_id":"2"}`, false},
		{`["eq","_S._id",1]`, `{"_id":"1"}`, false},
	} {
		s, err := Parse([]byte(test.subset))
		if err != nil {
			t.Errorf("%s: %v", test.subset, err)
			continue
		}
		if got := s.Has(version(t, test.entity)); got != test.want {
			t.Errorf("%s has %s: %v", test.subset, test.entity, got)
		}
	}
}

func TestParse(t *testing.T) {
	for _, test := range []struct {
		text string
		want error
	}{
		{``, errForm},
		{`null`, errForm},
		{`{}`, errForm},
		{`["eq","_S.a"]`, errForm},
		{`["eq","_S.a","b","c"]`, errForm},
		{`["lt","_S.a","b"]`, errForm},
		{`["eq",["lower","_S.a"],"b"]`, errPath},
		{`["eq","a","b"]`, errPath},
		{`["eq","_T.a","b"]`, errPath},
		{`["eq","_S.","b"]`, errPath},
		{`["eq","_S.a..b","c"]`, errPath},
		{`["eq","_S._ts",1]`, errPath},
		{`["eq","_S._id.x","1"]`, errPath},
		{`["eq","_S.a",["ni","foo","bar"]]`, errValue},
		{`["eq","_S.a",{"b":1}]`, errValue},
		{`["eq","_S.a",null]`, errValue},
	} {
		if s, err := Parse([]byte(test.text)); s != nil || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v, want %v", test.text, s, err, test.want)
		}
	}
	s, err := Parse([]byte(` [ "eq", "_S.a<b.c", "\u00e6 & \"ø\"" ] `))
	if err != nil || s.String() != `["eq","_S.a<b.c","æ & \"ø\""]` {
		t.Error(s, err)
	}
}

// plain returns the values at a path of a decoded entity.
func plain(value any, path []string) []any {
	switch v := value.(type) {
	case []any:
		var out []any
		for _, item := range v {
			out = append(out, plain(item, path)...)
		}
		return out
	case map[string]any:
		if len(path) == 0 {
			return nil
		}
		return plain(v[path[0]], path[1:])
	default:
		if len(path) > 0 {
			return nil
		}
		return []any{v}
	}
}

// A version is in the subset if its values at the path include the value.
func TestHasIsLikeDecoding(t *testing.T) {
	leaf := rapid.OneOf(rapid.Just[any]("x"), rapid.Just[any]("y"), rapid.Just[any](true), rapid.Just[any](nil), rapid.Just[any]("1"))
	name := rapid.SampledFrom([]string{"a", "b"})
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		if depth == 0 {
			return leaf
		}
		return rapid.OneOf(leaf,
			rapid.Map(rapid.SliceOfN(value(depth-1), 0, 3), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(name, value(depth-1), 0, 2), func(m map[string]any) any { return m }))
	}
	rapid.Check(t, func(t *rapid.T) {
		entity := map[string]any{"a": value(3).Draw(t, "a"), "b": value(2).Draw(t, "b"), "_id": "1"}
		path := rapid.SliceOfN(name, 1, 3).Draw(t, "path")
		want := rapid.SampledFrom([]any{"x", "y", true, "1"}).Draw(t, "value")
		text, err := json.Marshal([]any{"eq", "_S." + strings.Join(path, "."), want})
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		e, err := dataset.FromMap(entity)
		if err != nil {
			t.Fatal(err)
		}
		there := false
		for _, v := range plain(entity[path[0]], path[1:]) {
			there = there || v == want
		}
		if got := s.Has(&dataset.Version{Entity: e}); got != there {
			t.Fatalf("%s has %v: %v", text, entity, got)
		}
	})
}

// A subset can be parsed again from the form in which it is sent; anything else is an error.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`["eq","_S.kind","tank"]`, `["eq","_S._id","1"]`, `["eq","_S.a.b",1.50]`, `["eq","_S.a",true]`, `["eq","_S.a",[1]]`, `[]`,
		`["eq","_S.","\ud800"]`, `["eq","_S.a","` + "\xff" + `"]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text)
		if (s == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", text, s, err)
		}
		if err != nil {
			return
		}
		again, err := Parse([]byte(s.String()))
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q is sent as %s: %v", text, s, err)
		}
		s.Has(version(t, `{"_id":"1","kind":["tank",{"a":1}],"a":{"b":1.50}}`))
	})
}
