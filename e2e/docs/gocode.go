package docs

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
)

// given is what the Go blocks of the documents take for granted: the reader's test, and the reader's own client and service.
const given = `package block

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

var (
	myclient struct{ New func(url, token string) any }
	noon     time.Time
)

func block(t *testing.T, ctx context.Context, service *httptest.Server) {
%s
}
`

// GoCode checks blocks of Go statements against the packages as they are.
type GoCode struct {
	files    *token.FileSet
	packages types.Importer
}

// NewGoCode compiles what the blocks import. The working directory is one of the module that has all of it.
func NewGoCode(ctx context.Context) (*GoCode, error) {
	g := &GoCode{files: token.NewFileSet()}
	file, err := parser.ParseFile(g.files, "given.go", fmt.Sprintf(given, ""), parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	arguments := []string{"list", "-tags", "nomsgpack", "-deps", "-export", "-f", "{{if .Export}}{{.ImportPath}} {{.Export}}{{end}}"}
	for _, imported := range file.Imports {
		arguments = append(arguments, strings.Trim(imported.Path.Value, `"`))
	}
	list := exec.CommandContext(ctx, "go", arguments...)
	list.Stderr = os.Stderr
	output, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(output)) {
		path, export, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = export
	}
	g.packages = importer.ForCompiler(g.files, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("there is no package %s", path)
		}
		return os.Open(exports[path])
	})
	return g, nil
}

// Check reports what the compiler would of a block of statements, in which … stands for nothing. Values and imports that are not
// used are no fault: the block goes on where the document ends.
func (g *GoCode) Check(text string) error {
	source := fmt.Sprintf(given, strings.ReplaceAll(text, "…", ""))
	file, err := parser.ParseFile(g.files, "block.go", source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var faults []error
	config := types.Config{Importer: g.packages, Error: func(err error) {
		if fault := (types.Error{}); !errors.As(err, &fault) || !fault.Soft {
			faults = append(faults, err)
		}
	}}
	_, _ = config.Check("block", g.files, []*ast.File{file}, nil) // Error has them all
	return errors.Join(faults...)
}
