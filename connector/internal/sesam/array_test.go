package sesam_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

func add(t *testing.T, w *sesam.ArrayWriter, from, to, size int) {
	t.Helper()
	filler := `{"x":"` + strings.Repeat("y", size) + `"}`
	for id := from; id < to; id++ {
		if err := w.Add(sesam.Entity{ID: strconv.AppendInt(nil, int64(id), 10), Updated: when, Record: []byte(filler)}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestArrayIsWholeOnlyWhenClosed(t *testing.T) {
	for _, n := range []int{0, 1, 2, 5000} {
		var out bytes.Buffer
		w := sesam.NewArrayWriter(&out, 0, true)
		add(t, w, 0, n, 100)
		if json.Valid(out.Bytes()) {
			t.Errorf("%d: valid before Close: %s", n, out.Bytes())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var got []map[string]any
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got) != n || w.Count() != n {
			t.Errorf("%d: %d entities, %v", n, len(got), err)
		}
	}
}

func TestArrayHoldsBackItsBeginning(t *testing.T) {
	var out bytes.Buffer
	w := sesam.NewArrayWriter(&out, 1<<20, true)
	add(t, w, 1000, 1900, 1000)
	if w.Started() || out.Len() > 0 {
		t.Fatalf("%d bytes out", out.Len())
	}
	add(t, w, 1900, 2200, 1000)
	if !w.Started() || out.Len() < 1<<20 {
		t.Errorf("%d bytes out", out.Len())
	}
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestArrayReportsAReaderThatIsGone(t *testing.T) {
	w := sesam.NewArrayWriter(closedPipe{}, 0, true)
	if err := w.Close(); err == nil {
		t.Error("no error")
	}
}
