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

// A large record goes through without a copy, whatever is cut out of it.
func TestArrayDoesNotCopyALargeRecord(t *testing.T) {
	filler := strings.Repeat("y", 1<<20)
	record := `{"a":"` + filler + `","hidden":1,"z":"` + filler + `"}`
	head := strings.Index(record, `"hidden"`)
	for _, hold := range []int{0, 4 << 20} {
		var out bytes.Buffer
		w := sesam.NewArrayWriter(&out, hold, true)
		add(t, w, 1, 3, 10)
		out.Grow(32 << 20)
		e := sesam.Entity{ID: []byte("7"), Updated: when, Record: []byte(record), Head: head, Tail: head + len(`"hidden":1,`)}
		copies := testing.AllocsPerRun(3, func() {
			if err := w.Add(e); err != nil {
				t.Fatal(err)
			}
		})
		if hold == 0 && copies > 0 {
			t.Errorf("%v allocations for one record", copies)
		}
		add(t, w, 4, 5, 10)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var got []struct{ A, Z, Hidden string }
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got) != w.Count() || got[2].A != filler || got[2].Z != filler {
			t.Errorf("%d entities, %v", len(got), err)
		}
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
