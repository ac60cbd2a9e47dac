//go:build race

package scenarios

// raceEnabled builds the programs with the race detector where the tests are.
const raceEnabled = true
