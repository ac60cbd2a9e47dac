package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A public package declares its own types: the documentation of an alias for
// an internal type shows neither fields nor methods.
func TestPublicPackagesHaveNoAliasesOfInternalTypes(t *testing.T) {
	for _, p := range packages(t) {
		if strings.Contains(strings.TrimPrefix(p.ImportPath, prefix), "/") {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, alias := range internalAliases(file) {
				t.Errorf("%s: %s.%s is an alias of an internal type; declare it here", name, file.Name, alias)
			}
		}
	}
}

// internalAliases returns the exported names of a file that are aliases of
// types from internal packages.
func internalAliases(file *ast.File) []string {
	internal := map[string]bool{}
	for _, imported := range file.Imports {
		path := strings.Trim(imported.Path.Value, `"`)
		if !strings.Contains(path, "/internal/") {
			continue
		}
		internal[path[strings.LastIndex(path, "/")+1:]] = true
		if imported.Name != nil {
			internal[imported.Name.Name] = true
		}
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.TypeSpec)
		if !ok || !spec.Assign.IsValid() || !spec.Name.IsExported() {
			return true
		}
		ast.Inspect(spec.Type, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if from, ok := selector.X.(*ast.Ident); ok && internal[from.Name] {
				found = append(found, spec.Name.Name)
			}
			return false
		})
		return false
	})
	return found
}

func TestAliasesAreFound(t *testing.T) {
	const source = `package p
import (
	"example.com/m/internal/fault"
	seed "example.com/m/internal/seeding"
	"example.com/m/other"
)
type (
	Fault = fault.Fault
	Profiles = []seed.Profile
	own = fault.Fault
	Kind fault.Kind
	Other = other.Other
)`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(internalAliases(file), " "); got != "Fault Profiles" {
		t.Errorf("found %q, want %q", got, "Fault Profiles")
	}
}
