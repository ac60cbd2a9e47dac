package bench

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 3, 2}, 2.5},
		{[]float64{1, 1, 1, 1000}, 1},
	} {
		before := slices.Clone(c.values)
		if got := median(c.values); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.values, got, c.want)
		}
		if !slices.Equal(before, c.values) {
			t.Errorf("%v was reordered to %v", before, c.values)
		}
	}
	if got := median(nil); !math.IsNaN(got) {
		t.Errorf("median of nothing is %v", got)
	}
}

func TestMedianHasAsManyBelowAsAbove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 30).Draw(t, "values")
		middle, below, above := median(values), 0, 0
		for _, value := range values {
			if value < middle {
				below++
			}
			if value > middle {
				above++
			}
		}
		if below > len(values)/2 || above > len(values)/2 {
			t.Fatalf("median %v of %v has %d below and %d above", middle, values, below, above)
		}
	})
}

func TestRatioIsOfTheRounds(t *testing.T) {
	// A round in which the machine was slow for both halves changes nothing.
	rounds := []pair{{50, 100}, {5, 10}, {60, 100}}
	if got := ratio(rounds); got != 0.5 {
		t.Errorf("ratio %v, want 0.5", got)
	}
	if got := medianMeasured(rounds); got != 50 {
		t.Errorf("measured %v, want 50", got)
	}
	if got := medianReference(rounds); got != 100 {
		t.Errorf("reference %v, want 100", got)
	}
}

func TestInTurnsChangesTheOrder(t *testing.T) {
	var order strings.Builder
	say := func(word string) func() error {
		return func() error { order.WriteString(word); return nil }
	}
	for round := range 3 {
		if err := inTurns(round, say("a"), say("b")); err != nil {
			t.Fatal(err)
		}
	}
	if got := order.String(); got != "abbaab" {
		t.Errorf("order %s, want abbaab", got)
	}
	broken := errors.New("broken")
	if err := inTurns(0, func() error { return broken }, say("c")); !errors.Is(err, broken) || strings.Contains(order.String(), "c") {
		t.Errorf("after a failure: %v, and then %s", err, order.String())
	}
}
