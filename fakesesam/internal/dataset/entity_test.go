package dataset

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func decode(t interface{ Fatal(...any) }, text string) map[string]any {
	var m map[string]any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEqualContentHasEqualHash(t *testing.T) {
	same := []string{
		`{"_id":"1","b":[1,2.50],"a":{"y":"é<","x":null}}`,
		`{"a":{"x":null,"y":"\u00e9\u003c"}, "_updated":"2026", "_id":"1","b":[1, 2.50]}`,
		`{"_hash":"zz","_id":"1","_deleted":false,"a":{"x":null,"y":"é<"},"b":[1,2.50],"_ts":7}`,
	}
	first, err := FromMap(decode(t, same[0]))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range same[1:] {
		e, err := FromMap(decode(t, text))
		if err != nil {
			t.Fatal(err)
		}
		if e.Hash() != first.Hash() || string(e.Members) != string(first.Members) {
			t.Errorf("%s\nis stored as %s\nand %s\nas %s", same[0], first.Members, text, e.Members)
		}
	}
	for _, text := range []string{
		`{"_id":"2","b":[1,2.50],"a":{"y":"é<","x":null}}`,
		`{"_id":"1","b":[1,2.5],"a":{"y":"é<","x":null}}`,
		`{"_id":"1","b":[1,2.50],"a":{"y":"é<"}}`,
		`{"_id":"1","_deleted":true,"b":[1,2.50],"a":{"y":"é<","x":null}}`,
	} {
		e, err := FromMap(decode(t, text))
		if err != nil {
			t.Fatal(err)
		}
		if e.Hash() == first.Hash() {
			t.Errorf("%s has the hash of %s", text, same[0])
		}
	}
}

func TestBadEntities(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1}`:                  "the entity has no _id",
		`{"_id":""}`:               "the entity's _id is empty",
		`{"_id":7}`:                "the entity's _id must be a string, got 7",
		`{"_id":["a"]}`:            `the entity's _id must be a string, got ["a"]`,
		`{"_id":"a","_deleted":1}`: `entity "a": _deleted must be true or false`,
		`{"_id":"` + strings.Repeat("x", MaxID+1) + `"}`: "the entity's _id must have at most 32768 bytes, got 32769",
	} {
		_, err := FromMap(decode(t, text))
		if err == nil || err.Error() != want {
			t.Errorf("%.40s: %v, want %s", text, err, want)
		}
	}
}

// An entity is read as it was stored: with every value, and no reserved property except those of the node.
func TestEntityComesBack(t *testing.T) {
	keys := rapid.StringMatching(`[a-zA-Z$é"\\]{1,6}`)
	values := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.StringMatching(`-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,5})?`), func(s string) any { return json.Number(s) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.MapOf(keys, values).Draw(t, "entity")
		in["_id"] = "x"
		e, err := FromMap(in)
		if err != nil {
			t.Fatal(err)
		}
		v := Version{Entity: e, Previous: -1}
		raw := v.append(nil)
		back, err := decodeVersion(offsetKey(0), raw)
		if err != nil {
			t.Fatal(err)
		}
		out := decode(t, string(back.AppendJSON(nil)))
		for _, own := range []string{"_deleted", "_updated", "_previous", "_ts", "_hash"} {
			if _, there := out[own]; !there {
				t.Fatalf("%s is missing", own)
			}
			delete(out, own)
		}
		want, _ := json.Marshal(in)
		got, _ := json.Marshal(out)
		if string(want) != string(got) {
			t.Fatalf("in  %s\nout %s", want, got)
		}
	})
}
