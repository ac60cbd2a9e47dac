package publish

import (
	"bytes"
	"encoding/json"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// entity decodes an entity like the API.
func entity(t *testing.T, text string) map[string]any {
	t.Helper()
	out, err := decoded([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func decoded(text []byte) (out map[string]any, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	err = dec.Decode(&out)
	return out, err
}

// whole returns the complete text of entities.
func whole(f Format, entities ...map[string]any) (string, error) {
	out := f.AppendBegin(nil)
	for _, e := range entities {
		var err error
		if out, err = f.AppendEntity(out, e); err != nil {
			return "", err
		}
	}
	return string(f.AppendEnd(out)), nil
}
