package ui

import (
	"bytes"
	"encoding/json"
)

// indented returns JSON on several lines; what is no JSON, as it is.
func indented(text []byte) string {
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return string(text)
	}
	return out.String()
}
