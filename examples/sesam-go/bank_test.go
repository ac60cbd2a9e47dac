package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// bank is a bank for tests, whose rates a test changes.
type bank struct {
	mu     sync.Mutex
	rates  []Rate
	closed bool
}

func (b *bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		http.Error(w, "closed for the day", http.StatusServiceUnavailable)
		return
	}
	from := r.URL.Query().Get("from")
	asked := slices.DeleteFunc(slices.Clone(b.rates), func(rate Rate) bool { return rate.Date < from })
	_ = json.NewEncoder(w).Encode(asked)
}

// publish adds a rate.
func (b *bank) publish(date, currency string, nok float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rates = append(b.rates, Rate{date, currency, nok})
}

// withdraw takes a rate back.
func (b *bank) withdraw(date, currency string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rates = slices.DeleteFunc(b.rates, func(rate Rate) bool { return rate.Date == date && rate.Currency == currency })
}

// close closes the bank, or opens it again.
func (b *bank) close(closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = closed
}

// startBank starts a bank with two days of rates.
func startBank(t *testing.T) (rates *bank, url string) {
	t.Helper()
	rates = &bank{}
	for _, rate := range []Rate{{"2026-03-02", "EUR", 11.2}, {"2026-03-02", "USD", 9.5}, {"2026-03-03", "EUR", 11.5}} {
		rates.publish(rate.Date, rate.Currency, rate.NOK)
	}
	server := httptest.NewServer(rates)
	t.Cleanup(server.Close)
	return rates, server.URL
}
