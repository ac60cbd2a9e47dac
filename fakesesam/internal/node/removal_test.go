package node

import (
	"errors"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

const (
	written = `{"_id":"written","type":"pipe","source":{"type":"http_endpoint"}}`
	alone   = `{"_id":"alone","type":"pipe","source":{"type":"http_endpoint"},"sink":{"type":"dataset","dataset":"own"}}`
	also    = `{"_id":"also","type":"pipe","source":{"type":"http_endpoint"},"sink":{"type":"dataset","dataset":"written"}}`
	invalid = `{"_id":"invalid","type":"pipe","source":{"type":"nothing"}}`
)

// there returns the names of the datasets.
func there(t *testing.T, n *Node, names ...string) []bool {
	t.Helper()
	out := make([]bool, len(names))
	for i, name := range names {
		err := n.Store().View(func(tx *dataset.Tx) error {
			_, err := tx.Meta(name)
			return err
		})
		if err != nil && !errors.Is(err, dataset.ErrNoDataset) {
			t.Fatal(err)
		}
		out[i] = err == nil
	}
	return out
}

func want(t *testing.T, what string, got []bool, want ...bool) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

// Removing a pipe from the configuration removes its data; changing or keeping it does not.
func TestNothingIsLeftOfAPipeThatIsGone(t *testing.T) {
	n := configured(t, Options{}, written, alone, also)
	for _, pipe := range []string{"written", "alone", "also"} {
		send(t, n, pipe, `[{"_id":"`+pipe+`"}]`)
	}
	// A pump with dead letters leaves this.
	if err := n.Store().Update(func(tx *dataset.Tx) error {
		_, err := tx.Append("system:dead-letter:alone", dataset.Entity{ID: "1"}, nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	names := []string{"written", "own", "system:pump:written", "system:pump:alone", "system:pump:also", "system:dead-letter:alone"}
	want(t, "at first", there(t, n, names...), true, true, true, true, true, true)

	if err := n.Restart(); err != nil {
		t.Fatal(err)
	}
	want(t, "after a restart", there(t, n, names...), true, true, true, true, true, true)

	if err := n.RemovePipe("alone"); err != nil {
		t.Fatal(err)
	}
	want(t, "without alone", there(t, n, names...), true, false, true, false, true, false)

	changed := []byte("[" + written[:len(written)-1] + `,"batch_size":7}` + "]")
	if err := n.Replace("application/json", changed, false); err != nil {
		t.Fatal(err)
	}
	want(t, "another pipe has the sink", there(t, n, names...), true, false, true, false, false)
	if got := ids(t, n, "written"); got != "written also" {
		t.Error(got)
	}
	if runs(t, n, "written") != 1 {
		t.Error("a pipe that changed has forgotten its run")
	}

	if err := n.Replace("application/json", []byte("["+invalid+"]"), true); err == nil {
		want(t, "only an invalid one", there(t, n, names...), false, false, false, false, false)
	} else {
		t.Fatal(err)
	}
	if err := n.Replace("application/json", []byte("[]"), false); err != nil {
		t.Fatal(err)
	}
}

// A pipe that returns under an old name is new.
func TestPipeThatComesBackIsNew(t *testing.T) {
	n := configured(t, Options{}, written)
	send(t, n, "written", `[{"_id":"1"}]`)
	p, err := n.Pump("written")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Disable("for now", pump.User{}); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"[]", "[" + written + "]"} {
		if err := n.Replace("application/json", []byte(list), false); err != nil {
			t.Fatal(err)
		}
	}
	p, err = n.Pump("written")
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Status()
	if err != nil || s.Disabled || s.Comment != "" || s.Last != nil || s.Succeeded != 0 || !s.Offset.IsZero() {
		t.Errorf("%+v, %v", s, err)
	}
	if got := ids(t, n, "written"); got != "" {
		t.Errorf("the dataset has %s", got)
	}
}
