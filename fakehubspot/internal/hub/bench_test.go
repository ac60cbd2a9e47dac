package hub_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// BenchmarkCalls measures whole calls, with all that stands before HubSpot's API: a record and a page of a hundred.
func BenchmarkCalls(b *testing.B) {
	h, err := hub.New(hub.Config{
		Seed: 1, Contacts: 1_000, Lag: index.Lag{Mode: index.Fixed}, Tokens: []token.Token{{Value: "s3cret"}},
		Logger: slog.New(slog.DiscardHandler), Real: time.Now, After: time.After,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(h.Close)
	handler := h.Handler()
	for name, path := range map[string]string{"record": "/crm/v3/objects/contacts/51", "page": "/crm/v3/objects/contacts?limit=100"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
				r.Header.Set("Authorization", "Bearer s3cret")
				w := httptest.NewRecorder()
				if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}
