package release

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

func TestTheModulesCanBeReleased(t *testing.T) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(CheckModules(root, "1.4.0")...); err != nil {
		t.Error(err)
	}
}

func TestModuleFaults(t *testing.T) {
	const path = modulePrefix + "connector"
	for _, c := range []struct {
		name, text string
		version    Version
		want       string
	}{
		{"as it should be", "module " + path, "1.4.0", ""},
		{"before the first", "module " + path, "0.1.0", ""},
		{"the second major", "module " + path + "/v2", "2.0.0", ""},
		{"the path lacks the major", "module " + path, "2.0.0", "want the path " + path + "/v2"},
		{"the path has another major", "module " + path + "/v2", "1.4.0", "want the path " + path},
		{"a replacement", "module " + path + "\nreplace example.com/a => ../a", "1.4.0", "example.com/a is replaced"},
		{"a sibling", "module " + path + "\nrequire " + modulePrefix + "fakesesam v1.4.0", "1.4.0", "requires " + modulePrefix + "fakesesam v1.4.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := modfile.Parse("connector/go.mod", []byte(c.text), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := errors.Join(moduleFaults("connector/go.mod", parsed, path, c.version)...)
			if (got == nil) != (c.want == "") || got != nil && !strings.Contains(got.Error(), c.want) {
				t.Errorf("faults are %v, want %q", got, c.want)
			}
		})
	}
}
