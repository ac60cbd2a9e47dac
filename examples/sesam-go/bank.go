package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// Bank asks a bank for its exchange rates.
type Bank struct{ URL string }

// Rate is what a unit of a currency was worth on a day.
type Rate struct {
	Date     string  `json:"date"` // such as 2026-03-02
	Currency string  `json:"currency"`
	NOK      float64 `json:"nok"`
}

// Rates returns the rates of a day and all later ones; "" means all that there are.
func (b Bank) Rates(ctx context.Context, from string) ([]Rate, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.URL+"/rates?from="+url.QueryEscape(from), nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking the bank: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the bank answered %s", response.Status)
	}
	var rates []Rate
	if err := json.NewDecoder(response.Body).Decode(&rates); err != nil {
		return nil, fmt.Errorf("reading the bank's answer: %w", err)
	}
	return rates, nil
}
