//go:build !race

package scenarios

// raceEnabled reports whether the tests, and so the programs, have the race detector.
const raceEnabled = false
