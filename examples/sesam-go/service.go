package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Service answers the requests of a Sesam node.
type Service struct{ Bank Bank }

// Handler returns the routes: a source, and a transform.
func (s Service) Handler() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /rates", s.rates)
	routes.HandleFunc("POST /convert", s.convert)
	return routes
}

// rates is a source. The node stores the largest _updated of a run that succeeded, and sends it as since in the next one.
//
// The day of since is read again: the bank may have published some of its rates after it was read. The node keeps what
// is new and drops the rest.
func (s Service) rates(w http.ResponseWriter, r *http.Request) {
	rates, err := s.Bank.Rates(r.Context(), r.URL.Query().Get("since"))
	if err != nil {
		// Never an empty list: after a full run, the node would delete everything that is not in it.
		refuse(w, http.StatusBadGateway, err)
		return
	}
	entities := []map[string]any{}
	for _, rate := range rates {
		entities = append(entities, map[string]any{
			"_id": rate.Currency + ":" + rate.Date, "_updated": rate.Date,
			"currency": rate.Currency, "date": rate.Date, "nok": rate.NOK,
		})
	}
	answer(w, http.StatusOK, entities)
}

// convert is a transform: it gives each invoice its amount in Norwegian kroner, by the rate of its day.
func (s Service) convert(w http.ResponseWriter, r *http.Request) {
	var invoices []map[string]any
	if err := json.NewDecoder(r.Body).Decode(&invoices); err != nil {
		refuse(w, http.StatusBadRequest, fmt.Errorf("the body must be a JSON array of invoices: %w", err))
		return
	}
	rates, err := s.Bank.Rates(r.Context(), "")
	if err != nil {
		refuse(w, http.StatusBadGateway, err)
		return
	}
	nok := map[string]float64{}
	for _, rate := range rates {
		nok[rate.Currency+":"+rate.Date] = rate.NOK
	}
	for _, invoice := range invoices {
		amount, _ := invoice["amount"].(float64)
		rate, known := nok[fmt.Sprint(invoice["currency"], ":", invoice["date"])]
		if known {
			invoice["nok"] = amount * rate
		} else {
			// A transform that refuses a batch stops the pipe, so what is wrong with an invoice is written on it.
			invoice["problem"] = fmt.Sprintf("the bank has no rate of %v on %v", invoice["currency"], invoice["date"])
		}
	}
	answer(w, http.StatusOK, invoices)
}

// refuse answers with an error as an object, which no node takes for a list of entities.
func refuse(w http.ResponseWriter, status int, err error) {
	answer(w, status, map[string]string{"error": err.Error()})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // an error here means that the node has gone
}
