package docs

import (
	"strings"
	"testing"
)

// What a block is said to be, it is.
func TestBlocksAreWhatTheyAreSaidToBe(t *testing.T) {
	code, err := NewGoCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkers := Checkers(code.Check)
	for _, document := range everyDocument(t) {
		if err := document.CheckFences(t.Context(), checkers); err != nil {
			t.Error(err)
		}
	}
	for text, want := range map[string]string{
		"```json\n{\"a\": 1,}\n```\n":                                            "page.md:2: json: invalid character '}'",
		"```json\n{\"a\": …}\n```\n":                                             "page.md:2: json: invalid character",
		"```yaml\na: [1\n```\n":                                                  "page.md:2: yaml: yaml: ",
		"```python\nif True\n```\n":                                              "SyntaxError",
		"```go\nhub := fakehubspot.Begin(t)\n```\n":                              "undefined: fakehubspot.Begin",
		"```go\nhub := fakehubspot.Start(t, fakehubspot.Contacts(\"1\"))\n```\n": "cannot use \"1\"",
		"```go\nif {\n```\n":                                                     "missing condition",
		"```mermaid\nflowchart LR\n  a[b --> c\n```\n":                           "[] is not closed",
		"```mermaid\nflowchart LR\nsubgraph x\n```\n":                            "1 not closed by an end",
		"```mermaid\nchart\n```\n":                                               `begins with "chart"`,
		"```rust\nx\n```\n":                                                      "the language is unknown",
	} {
		if err := Parse("page.md", []byte(text)).CheckFences(t.Context(), checkers); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
