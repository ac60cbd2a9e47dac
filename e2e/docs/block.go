package docs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Block is a fenced block of a document.
type Block struct {
	// Line is that of the first line of Text in the document.
	Line int
	// Language is what follows the opening fence.
	Language string
	Text     string
	// Directive is what the comment on the line before the fence says.
	Directive Directive
}

// Blocks returns the fenced blocks of the document in order. The error lists every block or comment that is not as it must be.
func (d *Document) Blocks() ([]Block, error) {
	var blocks []Block
	var faults []error
	attached := map[ast.Node]bool{}
	walk(d, func(fence *ast.FencedCodeBlock) {
		block := Block{Language: string(fence.Language(d.Text)), Text: d.content(fence)}
		switch {
		case fence.Lines().Len() > 0:
			block.Line = d.line(fence.Lines().At(0).Start)
		case fence.Info != nil:
			block.Line = d.line(fence.Info.Segment.Start) + 1
		}
		if block.Language == "" {
			faults = append(faults, fmt.Errorf("%s: the block does not say its language; text if it has none", d.Place(block.Line)))
		}
		if comment, is := fence.PreviousSibling().(*ast.HTMLBlock); is && d.lastLine(comment) == block.Line-2 {
			attached[comment] = true
			directive, err := ParseDirective(d.comment(comment))
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", d.Place(block.Line-2), err))
			}
			block.Directive = directive
		}
		blocks = append(blocks, block)
	})
	walk(d, func(indented *ast.CodeBlock) {
		faults = append(faults, fmt.Errorf("%s: an indented block; write it between fences, with its language", d.Place(d.line(indented.Lines().At(0).Start))))
	})
	walk(d, func(comment *ast.HTMLBlock) {
		if directive, _ := ParseDirective(d.comment(comment)); !attached[comment] && directive.Kind != None {
			faults = append(faults, fmt.Errorf("%s: %q must be on the line before a block", d.Place(d.lastLine(comment)), d.comment(comment)))
		}
	})
	return blocks, errors.Join(faults...)
}

func (d *Document) content(block ast.Node) string {
	var content strings.Builder
	for i := range block.Lines().Len() {
		line := block.Lines().At(i)
		content.Write(line.Value(d.Text))
	}
	return content.String()
}

// comment is the text of a block of HTML.
func (d *Document) comment(block *ast.HTMLBlock) string {
	content := d.content(block)
	if block.HasClosure() {
		content += string(block.ClosureLine.Value(d.Text))
	}
	return strings.TrimSpace(content)
}

func (d *Document) lastLine(block *ast.HTMLBlock) int {
	if block.HasClosure() {
		return d.line(block.ClosureLine.Start)
	}
	return d.line(block.Lines().At(block.Lines().Len() - 1).Start)
}
