package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// nodeBed is the pages of a node whose clock stands at noon.
type nodeBed struct {
	tb     testing.TB
	node   *node.Node
	all    *runall.Runner
	engine *gin.Engine
}

// newNodeBed starts a node with these components, whatever is wrong with them.
func newNodeBed(tb testing.TB, components ...string) *nodeBed {
	tb.Helper()
	gin.SetMode(gin.ReleaseMode)
	n, err := node.New(node.Options{
		Data: tb.TempDir(), NoSync: true, Clock: clock.NewManual(noon), Schedule: true, Seed: 1,
		Secrets: map[string]string{"key": "hush-hush"}, Env: map[string]string{"host": "example.com"},
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := n.Close(); err != nil {
			tb.Error(err)
		}
	})
	if err := n.Replace("application/json", []byte("["+strings.Join(components, ",")+"]"), true); err != nil {
		tb.Fatal(err)
	}
	b := &nodeBed{tb, n, runall.New(n), gin.New()}
	b.engine.UseRawPath = true
	Mount(b.engine, n, b.all, nil, "test", false)
	return b
}

// get returns a page.
func (b *nodeBed) get(path string, want int) string {
	b.tb.Helper()
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	if w.Code != want {
		b.tb.Fatalf("%s: %d, want %d: %s", path, w.Code, want, w.Body)
	}
	return w.Body.String()
}

// shows checks that a page has each of some texts.
func (b *nodeBed) shows(path string, texts ...string) {
	b.tb.Helper()
	page := b.get(path, http.StatusOK)
	for _, text := range texts {
		if !strings.Contains(page, text) {
			b.tb.Errorf("%s does not show %q", path, text)
		}
	}
	if strings.Contains(page, "hush-hush") {
		b.tb.Errorf("%s shows a secret", path)
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

// What waits to be written is counted, not read.
func BenchmarkManyWaiting(b *testing.B) {
	var entities []string
	for i := range 20_000 {
		entities = append(entities, fmt.Sprintf(`{"_id":"%d","text":"%s"}`, i, strings.Repeat("x", 500)))
	}
	bed := newNodeBed(b, `{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[`+strings.Join(entities, ",")+`]},
		"transform":{"type":"dtl","rules":{"default":[["fail!","no"]]}},
		"pump":{"max_write_errors_in_retry_dataset":100000,"max_consecutive_write_errors":100000}}`)
	if _, err := bed.node.Run(b.Context(), "p", pump.Request{}); err != nil {
		b.Fatal(err)
	}
	bed.shows("/", "20\u202f000 waiting")
	for b.Loop() {
		bed.get("/", http.StatusOK)
	}
}

func BenchmarkPages(b *testing.B) {
	bed := newNodeBed(b, many(200)...)
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
