package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var (
	made    = time.Date(2026, 12, 1, 10, 20, 30, 0, time.UTC)
	members = []member{{"connector", 0o755, []byte("program")}, {"LICENSE", 0o644, []byte("terms")}}
)

func TestTarHoldsItsMembers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.tar.gz")
	if err := writeArchive(file, "connector_1.4.0", Platform{"linux", "arm64"}, made, members); err != nil {
		t.Fatal(err)
	}
	packed, err := gzip.NewReader(bytes.NewReader(readFile(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(packed)
	for _, want := range members {
		header, err := archive.Next()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		if header.Name != "connector_1.4.0/"+want.name || header.Mode != want.mode || !header.ModTime.Equal(made) ||
			header.Uid != 0 || header.Uname != "" || !bytes.Equal(data, want.data) {
			t.Errorf("the archive has %+v with %q, want %+v", header, data, want)
		}
	}
	if _, err := archive.Next(); err != io.EOF {
		t.Errorf("the archive goes on: %v", err)
	}
}

func TestZipHoldsItsMembers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.zip")
	if err := writeArchive(file, "connector_1.4.0", Platform{"windows", "amd64"}, made, members); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	if len(archive.File) != len(members) {
		t.Fatalf("the archive has %d files, want %d", len(archive.File), len(members))
	}
	for i, want := range members {
		got := archive.File[i]
		content, err := got.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != "connector_1.4.0/"+want.name || got.Mode() != os.FileMode(want.mode) || !got.Modified.Equal(made) || !bytes.Equal(data, want.data) {
			t.Errorf("the archive has %+v with %q, want %+v", got.FileHeader, data, want)
		}
	}
}

func TestChecksums(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"b": "b", "a": "a", checksums: "an old one"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeChecksums(folder); err != nil {
		t.Fatal(err)
	}
	const want = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a\n" +
		"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b\n"
	if got := string(readFile(t, filepath.Join(folder, checksums))); got != want {
		t.Errorf("the checksums are %q, want %q", got, want)
	}
}
