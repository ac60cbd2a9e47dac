package limit

import (
	"strconv"
	"testing"
	"time"
)

// What is kept of calls is bounded by time, however many there are and whoever makes them.
func TestTheMemoryOfCallsIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	present := ""
	l := New(func() time.Time { return now }, time.UTC, func(token string) bool { return token == present })
	if err := l.Set(Settings{Plan: "free", TenSecondly: 1_000_000}); err != nil {
		t.Fatal(err)
	}
	for i := range 1_000 { // a token comes, calls on a clock that stands, and goes
		present = strconv.Itoa(i)
		for range 100 {
			if v := l.judge(present, ordinary); v.policy != "" {
				t.Fatalf("refused by %s", v.policy)
			}
		}
	}
	if len(l.tokens) != 1 || len(l.tokens[present].calls) != 1 || l.tokens[present].total != 100 {
		t.Errorf("%d tokens are remembered, the last one with %+v", len(l.tokens), l.tokens[present])
	}
	for range 12_000 {
		now = now.Add(time.Millisecond)
		l.judge(present, ordinary)
	}
	if n := len(l.tokens[present].calls); n > int(Interval/time.Millisecond) {
		t.Errorf("%d entries for ten seconds", n)
	}
}
