package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// Routes that are requested every few seconds are marked quiet; all others are logged at level info.
func TestQuietRoutesAreLoggedAtDebug(t *testing.T) {
	var log strings.Builder
	s := New(Options{
		Clock: clocktest.New(), Metrics: NewMetrics(clocktest.New()),
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	defer s.Stop()
	handler := s.Handler()
	for path, level := range map[string]string{"/healthz": "DEBUG", "/": "INFO", "/metrics": "INFO", "/quiz": "INFO"} {
		log.Reset()
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		if !strings.Contains(log.String(), "level="+level+" msg=request method=GET path="+path+" ") {
			t.Errorf("%s: %s", path, log.String())
		}
	}
}
