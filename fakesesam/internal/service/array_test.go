package service

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

// zeros is a body that never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestEntityThatIsTooLarge(t *testing.T) {
	a := NewArray(io.MultiReader(strings.NewReader(`[{"_id":"1"},{"_id":"`), zeros{}))
	a.meter.limit = 1 << 20
	if _, err := a.Next(); err != nil {
		t.Fatal(err)
	}
	_, err := a.Next()
	if err == nil || err.Error() != "entity 2 is larger than 1048576 bytes" {
		t.Fatal(err)
	}
	if a.meter.total > 3<<20 {
		t.Errorf("%d bytes were read", a.meter.total)
	}
}

func FuzzArray(f *testing.F) {
	for _, seed := range []string{`[]`, `[{"_id":"1"},{"_id":"2"}]`, `[{"a":[1,{"b":null}]}]x`, `[{]`, `{}`, ``, `[[]]`, "[{\"\xff\":1}]", `[{"a":1e400}]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a := NewArray(strings.NewReader(string(text)))
		n := 0
		for {
			raw, err := a.Next()
			if err == nil {
				if n++; len(raw) < 2 || raw[0] != '{' {
					t.Fatalf("entity %q", raw)
				}
				continue
			}
			var plain []json.RawMessage
			whole := json.Unmarshal(text, &plain) == nil
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				if !whole || len(plain) != n {
					t.Fatalf("%d entities of %q, which is not that", n, text)
				}
			}
			return
		}
	})
}
