// Command exchangerates is a Sesam microservice that gives a node the exchange rates of a bank.
package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	server := &http.Server{
		Addr:              ":5000",
		Handler:           Service{Bank: Bank{URL: os.Getenv("BANK_URL")}}.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
	}
	log.Fatal(server.ListenAndServe())
}
