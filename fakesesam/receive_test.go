package fakesesam_test

import (
	"errors"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

func TestReceive(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync())
	err := node.Upload([]byte(`[
		{"_id": "orders", "type": "pipe", "source": {"type": "http_endpoint"}, "add_namespaces": false},
		{"_id": "people", "type": "pipe", "source": {"type": "embedded", "entities": []}}]`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sent      []fakesesam.Entity
		processed int
		changed   int
		stored    int
	}{
		{[]fakesesam.Entity{{"_id": "1", "sum": 10}, {"_id": "2", "sum": 20}}, 2, 2, 2},
		{[]fakesesam.Entity{{"_id": "1", "sum": 11}}, 1, 1, 2},
		{[]fakesesam.Entity{{"_id": "2", "_deleted": true}}, 1, 1, 1},
		{nil, 0, 0, 1},
	} {
		run, err := node.Receive(t.Context(), "orders", c.sent...)
		if err != nil || run.Outcome != fakesesam.Completed || run.Processed != c.processed || run.Changed != c.changed {
			t.Errorf("%v: the run is %+v (%v), want %d processed and %d changed", c.sent, run, err, c.processed, c.changed)
		}
		if orders, err := node.Entities("orders"); err != nil || len(orders) != c.stored {
			t.Errorf("%v: the dataset has %v (%v), want %d entities", c.sent, orders, err, c.stored)
		}
	}
	for _, c := range []struct {
		pipe   string
		entity fakesesam.Entity
		want   error
	}{
		{"nobody", fakesesam.Entity{"_id": "1"}, fakesesam.ErrNotFound},
		{"people", fakesesam.Entity{"_id": "1"}, fakesesam.ErrInvalid},
		{"orders", fakesesam.Entity{"_id": make(chan int)}, fakesesam.ErrInvalid},
	} {
		if _, err := node.Receive(t.Context(), c.pipe, c.entity); !errors.Is(err, c.want) {
			t.Errorf("%s: the error is %v, want %v", c.pipe, err, c.want)
		}
	}
	if run, err := node.Receive(t.Context(), "orders", fakesesam.Entity{"sum": 1}); err != nil || run.Outcome != fakesesam.Failed {
		t.Errorf("without an _id the run is %+v (%v), want a failed one", run, err)
	}
}
