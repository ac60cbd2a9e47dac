package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestChoose(t *testing.T) {
	if all, err := Choose(nil); err != nil || len(all) != len(Measurements()) {
		t.Errorf("%d, %v", len(all), err)
	}
	some, err := Choose([]string{"ingest", "memory"})
	if err != nil || len(some) != 2 || some[0].Name != "memory" || some[1].Name != "ingest" {
		t.Errorf("%v, %v", some, err)
	}
	if _, err := Choose([]string{"memory", "speed"}); err == nil || !strings.Contains(err.Error(), `"speed"`) || !strings.Contains(err.Error(), "full-read") {
		t.Errorf("an unknown name: %v", err)
	}
}

// lab is a quick lab that has built nothing.
func lab(t *testing.T) *Lab {
	t.Helper()
	l, err := NewLab(QuickSizes(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func gives(results []Result, err error) func(context.Context, *Lab) ([]Result, error) {
	return func(context.Context, *Lab) ([]Result, error) { return results, err }
}

func TestMakeContinuesAfterAFailureAndReportsIt(t *testing.T) {
	fine := Measurement{Name: "fine", measure: gives([]Result{{Name: "fine", Value: 1, Budget: atLeast(1)}}, nil)}
	broken := Measurement{Name: "broken", measure: gives(nil, errors.New("no room"))}
	late := Measurement{Name: "late", measure: gives([]Result{{Name: "late", Value: 2, Budget: atMost(1)}}, nil)}
	for name, c := range map[string]struct {
		measurements []Measurement
		quick        bool
		want         error
		lines        int
	}{
		"all hold":                   {[]Measurement{fine}, false, nil, 1},
		"one does not hold":          {[]Measurement{late, fine}, false, ErrBudget, 2},
		"quick judges nothing":       {[]Measurement{late, fine}, true, nil, 2},
		"one fails":                  {[]Measurement{broken, fine}, false, ErrBudget, 2},
		"one fails in a quick round": {[]Measurement{broken, fine}, true, ErrBudget, 2},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab(t)
			l.sizes.Quick = c.quick
			var lines bytes.Buffer
			err := l.make(t.Context(), c.measurements, NewReport(io.Discard, &lines))
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if got := strings.Count(lines.String(), "\n"); got != c.lines {
				t.Errorf("%d results, want %d:\n%s", got, c.lines, &lines)
			}
		})
	}
}

// TestQuickMeasurements makes some measurements with the real programs.
func TestQuickMeasurements(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	l := lab(t)
	l.sizes.Usual, l.sizes.Rounds = 1000, 1
	l.sizes.Limited, l.sizes.Changes, l.sizes.Together = 1000, 400, 200
	chosen, err := Choose([]string{"full-read", "limits", "since-read", "together"})
	if err != nil {
		t.Fatal(err)
	}
	var table, lines bytes.Buffer
	if err := Run(ctx, l, chosen, NewReport(&table, &lines)); err != nil {
		t.Fatalf("%v\n%s", err, &table)
	}
	values := map[string]float64{}
	for line := range strings.Lines(lines.String()) {
		var result struct {
			Name  string
			Value *float64
			Quick bool
		}
		if err := json.Unmarshal([]byte(line), &result); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if strings.HasSuffix(result.Name, ".machine") {
			continue // only Linux tells
		}
		if result.Value == nil || !result.Quick {
			t.Errorf("not a quick figure: %s", line)
			continue
		}
		values[result.Name] = *result.Value
	}
	for _, name := range []string{
		"full-read.ratio", "full-read.connector", "full-read.relay",
		"limits.no-latency", "limits.150ms", "limits.300ms", "limits.600ms", "limits.one-cursor", "limits.many-properties",
		"since-read.150ms", "since-read.300ms", "since-read.600ms", "since-read.600ms-first-byte",
		"together.full-reads", "together.shares", "together.since-read",
	} {
		if values[name] <= 0 {
			t.Errorf("%s is %v", name, values[name])
		}
	}
	for name, want := range map[string]float64{
		"limits.one-cursor-refused": 0, "limits.one-cursor-calls": 0.01, "together.refused": 0,
	} {
		if got, ok := values[name]; !ok || got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}
