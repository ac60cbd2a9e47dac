package config_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// receiver is the smallest pipe.
func receiver(id string) string {
	return `{"_id":"` + id + `","type":"pipe","source":{"type":"http_endpoint"}}`
}

// entry is a file of a zip; two may have the same name.
type entry struct {
	header zip.FileHeader
	body   string
}

func archived(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, e := range entries {
		e.header.Method = zip.Deflate
		file, err := writer.CreateHeader(&e.header)
		if err == nil {
			_, err = file.Write([]byte(e.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func named(name, body string) entry { return entry{zip.FileHeader{Name: name}, body} }

func inUTF16(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// Every file that ends with .conf.json is a component, wherever it is and however its name is written.
func TestComponentsAreFoundWhereverTheyAre(t *testing.T) {
	t.Parallel()
	content := map[string]string{
		"root.conf.json":             receiver("root"),
		"pipes/sub/deep.conf.json":   receiver("deep"),
		"Pipes/CASE.CONF.JSON":       receiver("case"),
		"other/x.conf.json":          receiver("other"),
		"pipes/bom.conf.json":        "\xef\xbb\xbf" + receiver("bom"),
		"pipes/little.conf.json":     inUTF16(binary.LittleEndian, receiver("little-æ")),
		"pipes/big.conf.json":        inUTF16(binary.BigEndian, receiver("big")),
		"pipes/.hidden.conf.json":    "no JSON",
		".git/pipes/a.conf.json":     "no JSON",
		"__MACOSX/pipes/._a":         "x",
		"__MACOSX/pipes/a.conf.json": "x",
		"pipes/.DS_Store":            "x",
		"pipes/README.md":            "x",
		"testdata/root.json":         "[]",
	}
	want := []string{"big", "bom", "case", "deep", "little-æ", "other", "root"}
	dir := t.TempDir()
	for name, body := range content {
		write(t, filepath.Join(dir, name), body)
	}
	set, err := config.Load(dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(set.Pipes))); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
	within := map[string]string{}
	for name, body := range content {
		within[`project\`+strings.ReplaceAll(name, "/", `\`)] = body
	}
	for archive, first := range map[string]string{string(zipped(t, content)): "root.conf.json", string(zipped(t, within)): "project/root.conf.json"} {
		set, err := config.Parse("application/zip", []byte(archive), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(set.Pipes))); diff != "" {
			t.Errorf("zip (-want +got):\n%s", diff)
		}
		if got := set.Pipes["root"].File; got != first {
			t.Errorf("got %s, want %s", got, first)
		}
	}
}

func TestLinksInAFolderAreFollowed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "..data", "a.conf.json"), receiver("a"))
	if err := os.Symlink(filepath.Join("..data", "a.conf.json"), filepath.Join(dir, "a.conf.json")); err != nil {
		t.Skip(err)
	}
	elsewhere := t.TempDir()
	write(t, filepath.Join(elsewhere, "b.conf.json"), receiver("b"))
	if err := os.Symlink(elsewhere, filepath.Join(dir, "pipes")); err != nil {
		t.Skip(err)
	}
	set, err := config.Load(dir, nil, nil)
	if err != nil || set.Pipes["a"] == nil || set.Pipes["b"] == nil || set.Pipes["b"].File != "pipes/b.conf.json" {
		t.Errorf("got %v", err)
	}
	if err := os.Symlink(".", filepath.Join(elsewhere, "again")); err != nil {
		t.Skip(err)
	}
	if _, err := config.Load(dir, nil, nil); !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), "levels deep") {
		t.Errorf("got %v", err)
	}
}

// A folder or file that cannot be read is not one that is empty.
func TestAFolderThatCannotBeReadIsNotEmpty(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "pipes", "a.conf.json"), receiver("a"))
		if err := os.Symlink("nowhere", filepath.Join(dir, "pipes", "b.conf.json")); err != nil {
			t.Skip(err)
		}
		if set, err := config.Load(dir, nil, nil); set != nil || !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), "pipes/b.conf.json") {
			t.Errorf("got %v, %v", set, err)
		}
		return
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "pipes", "a.conf.json"), receiver("a"))
	write(t, filepath.Join(dir, "systems", "s.conf.json"), hubspot)
	if err := os.Chmod(filepath.Join(dir, "systems"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "systems"), 0o700) //nolint:errcheck // so that it can be removed
	if set, err := config.Load(dir, nil, nil); set != nil || err == nil || !strings.Contains(err.Error(), "systems") {
		t.Errorf("got %v, %v", set, err)
	}
}

func TestZipsThatAreRefusedNameTheFile(t *testing.T) {
	t.Parallel()
	link := zip.FileHeader{Name: "pipes/link.conf.json"}
	link.SetMode(fs.ModeSymlink | 0o777)
	locked := zip.FileHeader{Name: "pipes/locked.conf.json", Flags: 1}
	for _, c := range []struct {
		name, want string
		entries    []entry
	}{
		{"twice", "the zip has pipes/a.conf.json twice", []entry{named("pipes/a.conf.json", receiver("a")), named("pipes/a.conf.json", receiver("b"))}},
		{"twice with backslashes", "the zip has pipes/a.conf.json twice", []entry{named("pipes/a.conf.json", receiver("a")), named(`pipes\a.conf.json`, receiver("b"))}},
		{"outside", `the name "../pipes/a.conf.json" must be a path within the zip`, []entry{named("../pipes/a.conf.json", receiver("a"))}},
		{"outside with backslashes", `must be a path within the zip`, []entry{named(`pipes\..\..\a.conf.json`, receiver("a"))}},
		{"absolute", `the name "/pipes/a.conf.json" must be a path within the zip`, []entry{named("/pipes/a.conf.json", receiver("a"))}},
		{"drive", `the name "C:\\pipes\\a.conf.json" must be a path within the zip`, []entry{named(`C:\pipes\a.conf.json`, receiver("a"))}},
		{"long name", `a file whose name has 1014 bytes`, []entry{named("pipes/"+strings.Repeat("a", 998)+".conf.json", receiver("a"))}},
		{"link", "pipes/link.conf.json is a link or a device", []entry{{link, "/etc/passwd"}}},
		{"encrypted", "pipes/locked.conf.json: the file is encrypted", []entry{{locked, receiver("a")}}},
		{"one of two", "pipes/b.conf.json:1:1: the text is empty", []entry{named("pipes/a.conf.json", receiver("a")), named("pipes/b.conf.json", "")}},
		{"no UTF-8", "the text contains a zero byte, so it is not UTF-8", []entry{named("pipes/b.conf.json", "{\x00\"\x00")}},
		{"long id", `pipes/a.conf.json: the "_id" must have at most 200 characters, got 40000`, []entry{named("pipes/a.conf.json", receiver(strings.Repeat("x", 40_000)))}},
	} {
		set, err := config.Parse("application/zip", archived(t, c.entries...), nil, nil)
		if set != nil || !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

// What a zip says about the size of a file may be a lie.
func TestSizesOfAZipAreCounted(t *testing.T) {
	t.Parallel()
	half := strings.Repeat("[", config.MaxSize/2+1)
	honest := archived(t, named("pipes/a.conf.json", half), named("pipes/b.conf.json", half))
	if len(honest) > 1<<20 {
		t.Fatal("the bomb is no bomb")
	}
	for name, archive := range map[string][]byte{
		"honest":   honest,
		"small":    lying(t, 10, strings.Repeat("[", 1<<20), "pipes/a.conf.json"),
		"negative": lying(t, 1<<63+1, "x", "pipes/a.conf.json", "pipes/b.conf.json"),
		"huge":     lying(t, 1<<64-1, "x", "pipes/a.conf.json", "pipes/b.conf.json"),
	} {
		set, err := config.Parse("application/zip", archive, nil, nil)
		if set != nil || !errors.Is(err, config.ErrUnreadable) {
			t.Errorf("%s: got %v", name, err)
		}
		want := map[string]string{"honest": "unpacks to more than 67108864 bytes", "small": "pipes/a.conf.json: zip: not a valid zip file"}[name]
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// lying returns a zip of files that claim to have another size than they have: the sum of two sizes may overflow.
func lying(t *testing.T, size uint64, body string, names ...string) []byte {
	t.Helper()
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, name := range names {
		file, err := writer.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Store, UncompressedSize64: size, CompressedSize64: uint64(len(body)), CRC32: crc32.ChecksumIEEE([]byte(body)),
		})
		if err == nil {
			_, err = file.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// Without these limits, the time that a text takes would grow with the square of its size: minutes for one of 1 MB.
func TestDeepAndLongTextsAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	const n = 50_000
	name := strings.Repeat("k", n)
	for want, body := range map[string]string{
		"nested more than 500 levels deep":                     strings.Repeat(`[`, n),
		"1:2501: the text is nested more than 500 levels":      strings.Repeat(`{"a":`, n),
		"the name of a property has 50000 bytes, at most 1000": `{"_id":"x","type":"pipe","source":{"` + name + `":[` + strings.Repeat(`"$ENV(a)",`, n) + `1]}}`,
		`1:24: the name of a property has 50000 bytes`:         `{"_id":"x","a":"\"[{", "` + name + `" : 1}`,
	} {
		_, err := config.Parse("application/json", []byte(body), nil, nil)
		if !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	long := `{"_id":"x","type":"pipe","source":{"type":"` + strings.Repeat(`\"`, n) + `"}}`
	if _, err := config.Parse("application/json", []byte(long), nil, nil); errors.Is(err, config.ErrUnreadable) {
		t.Errorf("a long value was refused: %.100s", err)
	}
}

// A zip that the node has stored is read again, whatever is in it.
func TestWhatWasStoredIsKept(t *testing.T) {
	t.Parallel()
	entries := []entry{
		named("pipes/a.conf.json", receiver("a")), named("pipes/b.conf.json", "{"), named("pipes/c.conf.json", receiver(strings.Repeat("x", 40_000))),
		named("odd/../d.conf.json", receiver("d")), named("pipes/e.conf.json", receiver("a")), named("pipes/a.conf.json", receiver("f")),
	}
	set, err := config.Stored(archived(t, entries...), nil, nil)
	if set == nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "d", "f"}, slices.Sorted(maps.Keys(set.Pipes))); diff != "" {
		t.Error(diff)
	}
	if invalid := set.Invalid(); len(invalid) != 3 || !strings.Contains(err.Error(), "pipes/b.conf.json: cannot be read, and is kept as it is") {
		t.Errorf("got %v", err)
	}
	archive, err := set.Zip()
	if err != nil {
		t.Fatal(err)
	}
	again := files(t, archive)
	for name, want := range map[string]string{"pipes/b.conf.json": "{", "pipes/c.conf.json": entries[2].body} {
		if again[name] != want {
			t.Errorf("%s is %.50q", name, again[name])
		}
	}
	if len(again) != len(entries) {
		t.Errorf("%d files have become %d", len(entries), len(again))
	}
}

// Components whose files would have the same name get different ones: in a zip, one would replace the other.
func TestEqualNamesOfFilesBecomeDistinct(t *testing.T) {
	t.Parallel()
	set, err := config.Parse("application/zip", zipped(t, map[string]string{"pipes/b.conf.json": receiver("a")}), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"b", "B", "a\\\\b", "a_b", ".hidden", "æ ø?#%"} {
		if set, err = set.With([]byte(receiver(id))); err != nil {
			t.Fatal(err)
		}
	}
	archive, err := set.Zip()
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.Stored(archive, nil, nil)
	if err != nil || len(again.Pipes) != 7 || len(files(t, archive)) != 7 {
		t.Errorf("got %d pipes, %v", len(again.Pipes), err)
	}
	if uploaded, err := config.Parse("application/zip", archive, nil, nil); err != nil || len(uploaded.Pipes) != 7 {
		t.Errorf("got %v", err)
	}
}
