package source

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func jsonArray(text []byte, into *[]json.RawMessage) bool { return json.Unmarshal(text, into) == nil }

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
		var got []string
		for _, raw := range all(t, test.s, test.since) {
			var e struct {
				ID      string      `json:"_id"`
				Updated json.Number `json:"_updated"`
			}
			if err := json.Unmarshal([]byte(raw), &e); err != nil {
				t.Fatal(err)
			}
			got = append(got, e.ID+e.Updated.String())
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%v, want %s", got, test.want)
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
