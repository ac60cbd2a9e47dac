package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// gap stands in a text for what differs from one time to the next.
const gap = "…"

var (
	verb      = regexp.MustCompile(`%[-+# 0]*[0-9]*(?:\.[0-9]+)?[a-zA-Z]`)
	fewWords  = regexp.MustCompile(`[\pL]{2,}[,;:]? [\pL…]`)
	logMethod = map[string]int{"Info": 0, "Warn": 0, "Error": 0, "Debug": 0, "LogAttrs": 2} // which argument is the message
)

// textsIn returns the texts for people in the Go files of a folder, tests left out: every text of at least two words, and every
// message of a log. What a program shows elsewhere, the meaning of a setting and of a metric, is left out, and what it panics with.
func textsIn(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no Go file: %v", folder, err)
	}
	var texts []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, textsBelow(file)...)
	}
	return texts
}

// textsOf returns the texts of a node, and whether those below it are to be looked at, too.
func textsOf(n ast.Node) (texts []string, deeper bool) {
	switch n := n.(type) {
	case *ast.ImportSpec:
		return nil, false
	case *ast.Field:
		return nil, n.Tag == nil
	case *ast.KeyValueExpr:
		key, _ := n.Key.(*ast.Ident)
		return nil, key == nil || key.Name != "Usage" && key.Name != "Help"
	case *ast.CallExpr:
		return message(n), !slices.Contains([]string{"panic", "counter", "histogram", "MustCompile"}, called(n))
	case ast.Expr:
		text, ok := folded(n)
		if !ok {
			return nil, true
		}
		if fewWords.MatchString(text) {
			texts = []string{text}
		}
		return append(texts, textsInGaps(n)...), false
	}
	return nil, true
}

// textsInGaps returns the texts of what fills the gaps of a text.
func textsInGaps(e ast.Expr) (texts []string) {
	sum, ok := e.(*ast.BinaryExpr)
	if !ok {
		return nil
	}
	for _, part := range []ast.Expr{sum.X, sum.Y} {
		if _, ok := folded(part); ok {
			texts = append(texts, textsInGaps(part)...)
			continue
		}
		texts = append(texts, textsBelow(part)...)
	}
	return texts
}

// textsBelow returns the texts of a node and of everything in it.
func textsBelow(n ast.Node) (texts []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		found, deeper := textsOf(n)
		texts = append(texts, found...)
		return deeper
	})
	return texts
}

// message returns the message of a call of a log if it is a single word; any other is a text by itself.
func message(call *ast.CallExpr) []string {
	at, logs := logMethod[called(call)]
	if !logs || len(call.Args) <= at {
		return nil
	}
	if text, constant := folded(call.Args[at]); constant && text != "" && !fewWords.MatchString(text) {
		return []string{text}
	}
	return nil
}

// called is the name of the function or method that is called.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// folded returns the text of an expression that has one, with gaps for what only the running program knows.
func folded(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return folded(e.X)
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return verb.ReplaceAllString(text, gap), e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, leftOK := folded(e.X)
		right, rightOK := folded(e.Y)
		if e.Op != token.ADD || !leftOK && !rightOK {
			return "", false
		}
		if !leftOK {
			left = gap
		}
		if !rightOK {
			right = gap
		}
		return left + right, true
	}
	return "", false
}

func TestTextsOf(t *testing.T) {
	const source = `package p
import "two words"
func f() {
	log.Info("run", "some field", of)
	log.LogAttrs(ctx, level, "push", more)
	return fmt.Errorf("no %s here, "+name+": %w", err) + "word" + ("is " + what)
	panic("never shown")
	s := setting{Usage: "not a message", Text: "this message"}
}`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"run", "some field", "push", "…wordis …", "no … here, …: …", "this message"}
	if got := textsBelow(file); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
