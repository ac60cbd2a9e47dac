package ui

import (
	"testing"
	"time"
)

func TestAgo(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "now", 999 * time.Millisecond: "now", time.Second: "1 s ago", -90 * time.Second: "in 1 min", 59 * time.Minute: "59 min ago",
		25 * time.Hour: "1 d ago", 31 * 24 * time.Hour: "1 mo ago", 800 * 24 * time.Hour: "2 y ago",
	} {
		if got := ago(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
