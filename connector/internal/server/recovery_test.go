package server

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	var log strings.Builder
	s := New(Options{Clock: clocktest.New(), Logger: slog.New(slog.NewTextHandler(&log, nil))})
	defer s.Stop()
	r := engine()
	r.Use(s.accessLog, s.recovery)
	r.GET("/early", func(*gin.Context) { panic("boom") })
	r.GET("/late", func(c *gin.Context) {
		_, _ = c.Writer.Write([]byte(`[{"_id":"1"}`))
		c.Writer.Flush()
		panic("boom")
	})
	srv := httptest.NewServer(r)
	defer srv.Close()

	resp, err := srv.Client().Get(srv.URL + "/early")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusInternalServerError || err != nil || !strings.HasPrefix(string(text), `{"error":`) || strings.Contains(string(text), "boom") {
		t.Errorf("early: %d %s, %v", resp.StatusCode, text, err)
	}
	resp, err = srv.Client().Get(srv.URL + "/late")
	if err != nil {
		t.Fatal(err)
	}
	text, err = io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if !errors.Is(err, io.ErrUnexpectedEOF) || string(text) != `[{"_id":"1"}` {
		t.Errorf("late: %s, %v, want an incomplete body", text, err)
	}
	srv.Close() // the log is complete
	if n := strings.Count(log.String(), "msg=panic fault=boom"); n != 2 || !strings.Contains(log.String(), "recovery_test.go") {
		t.Errorf("%d panics in the log:\n%s", n, log.String())
	}
	if !strings.Contains(log.String(), "path=/late status=200") || !strings.Contains(log.String(), "cut=true") {
		t.Errorf("the access log hides the cut:\n%s", log.String())
	}
}

// A check of readiness has no request that would catch its panic. It must not end the process.
func TestAPanicOfACheckIsAnError(t *testing.T) {
	var log strings.Builder
	s := New(Options{Clock: clocktest.New(), Logger: slog.New(slog.NewTextHandler(&log, nil))}) // no client
	defer s.Stop()
	if err := s.ready(t.Context()); !errors.Is(err, errInternal) || !strings.Contains(log.String(), "msg=panic") {
		t.Errorf("%v, log:\n%s", err, log.String())
	}
}
