package ui_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

// BenchmarkRequests measures the page of a full journal whose calls have the longest bodies: its beginning, a request in it, and
// two filters that no request fits, so that every one of them is looked at.
func BenchmarkRequests(b *testing.B) {
	h, err := hub.New(hub.Config{
		Seed: 1, Lag: index.Lag{Mode: index.Fixed}, Journal: 10_000, Logger: slog.New(slog.DiscardHandler), Real: time.Now, After: time.After,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(h.Close)
	handler := h.Journal().Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat(`{"id":"1"},`, 500)))
	}))
	body := strings.Repeat(`{"email":"ada@example.com"},`, journal.MaxBody/28)
	for range 10_000 {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/crm/v3/objects/contacts/batch/upsert", strings.NewReader(body)))
	}
	router := http.NewServeMux()
	ui.Page{Hub: h}.Routes(router)
	for name, query := range map[string]string{"top": "", "open": "?seq=9999", "text": "?text=nobody", "path": "?path=/nothing", "control": ""} {
		b.Run(name, func(b *testing.B) {
			target := "/_ui/requests" + query
			if name == "control" {
				target = "/_ui/control"
			}
			for b.Loop() {
				w := httptest.NewRecorder()
				if router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil)); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
