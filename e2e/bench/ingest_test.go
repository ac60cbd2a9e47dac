package bench

import "testing"

func TestLeastRatioIsThatOfTheWorstRound(t *testing.T) {
	rounds := []pair{{measured: 80, reference: 100}, {measured: 120, reference: 200}, {measured: 90, reference: 100}}
	if got := leastRatio(rounds); got != 0.6 {
		t.Errorf("the least ratio is %v, want 0.6", got)
	}
}
