// Package docs reads the project's documents for the tests that hold them to the code: their blocks, links, headings and
// code spans, each with its line. What a document may say to these tests is in directive.go.
package docs

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// Document is a Markdown file of the repository.
type Document struct {
	// Path is relative to the repository's root, with slashes.
	Path string
	// Text is the file as it is.
	Text []byte

	tree ast.Node
}

// Parse makes a document of a file's text.
func Parse(path string, content []byte) *Document {
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM))
	return &Document{Path: path, Text: content, tree: markdown.Parser().Parse(text.NewReader(content))}
}

// ReadAll returns all documents of the repository at root, those that are not committed yet too.
func ReadAll(ctx context.Context, root string) ([]*Document, error) {
	files, err := Files(ctx, root)
	if err != nil {
		return nil, err
	}
	var all []*Document
	for _, file := range files {
		if !strings.HasSuffix(file, ".md") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		all = append(all, Parse(file, content))
	}
	return all, nil
}

// Files lists what git has or would add of the repository at root.
func Files(ctx context.Context, root string) ([]string, error) {
	git := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	git.Dir = root
	output, err := git.Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files in %s: %w", root, err)
	}
	var files []string
	for file := range strings.SplitSeq(strings.TrimRight(string(output), "\x00"), "\x00") {
		if _, err := os.Lstat(filepath.Join(root, file)); err == nil { // not deleted
			files = append(files, file)
		}
	}
	return files, nil
}

// Place names a line of the document.
func (d *Document) Place(line int) string { return fmt.Sprintf("%s:%d", d.Path, line) }

// line is the number of the line that a byte is in.
func (d *Document) line(offset int) int { return bytes.Count(d.Text[:offset], []byte("\n")) + 1 }

// walk calls visit with every node of the document that has the type.
func walk[T ast.Node](d *Document, visit func(T)) {
	_ = ast.Walk(d.tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if wanted, is := node.(T); is && entering {
			visit(wanted)
		}
		return ast.WalkContinue, nil
	})
}

// plain is the text below a node as a reader sees it.
func (d *Document) plain(node ast.Node) string {
	var words strings.Builder
	_ = ast.Walk(node, func(below ast.Node, entering bool) (ast.WalkStatus, error) {
		switch below := below.(type) {
		case *ast.Text:
			if entering {
				words.Write(below.Segment.Value(d.Text))
				if below.SoftLineBreak() {
					words.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				words.Write(below.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return words.String()
}

// lineOf is the line on which an inline node begins, as far as it can be told: that of its first text, or of its block.
func (d *Document) lineOf(node ast.Node) int {
	offset := -1
	_ = ast.Walk(node, func(below ast.Node, _ bool) (ast.WalkStatus, error) {
		if words, is := below.(*ast.Text); is {
			offset = words.Segment.Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	for block := node; offset < 0 && block != nil; block = block.Parent() {
		if block.Type() != ast.TypeInline && block.Lines() != nil && block.Lines().Len() > 0 {
			offset = block.Lines().At(0).Start
		}
	}
	return d.line(max(offset, 0))
}
