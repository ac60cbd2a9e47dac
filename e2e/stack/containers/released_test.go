package containers

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/release"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// An image holds the program that the release of its commit offers for
// download, byte for byte, and no file has the time at which it was built.
func TestImagesHoldTheReleasedPrograms(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	Require(ctx, t)
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	stamp, err := stack.ReleaseOf(ctx, root)
	if err != nil {
		t.Fatal(err)
	}
	platform, err := release.ParsePlatform(docker(ctx, t, "version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"))
	if err != nil {
		t.Fatal(err)
	}
	var driver Driver
	if err := driver.Build(ctx); err != nil {
		t.Fatal(err)
	}
	for _, program := range programs {
		t.Run(program, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), program)
			if err := release.Compile(ctx, root, program, platform, release.Stamp(stamp), file); err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for name, part := range contents(ctx, t, Image(program)) {
				// A builder may make directories at its own time; that of a release rewrites it.
				if part.header.Typeflag == tar.TypeReg && !part.header.ModTime.Equal(time.Unix(0, 0)) {
					t.Errorf("%s has the time %s: another build gives another layer", name, part.header.ModTime.UTC())
				}
				if name == program {
					found = true
					if part.header.Mode&0o777 != 0o755 || part.header.Uid != 0 || !bytes.Equal(part.data, want) {
						t.Errorf("the program in the image has the mode %o, the owner %d and %d bytes; the release has one of %d bytes, which are not the same",
							part.header.Mode, part.header.Uid, len(part.data), len(want))
					}
				}
			}
			if !found {
				t.Errorf("the image has no file /%s", program)
			}
		})
	}
}

// The connector's image is small enough for a node to pull at once.
func TestTheConnectorsImageIsSmall(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	Require(ctx, t)
	var driver Driver
	if err := driver.Build(ctx); err != nil {
		t.Fatal(err)
	}
	size, err := strconv.Atoi(docker(ctx, t, "image", "inspect", "--format", "{{.Size}}", Image("connector")))
	if err != nil {
		t.Fatal(err)
	}
	if size < 1<<20 || size > 13<<20 {
		t.Errorf("the image has %d bytes, want at most 13 MiB", size)
	}
}

// part is a file or directory of an image.
type part struct {
	header *tar.Header
	data   []byte
}

// contents returns the files and directories of an image by their paths.
func contents(ctx context.Context, t *testing.T, image string) map[string]part {
	t.Helper()
	saved, err := exec.CommandContext(ctx, "docker", "save", image).Output()
	if err != nil {
		t.Fatal(err)
	}
	archive := unpack(t, saved)
	var manifests []struct{ Layers []string }
	if err := json.Unmarshal(archive["manifest.json"].data, &manifests); err != nil || len(manifests) != 1 {
		t.Fatalf("the image has %d manifests: %v", len(manifests), err)
	}
	all := map[string]part{}
	for _, layer := range manifests[0].Layers {
		maps.Copy(all, unpack(t, archive[layer].data))
	}
	if len(all) == 0 {
		t.Fatal("the image is empty")
	}
	return all
}

// unpack returns what is in a tar, which may be compressed.
func unpack(t *testing.T, data []byte) map[string]part {
	t.Helper()
	var packed io.Reader = bytes.NewReader(data)
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		var err error
		if packed, err = gzip.NewReader(packed); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]part{}
	for archive := tar.NewReader(packed); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Clean(header.Name)] = part{header, content}
	}
}
