package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Modules are the directories of the workspace's modules.
var Modules = []string{"connector", "fakehubspot", "fakesesam", "e2e", "examples/hubspot-go", "examples/sesam-go"}

// Package is a package of the workspace.
type Package struct {
	// Path is the import path.
	Path string
	// Dir is relative to the repository's root, with slashes.
	Dir string
	// Imports are the import paths its code imports.
	Imports []string
	// TestImports are the import paths that only its tests import.
	TestImports []string
	// Tested reports whether it has tests.
	Tested bool
}

// Module is the directory of the module the package belongs to.
func (p Package) Module() string {
	parts := strings.SplitN(p.Dir, "/", 3)
	if parts[0] == "examples" { // each a module of its own
		return strings.Join(parts[:min(len(parts), 2)], "/")
	}
	return parts[0]
}

// PackagesIn returns all packages of the workspace at root.
func PackagesIn(ctx context.Context, root string) ([]Package, error) {
	args := []string{"list", "-e", "-tags", "nomsgpack,mutants", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,TestGoFiles,XTestGoFiles"}
	for _, module := range Modules {
		args = append(args, "./"+module+"/...")
	}
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = root
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	var packages []Package
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var listed struct {
			ImportPath, Dir                                               string
			Imports, TestImports, XTestImports, TestGoFiles, XTestGoFiles []string
		}
		if err := decoder.Decode(&listed); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		dir, err := filepath.Rel(root, listed.Dir)
		if err != nil {
			return nil, err
		}
		packages = append(packages, Package{
			Path:        listed.ImportPath,
			Dir:         filepath.ToSlash(dir),
			Imports:     listed.Imports,
			TestImports: slices.Concat(listed.TestImports, listed.XTestImports),
			Tested:      len(listed.TestGoFiles)+len(listed.XTestGoFiles) > 0,
		})
	}
}

// owner returns the package that a file belongs to: that of the nearest
// directory with a package in it, which is where tests of documents, templates
// and test data live.
func owner(packages map[string]Package, file string) (Package, bool) {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if p, found := packages[dir]; found {
			return p, true
		}
	}
	return Package{}, false
}
