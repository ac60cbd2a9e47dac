package release

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// Somebody else's module requires the two fakes by their version, without this
// repository's workspace, and runs the examples of their documentation.
func TestAStrangersModuleUsesTheFakes(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the two fakes in another module")
	}
	root, proxy, stranger := repositoryRoot(t), t.TempDir(), t.TempDir()
	const version = "v1.4.0"
	write(t, filepath.Join(stranger, "go.mod"), "module example.com/stranger\n\ngo 1.26.0\n")
	get := []string{"get"}
	for fake, examples := range map[string][]string{"fakehubspot": {"example_test.go"}, "fakesesam": {"example_test.go", "service_test.go"}} {
		publish(t, proxy, module.Version{Path: modulePrefix + fake, Version: version}, filepath.Join(root, fake))
		for _, file := range examples {
			write(t, filepath.Join(stranger, fake, file), string(readFile(t, filepath.Join(root, fake, file))))
		}
		if err := os.CopyFS(filepath.Join(stranger, fake, "testdata"), os.DirFS(filepath.Join(root, fake, "testdata"))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		get = append(get, modulePrefix+fake+"@"+version)
	}
	run := strangersGo(t, stranger, proxy)
	run(get...)
	output := run("test", "-trimpath", "-tags", "nomsgpack", "-count=1", "-v", "-run", "^Example", "./...")
	for _, example := range []string{"ExampleStart", "ExampleServer_AddFault", "ExampleNode_Advance"} {
		if !strings.Contains(output, "--- PASS: "+example+" (") {
			t.Errorf("%s did not run:\n%s", example, output)
		}
	}
	if required := string(readFile(t, filepath.Join(stranger, "go.mod"))); strings.Contains(required, "replace") ||
		!strings.Contains(required, modulePrefix+"fakehubspot "+version) || !strings.Contains(required, modulePrefix+"fakesesam "+version) {
		t.Errorf("the stranger's go.mod is\n%s", required)
	}
}

// strangersGo returns a function that runs the go command in a module of
// somebody who knows the fakes from a proxy only.
func strangersGo(t *testing.T, folder, proxy string) func(args ...string) string {
	t.Helper()
	ours, upstream := settings(t, "GOMODCACHE"), settings(t, "GOPROXY")
	modules := filepath.Join(t.TempDir(), "modules")
	run := func(args ...string) string {
		t.Helper()
		command := exec.CommandContext(context.WithoutCancel(t.Context()), "go", args...)
		command.Dir = folder
		command.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOSUMDB=off", "CGO_ENABLED=0", "GOMODCACHE="+modules,
			"GOPROXY=file://"+proxy+",file://"+ours+"/cache/download,"+upstream)
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, output)
		}
		return string(output)
	}
	t.Cleanup(func() { run("clean", "-modcache") }) // its files are read-only
	return run
}

// publish puts a module into a proxy's folder, as it would be from its tag.
func publish(t *testing.T, proxy string, version module.Version, folder string) {
	t.Helper()
	escaped, err := module.EscapePath(version.Path)
	if err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(proxy, filepath.FromSlash(escaped), "@v")
	info, err := json.Marshal(map[string]any{"Version": version.Version, "Time": time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(at, "list"), version.Version+"\n")
	write(t, filepath.Join(at, version.Version+".info"), string(info))
	write(t, filepath.Join(at, version.Version+".mod"), string(readFile(t, filepath.Join(folder, "go.mod"))))
	packed, err := os.Create(filepath.Join(at, version.Version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(zip.CreateFromDir(packed, version, folder), packed.Close()); err != nil {
		t.Fatal(err)
	}
}
