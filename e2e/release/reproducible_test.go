//go:build unix

package release

import (
	"context"
	"crypto/sha256"
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stamp is what the programs of these tests say about themselves.
var stamp = Stamp{Version: "1.4.0", Commit: strings.Repeat("0123abcd", 5)}

// Each program is compiled here and in a copy somewhere else, by somebody who
// shares nothing with this user: no caches, no folders, no settings.
func TestTheSameCommitGivesTheSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the three programs from nothing")
	}
	root := repositoryRoot(t)
	elsewhere := filepath.Join(t.TempDir(), "a", "longer path", "to it")
	first := compileAll(t, root, t.TempDir())
	for _, program := range Programs {
		if err := os.CopyFS(filepath.Join(elsewhere, program), os.DirFS(filepath.Join(root, program))); err != nil {
			t.Fatal(err)
		}
	}
	liveElsewhere(t)
	second := compileAll(t, elsewhere, t.TempDir())
	for _, program := range Programs {
		if first[program] != second[program] {
			t.Errorf("%s has the digest %x here and %x elsewhere", program, first[program], second[program])
		}
	}
}

// compileAll compiles the programs, and returns their digests.
func compileAll(t *testing.T, root, folder string) map[string][sha256.Size]byte {
	t.Helper()
	digests := map[string][sha256.Size]byte{}
	for _, program := range Programs {
		file := filepath.Join(folder, program)
		if err := Compile(t.Context(), root, program, Platform{"linux", "amd64"}, stamp, file); err != nil {
			t.Fatal(err)
		}
		digests[program] = sha256.Sum256(readFile(t, file))
		if err := checkStatic(file); err != nil {
			t.Errorf("%s: %v", program, err)
		}
	}
	return digests
}

// liveElsewhere makes the rest of the test run as on another machine. Modules
// still come from this one's cache, so that nothing is downloaded.
func liveElsewhere(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	modules := settings(t, "GOMODCACHE")
	for name, value := range map[string]string{
		"GOPROXY": "file://" + modules + "/cache/download," + settings(t, "GOPROXY"),
		"HOME":    home, "GOPATH": filepath.Join(home, "go"), "GOMODCACHE": filepath.Join(home, "modules"), "GOCACHE": filepath.Join(home, "cache"),
		"TMPDIR": t.TempDir(), "TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "GOAMD64": "v3", "GOFLAGS": "-buildvcs=true -ldflags=-w",
		"CGO_ENABLED": "1", "CGO_CFLAGS": "-O3", "USER": "somebody",
	} {
		t.Setenv(name, value)
	}
	t.Cleanup(func() { // before the folder is removed: the go command makes its modules read-only
		clean := exec.CommandContext(context.WithoutCancel(t.Context()), "go", "clean", "-modcache")
		clean.Env = append(os.Environ(), "GOMODCACHE="+filepath.Join(home, "modules"), "GOFLAGS=")
		if output, err := clean.CombinedOutput(); err != nil {
			t.Errorf("cleaning up: %v\n%s", err, output)
		}
	})
	before := syscall.Umask(0o077)
	t.Cleanup(func() { syscall.Umask(before) })
}

// checkStatic returns an error if a program for Linux needs anything of the
// system it runs on.
func checkStatic(file string) error {
	program, err := elf.Open(file)
	if err != nil {
		return err
	}
	defer program.Close() //nolint:errcheck // it was only read
	for _, part := range program.Progs {
		if part.Type == elf.PT_INTERP || part.Type == elf.PT_DYNAMIC {
			return fmt.Errorf("it is linked dynamically: it has a part of type %s", part.Type)
		}
	}
	return nil
}
