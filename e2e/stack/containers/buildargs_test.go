package containers

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

func TestBuildArgs(t *testing.T) {
	for _, name := range passedOn {
		t.Setenv(name, "")
	}
	t.Setenv("VERSION", "1.4.0")
	t.Setenv("COMMIT", "abc")
	t.Setenv("GOPROXY", "off")
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	args, err := buildArgs(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"VERSION": "1.4.0", "COMMIT": "abc", "GOPROXY": "off"}
	for name, value := range args {
		if *value != want[name] {
			t.Errorf("%s is %q, want %q", name, *value, want[name])
		}
	}
	if len(args) != len(want) {
		t.Errorf("%d build arguments, want the %d of %v", len(args), len(want), want)
	}
}
