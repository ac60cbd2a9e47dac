package source

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

func all(t *testing.T, s Source, since *string) []string {
	t.Helper()
	var out []string
	for raw, err := range s.Read(context.Background(), since) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(raw))
	}
	return out
}

func TestEmbedded(t *testing.T) {
	got := all(t, Embedded{Entities: []json.RawMessage{[]byte(`{"_id":"1"}`), []byte(`{"_id":"2"}`)}}, nil)
	if strings.Join(got, ",") != `{"_id":"1"},{"_id":"2"}` {
		t.Error(got)
	}
}

func TestDataset(t *testing.T) {
	store, err := dataset.Open(t.TempDir(), dataset.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	s := Dataset{Store: store, Name: "d"}
	if got := all(t, s, nil); len(got) != 0 {
		t.Errorf("a dataset that is not there gave %v", got)
	}
	err = store.Update(func(tx *dataset.Tx) error {
		for _, e := range []dataset.Entity{{ID: "a"}, {ID: "b"}, {ID: "a", Deleted: true}} {
			if _, err := tx.Append("d", e, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	zero := "0"
	for _, test := range []struct {
		s     Dataset
		since *string
		want  string
	}{
		{s, nil, "b1 a2"},
		{s, &zero, "b1 a2"},
		{Dataset{Store: store, Name: "d", History: true}, nil, "a0 b1 a2"},
	} {
		if got := versions(t, test.s, test.since); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
	bad := "x"
	for _, err := range s.Read(context.Background(), &bad) {
		if _, ok := errors.AsType[*ReadError](err); !ok {
			t.Errorf("since=x: %v", err)
		}
	}
}

func TestBody(t *testing.T) {
	if got := all(t, Body{Reader: strings.NewReader(`[{"_id":"1"}]`)}, nil); len(got) != 1 {
		t.Error(got)
	}
	for _, err := range (Body{Reader: strings.NewReader(`[`)}).Read(context.Background(), nil) {
		var failed *ReadError
		if !errors.As(err, &failed) || failed.Code != CodeEntity {
			t.Error(err)
		}
	}
}

// entities appends entities written as JSON.
func entities(t *testing.T, store *dataset.Store, name string, texts ...string) {
	t.Helper()
	err := store.Update(func(tx *dataset.Tx) error {
		for _, text := range texts {
			var m map[string]any
			if err := json.Unmarshal([]byte(text), &m); err != nil {
				return err
			}
			e, err := dataset.FromMap(m)
			if err != nil {
				return err
			}
			if _, err := tx.Append(name, e, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// versions returns the entities of a source as IDs with offsets: "a0 b1".
func versions(t *testing.T, s Source, since *string) string {
	t.Helper()
	var out []string
	for _, raw := range all(t, s, since) {
		var e struct {
			ID      string      `json:"_id"`
			Updated json.Number `json:"_updated"`
		}
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatal(err)
		}
		out = append(out, e.ID+e.Updated.String())
	}
	return strings.Join(out, " ")
}

func TestPartsOfADataset(t *testing.T) {
	store, err := dataset.Open(t.TempDir(), dataset.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	entities(
		t, store, "d",
		`{"_id":"a","kind":"tank"}`, `{"_id":"b","kind":"car"}`, `{"_id":"c","kind":["car","tank"],"$replaced":true}`,
		`{"_id":"d","kind":"tank","$replaced":false}`, `{"_id":"a","kind":"car"}`, `{"_id":"e","kind":"tank","_deleted":true}`,
		`{"_id":"f","kind":"tank","x":{"$replaced":true},"y":"$replaced"}`,
	)
	tank, err := subset.Parse([]byte(`["eq","_S.kind","tank"]`))
	if err != nil {
		t.Fatal(err)
	}
	two := "2"
	for _, test := range []struct {
		s     Dataset
		since *string
		want  string
	}{
		{Dataset{}, nil, "b1 c2 d3 a4 e5 f6"},
		{Dataset{Subset: tank}, nil, "c2 d3 e5 f6"},
		{Dataset{Subset: tank}, &two, "d3 e5 f6"},
		{Dataset{Subset: tank, History: true}, nil, "a0 c2 d3 e5 f6"},
		{Dataset{WithoutReplaced: true}, nil, "b1 d3 a4 e5 f6"},
		{Dataset{Subset: tank, WithoutReplaced: true}, nil, "d3 e5 f6"},
	} {
		test.s.Store, test.s.Name = store, "d"
		if got := versions(t, test.s, test.since); got != test.want {
			t.Errorf("%+v: %s, want %s", test.s, got, test.want)
		}
	}
}

// Entities newer than the completeness, and everything after them, are held back, so that they are read later.
func TestCompleteness(t *testing.T) {
	now := time.UnixMicro(100)
	store, err := dataset.Open(t.TempDir(), dataset.Options{NoSync: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	entities(t, store, "d", `{"_id":"a"}`, `{"_id":"b"}`)
	now = time.UnixMicro(300)
	entities(t, store, "d", `{"_id":"c"}`, `{"_id":"a","x":1}`)
	now = time.UnixMicro(200) // the machine's clock was put back
	entities(t, store, "d", `{"_id":"e"}`)
	complete := func(name string, up int64) {
		t.Helper()
		if err := store.Update(func(tx *dataset.Tx) error {
			return tx.SetMeta(name, func(m *dataset.Meta) { m.Completeness = up })
		}); err != nil {
			t.Fatal(err)
		}
	}
	entities(t, store, "unknown", `{"_id":"x"}`)
	complete("up1", 250)
	complete("up2", 400)
	one := "1"
	for _, test := range []struct {
		own   int64 // completeness of d
		names []string
		since *string
		want  string
	}{
		{0, nil, nil, "b1 c2 a3 e4"},
		{0, []string{"d"}, nil, ""},
		{99, []string{"d"}, nil, ""},
		{100, []string{"d"}, nil, "b1"},
		{299, []string{"d"}, nil, "b1"},
		{299, []string{"d"}, &one, ""},
		{300, []string{"d"}, &one, "c2 a3 e4"},
		{300, []string{"up1"}, nil, "b1"},
		{1, []string{"up2"}, nil, "b1 c2 a3 e4"},
		{1, []string{"up2", "up1"}, nil, "b1"},
		{1, []string{"up1", "up2"}, nil, "b1"},
		{300, []string{"up2", "nowhere"}, nil, ""},
		{300, []string{"up2", "unknown"}, nil, ""},
	} {
		complete("d", test.own)
		s := Dataset{Store: store, Name: "d", Completeness: test.names}
		if got := versions(t, s, test.since); got != test.want {
			t.Errorf("%d %v: %q, want %q", test.own, test.names, got, test.want)
		}
	}
}
