package bench

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

func TestBudgetsHoldAtTheirBound(t *testing.T) {
	for _, c := range []struct {
		budget *Budget
		value  float64
		want   bool
	}{
		{atLeast(0.6), 0.6, true},
		{atLeast(0.6), 0.599, false},
		{atMost(40), 40, true},
		{atMost(40), 40.1, false},
		{atMost(0), 0, true},
		{atMost(0), 1, false},
	} {
		result := Result{Value: c.value, Budget: c.budget}
		if got := !result.broken(); got != c.want {
			t.Errorf("%v %s: %t, want %t", c.value, c.budget, got, c.want)
		}
	}
}

func TestResultsAsJSON(t *testing.T) {
	for _, c := range []struct {
		name   string
		result Result
		want   string
		broken bool
	}{
		{
			"holds",
			Result{Name: "a", Value: 0.7, Unit: "x", Budget: atLeast(0.6)},
			`{"name":"a","value":0.7,"unit":"x","budget":">= 0.6","holds":true}`, false,
		},
		{
			"does not hold",
			Result{Name: "a", Value: 41, Unit: "MiB", Budget: atMost(40)},
			`{"name":"a","value":41,"unit":"MiB","budget":"<= 40","holds":false}`, true,
		},
		{
			"without budget",
			Result{Name: "a", Value: 12, Unit: "s"},
			`{"name":"a","value":12,"unit":"s","budget":null,"holds":null}`, false,
		},
		{
			"quick",
			Result{Name: "a", Value: 41, Unit: "MiB", Budget: atMost(40), Quick: true},
			`{"name":"a","value":41,"unit":"MiB","budget":"<= 40","holds":null,"quick":true}`, false,
		},
		{
			"not measured", notMeasured("a", "MiB", atMost(40), "why"),
			`{"name":"a","value":null,"unit":"MiB","budget":"<= 40","holds":null,"note":"not measured: why"}`, false,
		},
		{
			"failed", failed("a", errors.New("why")),
			`{"name":"a","value":null,"unit":"","budget":null,"holds":false,"note":"could not be measured: why"}`, true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines bytes.Buffer
			if err := NewReport(io.Discard, &lines).Add(c.result); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(lines.String(), "\n"); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
			if c.result.broken() != c.broken {
				t.Errorf("broken is %t", c.result.broken())
			}
		})
	}
}

func TestAFailureFailsAQuickRunToo(t *testing.T) {
	result := failed("a", errors.New("why"))
	result.Quick = true
	if !result.broken() || !math.IsNaN(result.Value) {
		t.Errorf("%+v passes", result)
	}
}
