package simulation

import (
	"testing"
	"testing/synctest"
	"time"
)

// A push makes as many calls as the account allows, and of contacts that have not changed it writes none.
func TestPushUsesWhatTheAccountAllows(t *testing.T) {
	a := account(t, 20_000, 0)
	for _, how := range []Push{
		{Latency: 150 * time.Millisecond}, {Latency: 600 * time.Millisecond}, {Latency: 150 * time.Millisecond, Unchanged: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			got, err := a.Push(t.Context(), how)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v: %.3f of the bound, %s, %d in flight", how, got.Ratio, got.Use.Calls, got.Most)
			if got.Ratio < 0.85 || got.Use.Calls.Refused > 0 {
				t.Errorf("%+v: %.3f of the bound, %s, %d refused", how, got.Ratio, got.Use.Calls, got.Use.Calls.Refused)
			}
		})
	}
}
