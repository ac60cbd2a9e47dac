package pump

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// joinedPipe replaces the value of each entity by those of the entities that are of it in another dataset.
const joinedPipe = `"transform":{"type":"dtl","rules":{"default":[["copy","*"],
	["add","v",["join",",",["hops",{"datasets":["others o"],"where":["eq","_S._id","o.of"],"return":"o.v"}]]]]}}`

// other writes, or deletes, an entity of the joined dataset.
func (b *bed) other(t *testing.T, id, of, value string, deleted bool) {
	t.Helper()
	e, err := dataset.FromMap(map[string]any{"_id": id, "of": of, "v": value, "_deleted": deleted})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.store.Update(func(tx *dataset.Tx) error { _, err := tx.Append("others", e, nil); return err }); err != nil {
		t.Fatal(err)
	}
}

// A change of a dataset that the rules are joined with makes the next run a full one, so that the result is as if the
// dataset had always been like that. Without a change, a run is incremental.
func TestJoinedDatasets(t *testing.T) {
	b := testBed(t, with(joinedPipe))
	fill(b, 2)
	for _, step := range []struct {
		change func()
		sync   string
		want   map[string]string
	}{
		{func() {}, SyncFull, map[string]string{"e00": "", "e01": ""}},
		{func() {}, SyncIncremental, map[string]string{"e00": "", "e01": ""}},
		{func() { b.other(t, "o1", "e00", "x", false) }, SyncFull, map[string]string{"e00": "x", "e01": ""}},
		{func() {}, SyncIncremental, map[string]string{"e00": "x", "e01": ""}},
		{func() { b.other(t, "o2", "e00", "y", false); b.other(t, "o1", "e01", "z", false) }, SyncFull, map[string]string{"e00": "y", "e01": "z"}},
		{func() { b.other(t, "o2", "e00", "y", true) }, SyncFull, map[string]string{"e00": "", "e01": "z"}},
		{func() {}, SyncIncremental, map[string]string{"e00": "", "e01": "z"}},
	} {
		step.change()
		if run := b.completed(t, Normal); run.SyncType != step.sync {
			t.Errorf("a %s run, want %s", run.SyncType, step.sync)
		}
		if diff := cmp.Diff(step.want, b.content(t, "p")); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// A pipe may be joined with its own dataset: what it writes there does not make every run a full one.
func TestJoinedWithItsOwnDataset(t *testing.T) {
	b := testBed(t, with(`"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","n",["count",["hops",{"datasets":["p o"],"where":["eq","_S._id","o._id"]}]]]]}}`))
	fill(b, 2)
	b.completed(t, Normal)
	if run := b.completed(t, Normal); run.SyncType != SyncIncremental {
		t.Errorf("a %s run", run.SyncType)
	}
}

// A full run that fails does not count as one that has seen the change.
func TestJoinedDatasetAfterAFailure(t *testing.T) {
	b := testBed(t, with(joinedPipe))
	fill(b, 2)
	b.completed(t, Normal)
	b.other(t, "o1", "e00", "x", false)
	b.source.failAfter = 1
	b.run(t, Normal)
	b.source.failAfter = -1
	if run := b.completed(t, Normal); run.SyncType != SyncFull || b.content(t, "p")["e00"] != "x" {
		t.Errorf("%+v, %v", run, b.content(t, "p"))
	}
}

// The previous version of an entity is the one that its _previous says, deleted or not.
func TestPreviousVersion(t *testing.T) {
	b := testBed(t, simplePipe)
	b.other(t, "o1", "a", "x", false)
	b.other(t, "o2", "a", "x", false)
	b.other(t, "o1", "a", "y", true)
	b.other(t, "o1", "a", "z", false)
	d := datasets{b.store, "others"}
	for _, c := range []struct {
		source map[string]any
		want   map[string]any
	}{
		{map[string]any{"_id": "o1", "_previous": json.Number("2")}, map[string]any{"_id": "o1", "_deleted": true, "of": "a", "v": "y"}},
		{map[string]any{"_id": "o1", "_previous": json.Number("0")}, map[string]any{"_id": "o1", "_deleted": false, "of": "a", "v": "x"}},
		{map[string]any{"_id": "o1", "_previous": json.Number("1")}, nil},
		{map[string]any{"_id": "o1", "_previous": json.Number("9")}, nil},
		{map[string]any{"_id": "o1", "_previous": nil}, nil},
		{map[string]any{"_id": "o1"}, nil},
	} {
		got, err := d.Previous(t.Context(), c.source)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%v: error %v (-want +got):\n%s", c.source, err, diff)
		}
	}
	d.source = ""
	if got, err := d.Previous(t.Context(), map[string]any{"_id": "o1", "_previous": json.Number("2")}); got != nil || err != nil {
		t.Errorf("without a dataset: %v, %v", got, err)
	}
}
