package bench

import "testing"

func TestParseTicks(t *testing.T) {
	got, err := parseTicks("cpu  100 10 40 800 20 5 15 10 99 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n")
	if want := (ticksOf{busy: 180, all: 1000}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for _, wrong := range []string{"", "intr 1 2 3 4 5 6 7 8 9\n", "cpu 1 2 3\n", "cpu 1 2 3 x 5 6 7 8\n"} {
		if got, err := parseTicks(wrong); err == nil {
			t.Errorf("%q is read as %+v", wrong, got)
		}
	}
}
