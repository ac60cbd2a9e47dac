package journal_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// sink is an answer that goes nowhere.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}

// BenchmarkCall is what the journal adds to a call with a page of 30 KiB, in a journal that is full.
func BenchmarkCall(b *testing.B) {
	page := bytes.Repeat([]byte(`{"id":"1"},`), 3_000)
	j := journal.New(10_000, at(instant))
	handler := j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.Header().Set("X-HubSpot-Correlation-Id", "019b3b9c-0000-7000-8000-000000000000")
		_, _ = w.Write(page)
	}))
	call := func() {
		handler.ServeHTTP(sink{http.Header{}}, httptest.NewRequest(http.MethodGet, "/crm/v3/objects/contacts?limit=100&after=5", nil))
	}
	for range 10_000 {
		call()
	}
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
}
