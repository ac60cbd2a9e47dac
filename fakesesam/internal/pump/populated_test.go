package pump

import (
	"fmt"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func (b *bed) populated(t *testing.T, name string) bool {
	t.Helper()
	var m dataset.Meta
	err := b.store.View(func(tx *dataset.Tx) error {
		var err error
		if m, err = tx.Meta(name); err != nil {
			return nil // not there
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m.Populated
}

// Each value of set_initial_offset takes effect at its own moment: configured, begun and failed, completed in part, completed
// in full.
func TestSetInitialOffset(t *testing.T) {
	for value, want := range map[string]string{
		"if-source-populated": "false false false true",
		"never":               "false false false false",
		"always":              "false false true true",
		"initially":           "false true true true",
		"onload":              "true true true true",
	} {
		b := testBed(t, with(`"sink":{"type":"dataset","set_initial_offset":"`+value+`"}`))
		fill(b, 4)
		var got [4]bool
		got[0] = b.populated(t, "p")
		b.source.failAfter = 2
		b.run(t, Normal)
		got[1] = b.populated(t, "p")
		b.receive(t, false, `[{"_id":"a"}]`)
		got[2] = b.populated(t, "p")
		b.completed(t, Normal)
		got[3] = b.populated(t, "p")
		if text := fmt.Sprintf("%t %t %t %t", got[0], got[1], got[2], got[3]); text != want {
			t.Errorf("%s: %s, want %s", value, text, want)
		}
	}
}

// A dataset read from another one is populated when that one is, even if that happens after everything was read.
func TestPopulatedSpreads(t *testing.T) {
	b := testBed(t, `{"_id":"p","type":"pipe","source":{"type":"dataset","dataset":"upstream"}}`)
	fill(b, 1)
	b.completed(t, Normal)
	if b.populated(t, "p") {
		t.Error("populated before its source is")
	}
	err := b.store.Update(func(tx *dataset.Tx) error {
		return tx.SetMeta("upstream", func(m *dataset.Meta) { m.Populated = true })
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.completed(t, Normal); !b.populated(t, "p") {
		t.Error("not populated, and its source is")
	}
}

// The dataset of a receiver is populated before anything is sent to it, unless auto_populate_dataset is false: then the first
// full set populates it. A set_initial_offset of its sink takes precedence.
func TestReceiversArePopulated(t *testing.T) {
	for _, c := range []struct{ source, sink, want string }{
		{``, ``, "true true true"},
		{`,"auto_populate_dataset":true`, `,"set_initial_offset":"if-source-populated"`, "true true true"},
		{`,"auto_populate_dataset":false`, ``, "false false true"},
		{``, `,"set_initial_offset":"never"`, "false false false"},
	} {
		b := testBed(t, `{"_id":"p","type":"pipe","source":{"type":"http_endpoint"`+c.source+`},"sink":{"type":"dataset"`+c.sink+`}}`)
		var got [3]bool
		got[0] = b.populated(t, "p")
		b.receive(t, false, `[{"_id":"a"}]`)
		got[1] = b.populated(t, "p")
		b.receive(t, true, `[{"_id":"a"}]`)
		got[2] = b.populated(t, "p")
		if text := fmt.Sprintf("%t %t %t", got[0], got[1], got[2]); text != c.want {
			t.Errorf("%s%s: %s, want %s", c.source, c.sink, text, c.want)
		}
	}
}

// A receiver is populated again when its dataset was deleted.
func TestReceiverIsPopulatedAgain(t *testing.T) {
	b := testBed(t, `{"_id":"p","type":"pipe","source":{"type":"http_endpoint"}}`)
	if err := b.store.Update(func(tx *dataset.Tx) error { return tx.Delete("p") }); err != nil {
		t.Fatal(err)
	}
	if b.receive(t, false, `[{"_id":"a"}]`); !b.populated(t, "p") {
		t.Error("not populated")
	}
}
