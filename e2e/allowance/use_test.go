package allowance

import (
	"strings"
	"testing"
	"time"
)

func TestTheBoundIsWhatWasMeasured(t *testing.T) {
	const latency = 300 * time.Millisecond
	for _, c := range []struct {
		use         Use
		full, since string // how they begin
	}{
		{
			Use{Calls{List: 1000}, time.Minute, 5, latency},
			"bound: the 17.1 calls/s", "bound: none of the account's, 0.0 of the 4.0 searches/s",
		},
		{
			Use{Calls{List: 200}, time.Minute, 1, latency},
			"bound: one call after the other, each 300ms", "bound: one call after the other",
		},
		{
			Use{Calls{Search: 238, List: 1}, time.Minute, 1.2, latency},
			"bound: none of the account's, 0.0 of the 17.1 calls/s", "bound: the 4.0 searches/s",
		},
		{
			Use{Calls{List: 500}, time.Minute, 16, latency},
			"bound: none of the account's, 8.3 of the 17.1 calls/s", "bound: none of the account's",
		},
	} {
		if got := c.use.FullReadBound(); !strings.HasPrefix(got, c.full) {
			t.Errorf("%+v, a full read: %s, want %s …", c.use, got, c.full)
		}
		if got := c.use.SinceReadBound(); !strings.HasPrefix(got, c.since) {
			t.Errorf("%+v, a since-read: %s, want %s …", c.use, got, c.since)
		}
	}
}
