package docs

import (
	"fmt"
	"regexp"
	"strings"
)

// Expected is what a document says that commands print.
type Expected struct {
	// Line is that of its first line in the document.
	Line int
	// JSON is compared without regard to white space between its tokens.
	JSON bool
	Text string
}

// Check compares what was printed. A … stands for anything within a line, or in JSON anywhere; a line that has nothing else
// stands for any number of lines. Blanks at the end of lines and empty lines at either end do not count.
func (e *Expected) Check(printed string) error {
	want, got := tidy(e.Text), tidy(printed)
	if e.JSON {
		want, got = dense(want), dense(got)
	}
	if !e.pattern(want).MatchString(got + "\n") {
		return fmt.Errorf("the document shows\n%s\nand what was printed is\n%s", strings.TrimSpace(e.Text), strings.TrimSpace(printed))
	}
	return nil
}

func (e *Expected) pattern(want string) *regexp.Regexp {
	if e.JSON {
		return regexp.MustCompile(`^` + strings.ReplaceAll(regexp.QuoteMeta(want), `…`, `(?s:.*)`) + `\n$`)
	}
	var expression strings.Builder
	for line := range strings.Lines(want + "\n") {
		if strings.TrimSpace(line) == "…" {
			expression.WriteString(`(?:[^\n]*\n)*`)
			continue
		}
		expression.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), `…`, `[^\n]*`))
	}
	return regexp.MustCompile(`^` + expression.String() + `$`)
}

var (
	blanks = regexp.MustCompile(`(?m)[ \t\r]+$`)
	// jsonToken is a string of JSON, or white space outside of one.
	jsonToken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\s+`)
)

func tidy(text string) string { return strings.Trim(blanks.ReplaceAllString(text, ""), "\n") }

func dense(text string) string {
	return jsonToken.ReplaceAllStringFunc(text, func(found string) string {
		if found[0] == '"' {
			return found
		}
		return ""
	})
}
