package main

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

const (
	collect  = "exchange-rates-collect"
	invoices = "invoices-collect"
)

// start starts a bank, the service, and a node with the configuration in the folder sesam. The node's clock stands still
// until a test moves it.
func start(t *testing.T) (*bank, *fakesesam.Node) {
	t.Helper()
	bank, url := startBank(t)
	service := httptest.NewServer(Service{Bank: Bank{URL: url}}.Handler())
	t.Cleanup(service.Close)
	return bank, fakesesam.Start(t,
		fakesesam.Config("sesam"),
		fakesesam.Env(map[string]string{"bank-url": url}),
		fakesesam.Microservice("exchange-rates", service.URL),
		fakesesam.Frozen(time.Date(2026, time.March, 3, 18, 0, 0, 0, time.UTC)),
		fakesesam.Schedule(true),
	)
}

// run runs the pipe that collects the rates.
func run(t *testing.T, node *fakesesam.Node) fakesesam.Run {
	t.Helper()
	run, err := node.Run(t.Context(), collect)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// want fails the test unless a run succeeded and did so much.
func want(t *testing.T, run fakesesam.Run, sync fakesesam.SyncType, processed, changed, deleted int, offset string) {
	t.Helper()
	if run.Outcome != fakesesam.Completed || run.SyncType != sync || run.Processed != processed ||
		run.Changed != changed || run.Deleted != deleted || run.Offset != offset {
		t.Fatalf("the run is %+v, want a %s one with %d processed, %d changed, %d deleted and the offset %s",
			run, sync, processed, changed, deleted, offset)
	}
}

// entities returns the _ids of a dataset's entities.
func entities(t *testing.T, node *fakesesam.Node, dataset string) string {
	t.Helper()
	all, err := node.Entities(dataset)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, entity := range all {
		ids = append(ids, entity.ID())
	}
	return strings.Join(ids, " ")
}

func TestOnlyNewRatesAreCollected(t *testing.T) {
	bank, node := start(t)
	want(t, run(t, node), fakesesam.Full, 3, 3, 0, "2026-03-03")
	want(t, run(t, node), fakesesam.Incremental, 1, 0, 0, "2026-03-03")

	bank.publish("2026-03-03", "USD", 9.7) // later than the other rate of that day
	bank.publish("2026-03-04", "EUR", 11.4)
	want(t, run(t, node), fakesesam.Incremental, 3, 2, 0, "2026-03-04")
	if got, want := entities(t, node, collect), "EUR:2026-03-02 EUR:2026-03-03 EUR:2026-03-04 USD:2026-03-02 USD:2026-03-03"; got != want {
		t.Errorf("the dataset has %s, want %s", got, want)
	}
}

func TestAClosedBankChangesNothing(t *testing.T) {
	bank, node := start(t)
	want(t, run(t, node), fakesesam.Full, 3, 3, 0, "2026-03-03")
	bank.close(true)
	for range 2 {
		if run := run(t, node); run.Outcome != fakesesam.Failed || !strings.Contains(run.Error, "the bank answered 503") {
			t.Errorf("the run is %+v, want a failed one that says what the bank answered", run)
		}
		if got := entities(t, node, collect); strings.Count(got, ":") != 3 {
			t.Errorf("the dataset has %q, want the three rates that it had", got)
		}
		if err := node.Reset(collect); err != nil { // so that the next run is a full one, which could delete
			t.Fatal(err)
		}
	}
	events, err := node.Log(collect)
	if err != nil {
		t.Fatal(err)
	}
	count := map[fakesesam.EventType]int{}
	for _, event := range events {
		count[event.Type()]++
	}
	if count[fakesesam.PumpCompleted] != 1 || count[fakesesam.PumpFailed] != 2 || count[fakesesam.ReadError] != 2 {
		t.Errorf("the execution log has %v, want one run that completed, and two that failed because of a read error", count)
	}
	bank.close(false)
	want(t, run(t, node), fakesesam.Full, 3, 0, 0, "2026-03-03")
}

func TestAResetReadsEverythingAgain(t *testing.T) {
	bank, node := start(t)
	want(t, run(t, node), fakesesam.Full, 3, 3, 0, "2026-03-03")
	bank.withdraw("2026-03-02", "USD")
	want(t, run(t, node), fakesesam.Incremental, 1, 0, 0, "2026-03-03") // no incremental run can see it
	if err := node.Reset(collect); err != nil {
		t.Fatal(err)
	}
	want(t, run(t, node), fakesesam.Full, 2, 0, 1, "2026-03-03")
}

// A night of schedule takes no time.
func TestTheNightlyRescanFindsWhatWasWithdrawn(t *testing.T) {
	bank, node := start(t)
	advance := func(d time.Duration, want string) {
		t.Helper()
		if err := node.Advance(d); err != nil {
			t.Fatal(err)
		}
		if got := entities(t, node, collect); got != want {
			t.Errorf("at %s the dataset has %s, want %s", node.Now().Format(time.TimeOnly), got, want)
		}
	}
	advance(2*time.Hour, "EUR:2026-03-02 EUR:2026-03-03 USD:2026-03-02")
	bank.withdraw("2026-03-02", "USD")
	advance(6*time.Hour, "EUR:2026-03-02 EUR:2026-03-03 USD:2026-03-02")
	advance(2*time.Hour, "EUR:2026-03-02 EUR:2026-03-03")
}

func TestInvoicesAreConverted(t *testing.T) {
	bank, node := start(t)
	run, err := node.Receive(t.Context(), invoices,
		fakesesam.Entity{"_id": "1", "amount": 100, "currency": "EUR", "date": "2026-03-03"},
		fakesesam.Entity{"_id": "2", "amount": 100, "currency": "GBP", "date": "2026-03-03"})
	if err != nil || run.Outcome != fakesesam.Completed || run.Changed != 2 {
		t.Fatalf("the run is %+v (%v), want two changed", run, err)
	}
	converted, err := node.Entities(invoices)
	if err != nil {
		t.Fatal(err)
	}
	if nok := converted[0]["nok"]; nok != 1150.0 {
		t.Errorf("100 EUR are %v NOK, want 1150", nok)
	}
	if problem := converted[1]["problem"]; problem != "the bank has no rate of GBP on 2026-03-03" {
		t.Errorf("the problem with the other invoice is %q", problem)
	}

	bank.close(true)
	run, err = node.Receive(t.Context(), invoices, fakesesam.Entity{"_id": "3", "amount": 1, "currency": "EUR", "date": "2026-03-03"})
	if err != nil || run.Outcome != fakesesam.Failed {
		t.Errorf("while the bank is closed the run is %+v (%v), want a failed one: its sender sends the invoice again", run, err)
	}
	if got := entities(t, node, invoices); got != "1 2" {
		t.Errorf("the dataset has invoices %s, want 1 2", got)
	}
}
