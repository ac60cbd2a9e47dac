//go:build unix

package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A release is rehearsed for the platform that this machine is not, and what
// comes of it is looked at as somebody would who downloads it.
func TestRehearsal(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the three programs for another platform")
	}
	root, folder := repositoryRoot(t), filepath.Join(t.TempDir(), "dist")
	t.Setenv("VERSION", stamp.Version)
	t.Setenv("COMMIT", stamp.Commit)
	other := Platform{"linux", "arm64"}
	if err := (Release{Root: root, Folder: folder, Platforms: []Platform{other}, Log: t.Output()}).Make(t.Context()); err != nil {
		t.Fatal(err)
	}

	want := []string{checksums}
	for _, program := range Programs {
		archive := archiveName(program, stamp.Version, other)
		want = append(want, archive, archive+".cdx.json")
	}
	slices.Sort(want)
	if got := names(t, folder); !slices.Equal(got, want) {
		t.Fatalf("the release has %v, want %v", got, want)
	}
	if output, err := shell(t, folder, "sha256sum --check --strict "+checksums); err != nil || strings.Count(output, ": OK\n") != len(want)-1 {
		t.Errorf("checking the checksums: %v\n%s", err, output)
	}
	for _, program := range Programs {
		t.Run(program, func(t *testing.T) {
			archive := filepath.Join(folder, archiveName(program, stamp.Version, other))
			unpacked := unpack(t, archive)
			binary := filepath.Join(unpacked, program+"_"+stamp.Version, program)
			if err := checkStatic(binary); err != nil {
				t.Error(err)
			}
			if machine := machineOf(t, binary); machine != elf.EM_AARCH64 {
				t.Errorf("the program is for %s", machine)
			}
			info, err := buildinfo.ReadFile(binary)
			if err != nil {
				t.Fatal(err)
			}
			if len(info.Deps) < 5 {
				t.Fatalf("the program records %d modules, which is too few to be true", len(info.Deps))
			}
			terms := string(readFile(t, filepath.Join(unpacked, program+"_"+stamp.Version, "LICENCES-OF-DEPENDENCIES.txt")))
			components := componentsOf(t, archive+".cdx.json")
			for _, module := range info.Deps {
				if !slices.Contains(components, module.Path+" "+module.Version) {
					t.Errorf("the components lack %s %s", module.Path, module.Version)
				}
				if !strings.Contains(terms, "\n"+module.Path+" "+module.Version+": ") {
					t.Errorf("the licence of %s is missing", module.Path)
				}
			}
			if !slices.Contains(components, "std "+info.GoVersion) {
				t.Errorf("the components lack Go's own library")
			}
			if !bytes.Contains(readFile(t, binary), []byte(stamp.Commit)) {
				t.Error("the program does not say which commit it is")
			}
		})
	}
}

// componentsOf returns the names and versions of a document's components.
func componentsOf(t *testing.T, file string) []string {
	t.Helper()
	var document struct {
		Format   string                     `json:"bomFormat"`
		Metadata struct{ Timestamp string } `json:"metadata"`
		Serial   string                     `json:"serialNumber"`
		Contains []struct {
			Name    string `json:"name"`
			Version string `json:"version"`
		} `json:"components"`
	}
	if err := json.Unmarshal(readFile(t, file), &document); err != nil {
		t.Fatal(err)
	}
	if document.Format != "CycloneDX" || document.Metadata.Timestamp != "" || document.Serial != "" {
		t.Errorf("the document is of the format %q with the time %q and the number %q", document.Format, document.Metadata.Timestamp, document.Serial)
	}
	var all []string
	for _, c := range document.Contains {
		all = append(all, c.Name+" "+c.Version)
	}
	return all
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func shell(t *testing.T, folder, line string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", line)
	command.Dir = folder
	output, err := command.CombinedOutput()
	return string(output), err
}

func unpack(t *testing.T, archive string) string {
	t.Helper()
	packed, err := gzip.NewReader(bytes.NewReader(readFile(t, archive)))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for members := tar.NewReader(packed); ; {
		header, err := members.Next()
		if errors.Is(err, io.EOF) {
			return folder
		}
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, filepath.FromSlash(header.Name))
		data, err := io.ReadAll(members)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(file), 0o750), os.WriteFile(file, data, header.FileInfo().Mode()))
		if err != nil {
			t.Fatal(err)
		}
	}
}

func machineOf(t *testing.T, file string) elf.Machine {
	t.Helper()
	program, err := elf.Open(file)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", file, err))
	}
	defer func() { _ = program.Close() }()
	return program.Machine
}
