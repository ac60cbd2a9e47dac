package index

// Rank places a record among those with an equal sort value. The order looks arbitrary; the seed fixes it.
func (x *Index) Rank(id int64) uint32 {
	return uint32(mix(x.seed, uint64(id)) >> 32)
}

// fraction returns a number from 0 up to, not including, 1 that depends on seed and n alone.
func fraction(seed, n uint64) float64 {
	return float64(mix(seed, n)>>11) / (1 << 53)
}

// mix spreads the bits of two numbers (the finalizer of splitmix64).
func mix(seed, n uint64) uint64 {
	z := seed + n*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
