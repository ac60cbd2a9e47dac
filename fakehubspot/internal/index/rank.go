package index

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"

// Rank places a record among those with an equal sort value. The order looks arbitrary; the seed fixes it.
func (x *Index) Rank(id int64) uint32 {
	return uint32(mix(x.seed, uint64(id)) >> 32)
}

// fraction returns a number from 0 up to, not including, 1 that depends on seed and n alone.
func fraction(seed, n uint64) float64 {
	return float64(mix(seed, n)>>11) / (1 << 53)
}

// mix spreads the bits of two numbers.
func mix(seed, n uint64) uint64 {
	return splitmix.Mix(seed + n*splitmix.Gamma + splitmix.Gamma)
}
