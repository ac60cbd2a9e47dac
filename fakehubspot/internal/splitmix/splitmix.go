// Package splitmix spreads the bits of a number, as the generator splitmix64 does: numbers that differ in one bit become
// numbers that look unrelated. What depends on a seed and an ID or a place needs no generator with a state.
package splitmix

// Gamma is the odd number nearest to 2^64 divided by the golden ratio. Multiples of it are far apart.
const Gamma = 0x9e3779b97f4a7c15

// Mix returns z with its bits spread.
func Mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
