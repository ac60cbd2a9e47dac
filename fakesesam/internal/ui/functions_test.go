package ui

import (
	"strings"
	"testing"
	"time"
)

func TestDurationText(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 20 * time.Microsecond: "under 0.1 ms", 500 * time.Microsecond: "0.5 ms", 20500 * time.Microsecond: "20.5 ms",
		100 * time.Millisecond: "100 ms", 999_960 * time.Microsecond: "1 s", 2270 * time.Millisecond: "2.27 s", 59_999 * time.Millisecond: "1 min",
		123_760 * time.Millisecond: "2 min 4 s", 3_599_900 * time.Millisecond: "1 h", 100 * time.Minute: "1 h 40 min", 24 * time.Hour: "24 h",
	} {
		if got := strings.ReplaceAll(durationText(d), "\u00a0", " "); got != want {
			t.Errorf("%d: %q, want %q", d, got, want)
		}
	}
}
