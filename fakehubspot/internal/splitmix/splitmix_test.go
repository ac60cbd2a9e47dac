package splitmix_test

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
)

// The first outputs of splitmix64 for the seed 1234567, as its authors publish them.
func TestMixIsSplitmix64(t *testing.T) {
	state := uint64(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		state += splitmix.Gamma
		if got := splitmix.Mix(state); got != want {
			t.Errorf("%d: %d, want %d", i, got, want)
		}
	}
}
