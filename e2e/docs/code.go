package docs

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Code is a code span of a document, or a line of a fenced block; a line that ends with a backslash is one with the next.
type Code struct {
	Line int
	Text string
}

// Code returns the code of the document.
func (d *Document) Code() []Code {
	var all []Code
	walk(d, func(span *ast.CodeSpan) { all = append(all, Code{d.lineOf(span), d.plain(span)}) })
	walk(d, func(fence *ast.FencedCodeBlock) {
		goesOn := false
		for i := range fence.Lines().Len() {
			segment := fence.Lines().At(i)
			text := strings.TrimRight(string(segment.Value(d.Text)), "\n")
			part, more := strings.CutSuffix(text, `\`)
			if goesOn {
				all[len(all)-1].Text += part
			} else {
				all = append(all, Code{d.line(segment.Start), part})
			}
			goesOn = more
		}
	})
	return all
}
