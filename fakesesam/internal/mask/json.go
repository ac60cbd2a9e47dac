package mask

import (
	"bytes"
	"encoding/json"
)

// JSON masks every secret in a JSON text with a function that masks texts. The result is JSON too: strings are masked as what
// they mean, and a number that contains a secret becomes a string.
func JSON(raw []byte, text func(string) string) []byte {
	if text(string(raw)) == string(raw) {
		return raw
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		value = string(raw)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(masked(value, text)) // what was decoded from JSON can be encoded
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func masked(value any, text func(string) string) any {
	switch v := value.(type) {
	case string:
		return text(v)
	case json.Number:
		if shown := text(v.String()); shown != v.String() {
			return shown
		}
		return v
	case []any:
		for i := range v {
			v[i] = masked(v[i], text)
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, each := range v {
			out[text(key)] = masked(each, text)
		}
		return out
	default:
		return v
	}
}
