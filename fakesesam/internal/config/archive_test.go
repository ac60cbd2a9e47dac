package config_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// files is the content of a zip.
func files(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, file := range reader.File {
		body, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		if day := file.Modified; day.Year() != 1980 || day.YearDay() != 1 {
			t.Errorf("%s is of the day %s, which zips cannot tell", file.Name, day)
		}
		got[file.Name] = string(content)
	}
	return got
}

func zipped(t *testing.T, content map[string]string) []byte {
	t.Helper()
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for name, body := range content {
		file, err := writer.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// form is a multipart body with one more field than "file".
func form(t *testing.T, field, contentType string, body []byte) (string, []byte) {
	t.Helper()
	var b bytes.Buffer
	writer := multipart.NewWriter(&b)
	if err := writer.WriteField("other", "x"); err != nil {
		t.Fatal(err)
	}
	part, err := writer.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + field + `"; filename="config"`}, "Content-Type": {contentType},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return writer.FormDataContentType(), b.Bytes()
}

func tutorialFiles(t *testing.T) map[string]string {
	t.Helper()
	content := map[string]string{}
	for _, name := range []string{"pipes/hubspot-contacts-collect.conf.json", "systems/hubspot.conf.json", "node-metadata.conf.json"} {
		body, err := os.ReadFile(filepath.Join(tutorial, name))
		if err != nil {
			t.Fatal(err)
		}
		content[name] = string(body)
	}
	return content
}

func TestUploadedFilesComeBackWithTheirNamesAndBytes(t *testing.T) {
	t.Parallel()
	env, secrets := tutorialVariables(t)
	want := tutorialFiles(t)
	want["pipes/another-name.conf.json"] = `{"type": "pipe",   "_id":"x", "source": {"type":"http_endpoint"}}` + "\n"
	uploaded := map[string]string{"test-env.json": "{}", "README.md": "x"}
	maps.Copy(uploaded, want)
	archive := zipped(t, uploaded)
	formType, formBody := form(t, "file", "application/zip", archive)
	for contentType, body := range map[string][]byte{"application/zip": archive, formType: formBody} {
		set, err := config.Parse(contentType, body, env, secrets)
		if err != nil {
			t.Fatal(err)
		}
		again, err := set.Zip()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, files(t, again)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", contentType, diff)
		}
	}
}

func TestPostedJSONComesBackAsAList(t *testing.T) {
	t.Parallel()
	env, secrets := tutorialVariables(t)
	var list []json.RawMessage
	for _, body := range tutorialFiles(t) {
		list = append(list, json.RawMessage(body))
	}
	body, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	formType, formBody := form(t, "file", "application/json", body)
	for contentType, body := range map[string][]byte{"application/json; charset=utf-8": body, "": body, formType: formBody} {
		set, err := config.Parse(contentType, body, env, secrets)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decoded(t, loadTutorial(t).JSON()), decoded(t, set.JSON())); diff != "" {
			t.Errorf("%s (-folder +posted):\n%s", contentType, diff)
		}
		archive, err := set.Zip()
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range tutorialFiles(t) {
			if diff := cmp.Diff(decoded(t, []byte(want)), decoded(t, []byte(files(t, archive)[name]))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
}

func decoded(t *testing.T, body []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return value
}

// To empty a node, the command-line client uploads only the metadata, then nothing.
func TestEmptyConfigurations(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`[]`: `[]`, `[{"_id":"node","type":"metadata"}]`: `[{"_id":"node","type":"metadata"}]`,
	} {
		set, err := config.Parse("application/json", []byte(body), nil, nil)
		if err != nil || string(set.JSON()) != want || len(set.Pipes) != 0 {
			t.Errorf("%s: %v", body, err)
		}
	}
	if got := string(config.Empty().JSON()); got != `[]` {
		t.Errorf("got %s", got)
	}
	archive, err := config.Empty().Zip()
	if err != nil {
		t.Fatal(err)
	}
	set, err := config.Parse("application/zip", archive, nil, nil)
	if err != nil || string(set.JSON()) != `[]` {
		t.Errorf("a downloaded configuration of nothing: %v", err)
	}
}

func TestBodiesThatAreNoConfiguration(t *testing.T) {
	t.Parallel()
	noFile, noFileBody := form(t, "config", "application/json", []byte(`[]`))
	formInForm, formInFormBody := form(t, "file", noFile, noFileBody)
	for _, c := range []struct {
		contentType string
		body        []byte
		want        string
	}{
		{"application/zip", []byte("PK?"), "the zip"},
		{"application/zip", zipped(t, map[string]string{"x.json": "{}"}), "found no pipes/*.conf.json"},
		{"application/zip", zipped(t, map[string]string{"pipes/a.conf.json": "{,}"}), "pipes/a.conf.json:1:2"},
		{"text/html", []byte(`[]`), "must be application/json"},
		{"a/b/c", []byte(`[]`), "content type"},
		{"application/json", []byte(`7`), "got a number"},
		{"application/json", []byte(`[7,{"_id":1}]`), "got a number"},
		{noFile, noFileBody, `the form has no field "file"`},
		{formInForm, formInFormBody, `must not be a form itself`},
		{formInForm, bytes.Replace(formInFormBody, []byte("multipart/"), []byte("Multipart/"), 1), `must not be a form itself`},
		{"multipart/form-data", []byte("x"), "the form"},
	} {
		set, err := config.Parse(c.contentType, c.body, nil, nil)
		if set != nil || !errors.Is(err, config.ErrUnreadable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: got %v", c.contentType, c.body, err)
		}
	}
}

func TestZipsThatUnpackToTooMuchAreRefused(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	writer := zip.NewWriter(&bomb)
	// The directory of the zip has the unpacked size of a file, which may be wrong.
	if _, err := writer.CreateRaw(&zip.FileHeader{Name: "pipes/a.conf.json", UncompressedSize64: 65 << 20}); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Parse("application/zip", bomb.Bytes(), nil, nil); err == nil || !strings.Contains(err.Error(), "unpacks to") {
		t.Errorf("got %v", err)
	}
}
