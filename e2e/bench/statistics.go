package bench

import (
	"math"
	"slices"
)

// median returns the middle value, the mean of the two middle ones if their
// number is even, or NaN if there is none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// pair is one round: what is measured and what it is compared with, both per
// second.
type pair struct{ measured, reference float64 }

// ratio returns the median of the ratios of the rounds: what disturbs the machine
// in one round mostly disturbs both of its halves.
func ratio(rounds []pair) float64 {
	ratios := make([]float64, len(rounds))
	for i, r := range rounds {
		ratios[i] = r.measured / r.reference
	}
	return median(ratios)
}

func medianMeasured(rounds []pair) float64 {
	values := make([]float64, len(rounds))
	for i, r := range rounds {
		values[i] = r.measured
	}
	return median(values)
}

func medianReference(rounds []pair) float64 {
	values := make([]float64, len(rounds))
	for i, r := range rounds {
		values[i] = r.reference
	}
	return median(values)
}

// inTurns runs both halves of a round; in every other round the second one goes
// first, so that neither is favoured.
func inTurns(round int, first, second func() error) error {
	if round%2 == 1 {
		first, second = second, first
	}
	if err := first(); err != nil {
		return err
	}
	return second()
}
