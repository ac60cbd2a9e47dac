package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
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

// TestQuickFullRead makes one measurement with the real programs.
func TestQuickFullRead(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	l := lab(t)
	l.sizes.Usual, l.sizes.Rounds = 1000, 1
	chosen, err := Choose([]string{"full-read"})
	if err != nil {
		t.Fatal(err)
	}
	var table, lines bytes.Buffer
	if err := Run(ctx, l, chosen, NewReport(&table, &lines)); err != nil {
		t.Fatalf("%v\n%s", err, &table)
	}
	var names []string
	for line := range strings.Lines(lines.String()) {
		var result struct {
			Name  string
			Value float64
			Quick bool
		}
		if err := json.Unmarshal([]byte(line), &result); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if result.Value <= 0 || !result.Quick {
			t.Errorf("not a quick figure: %s", line)
		}
		names = append(names, result.Name)
	}
	if want := []string{"full-read.ratio", "full-read.connector", "full-read.relay"}; !slices.Equal(names, want) {
		t.Errorf("results %v, want %v", names, want)
	}
}
