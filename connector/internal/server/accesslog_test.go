package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// Routes that are requested every few seconds are logged at level debug, whatever happens to the request; all others at
// level info.
func TestQuietRoutesAreLoggedAtDebug(t *testing.T) {
	var log strings.Builder
	s := New(Options{
		Clock: clocktest.New(), Metrics: NewMetrics(clocktest.New()),
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	defer s.Stop()
	handler := s.Handler()
	for path, level := range map[string]string{"/healthz": "DEBUG", "//healthz": "DEBUG", "/": "INFO", "/metrics": "INFO", "/quiz": "INFO"} {
		for _, body := range []string{"", strings.Repeat("x", drainMost+1)} {
			log.Reset()
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, strings.NewReader(body)))
			if !strings.Contains(log.String(), "level="+level+" msg=request method=GET path="+path+" ") || body != "" && w.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %d %s", path, w.Code, log.String())
			}
		}
	}
}

// A line is short whatever is requested: a method and a path may be as long as a header.
func TestALineIsShort(t *testing.T) {
	var log strings.Builder
	s := New(Options{Clock: clocktest.New(), Metrics: NewMetrics(clocktest.New()), Logger: slog.New(slog.NewTextHandler(&log, nil))})
	defer s.Stop()
	long := strings.Repeat("X", 10_000)
	s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(long, "/"+long+"?since="+long+"&limit="+long, nil))
	if n := len(log.String()); n == 0 || n > 1000 {
		t.Errorf("the line has %d bytes, want at most 1000", n)
	}
}
