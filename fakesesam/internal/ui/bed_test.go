package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bed is the pages of a node whose clock stands at noon.
type bed struct {
	t      testing.TB
	node   *node.Node
	all    *runall.Runner
	engine *gin.Engine
}

// newBed starts a node with these components, whatever is wrong with them.
func newBed(t testing.TB, components ...string) *bed {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	n, err := node.New(node.Options{
		Data: t.TempDir(), NoSync: true, Clock: clock.NewManual(noon), Schedule: true, Seed: 1,
		Secrets: map[string]string{"key": "hush-hush"}, Env: map[string]string{"host": "example.com"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := n.Replace("application/json", []byte("["+strings.Join(components, ",")+"]"), true); err != nil {
		t.Fatal(err)
	}
	b := &bed{t, n, runall.New(n), gin.New()}
	b.engine.UseRawPath = true
	Mount(b.engine, n, b.all, "test", false)
	return b
}

// get returns a page.
func (b *bed) get(path string, want int) string {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	if w.Code != want {
		b.t.Fatalf("%s: %d, want %d: %s", path, w.Code, want, w.Body)
	}
	return w.Body.String()
}

// shows checks that a page has each of some texts.
func (b *bed) shows(path string, texts ...string) {
	b.t.Helper()
	page := b.get(path, http.StatusOK)
	for _, text := range texts {
		if !strings.Contains(page, text) {
			b.t.Errorf("%s does not show %q", path, text)
		}
	}
	if strings.Contains(page, "hush-hush") {
		b.t.Errorf("%s shows a secret", path)
	}
}

// many returns pipes that read from one another, five stages deep.
func many(count int) []string {
	out := []string{`{"_id":"away","type":"system:url","url_pattern":"http://127.0.0.1:1/%s"}`}
	for i := range count {
		source := `{"type":"json","system":"away","url":"x"}`
		if i >= count/5 {
			source = fmt.Sprintf(`{"type":"dataset","dataset":"pipe-%04d"}`, i-count/5)
		}
		out = append(out, fmt.Sprintf(`{"_id":"pipe-%04d","type":"pipe","source":%s}`, i, source))
	}
	return out
}

func BenchmarkPages(b *testing.B) {
	bed := newBed(b, many(200)...)
	for _, path := range []string{"/", "/?view=flow", "/systems", "/systems/away", "/config", "/config?open=pipes/pipe-0001.conf.json"} {
		b.Run(path, func(b *testing.B) {
			size := 0
			for b.Loop() {
				size = len(bed.get(path, http.StatusOK))
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
