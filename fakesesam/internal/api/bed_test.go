package api

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// bed is a node's API on a test server.
type bed struct {
	t    *testing.T
	node *node.Node
	url  string
	// handler answers requests without a connection.
	handler http.Handler
}

func newBed(t *testing.T, opts node.Options, token string) *bed {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	opts.Data, opts.NoSync = t.TempDir(), true
	n, err := node.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	engine.UseRawPath = true
	Mount(engine, n, Options{Token: token, Log: slog.New(slog.DiscardHandler), Lines: func() []byte { return []byte("line\n") }})
	server := httptest.NewServer(engine)
	t.Cleanup(func() {
		server.Close()
		http.DefaultClient.CloseIdleConnections()
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return &bed{t, n, server.URL + "/api", engine}
}

// do sends a request, checks the status and returns the decoded JSON of the answer.
func (b *bed) do(method, path string, header http.Header, body io.Reader, want int) any {
	b.t.Helper()
	raw := b.raw(method, path, header, body, want)
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		b.t.Fatalf("%s %s: not JSON: %s", method, path, raw)
	}
	return out
}

func (b *bed) raw(method, path string, header http.Header, body io.Reader, want int) []byte {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	maps.Copy(req.Header, header)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if res.StatusCode != want {
		b.t.Fatalf("%s %s: %s, want %d: %s", method, path, res.Status, want, raw)
	}
	return raw
}

func (b *bed) get(path string) any {
	b.t.Helper()
	return b.do("GET", path, nil, nil, 200)
}

func (b *bed) json(method, path, body string, want int) any {
	b.t.Helper()
	return b.do(method, path, http.Header{"Content-Type": {"application/json"}}, strings.NewReader(body), want)
}

func (b *bed) form(path string, values url.Values, want int) any {
	b.t.Helper()
	return b.do("POST", path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(values.Encode()), want)
}

// file sends a file in a form, as the command-line client does.
func (b *bed) file(path, contentType string, content []byte, want int) any {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="config"`}, "Content-Type": {contentType},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = w.Close()
	return b.do("PUT", path, http.Header{"Content-Type": {w.FormDataContentType()}}, &body, want)
}

// at returns a part of decoded JSON.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

func (b *bed) equal(got, want any) {
	b.t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if string(g) != string(w) {
		b.t.Errorf("got %s\nwant %s", g, w)
	}
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var project = map[string]string{
	"node-metadata.conf.json":   `{"_id":"node","type":"metadata","task_manager":{"disable_user_pipes":true},"global_defaults":{"eager_load_microservices":false}}`,
	"pipes/persons.conf.json":   `{"_id":"persons","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1","name":"Ada"},{"_id":"2","name":"Bo"}]}}`,
	"pipes/sent.conf.json":      `{"_id":"sent","type":"pipe","source":{"type":"http_endpoint"}}`,
	"pipes/copy.conf.json":      `{"_id":"copy","type":"pipe","source":{"type":"dataset","dataset":"persons"},"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","where","$ENV(where)"]]}}}`,
	"pipes/published.conf.json": `{"_id":"published","type":"pipe","source":{"type":"dataset","dataset":"copy"},"sink":{"type":"http_endpoint"}}`,
	"systems/ms.conf.json":      `{"_id":"ms","type":"system:microservice","docker":{"image":"x:1","port":5000,"environment":{"key":"$SECRET(key)"}}}`,
}
