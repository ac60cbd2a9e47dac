// Package simulation reads an account of any size under HubSpot's limits and latency in simulated time: ten minutes pass
// in the seconds that the processor needs. The connector and the fake HubSpot run in this process, in a bubble of
// testing/synctest, and talk to each other without a network. Time passes only while everything waits, so the figures
// hold what the connector decides, and nothing of the machine it runs on. One thing is still left to chance: the order of
// goroutines that are ready at the same instant, and with it which reader gets which part. It moves a figure by a few
// pages' time.
//
// Left out are processor time, the network's own limits, and noise. The latency is the same for every call.
package simulation

import (
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// Account is a fake HubSpot, which can be read in one bubble after another. It is made outside them, because no bubble
// may contain the socket it listens on; nothing is sent there.
type Account struct {
	hub      *fakehubspot.Server
	contacts int
	pushed   int       // requests that have changed every contact
	begins   time.Time // when the next read does, in HubSpot's time
}

// journaled is how many calls the fake remembers. They must all fit: a read of the largest account makes some 100,000.
const journaled = 150_000

// NewAccount returns an account with so many contacts, and companies that they are associated with. It must be closed.
func NewAccount(contacts, companies int) (*Account, error) {
	begins := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	hub, err := fakehubspot.New(
		fakehubspot.Contacts(contacts), fakehubspot.Records("companies", companies),
		fakehubspot.Journal(journaled), fakehubspot.Frozen(begins),
	)
	if err != nil {
		return nil, err
	}
	return &Account{hub: hub, contacts: contacts, begins: begins}, nil
}

// Close stops the fake. No bubble may still be using it.
func (a *Account) Close() error { return a.hub.Close() }

// day is more than any read takes. Every read begins on a day of its own, so that the daily limit is there for each.
const day = 24 * time.Hour

// prepare lets HubSpot's clock run with the bubble's and puts limits and latency in force.
func (a *Account) prepare(latency time.Duration) error {
	a.hub.ClearFaults()
	a.hub.ResetRequests()
	a.begins = a.begins.Add(day)
	if err := a.hub.RunFrom(a.begins); err != nil {
		return err
	}
	if err := a.hub.SetPlan(allowance.Plan); err != nil {
		return err
	}
	if latency == 0 {
		return nil
	}
	return a.hub.AddFault(fakehubspot.Fault{
		Kind: fakehubspot.FaultDelay, Delay: latency, Match: fakehubspot.Match{Path: "/crm/*"},
	})
}

// settled is longer than the connector's settle window: a pipe's offset is always so far back.
const settled = 10 * time.Minute

// change changes contacts, and returns a time just before, which is settled when change returns.
func (a *Account) change(count int) (since time.Time, err error) {
	since = a.hub.Now()
	a.hub.Advance(time.Second)
	changed, err := a.hub.Change(count)
	if err != nil {
		return since, err
	}
	if len(changed) != count {
		return since, fmt.Errorf("%d contacts changed, want %d", len(changed), count)
	}
	a.hub.Advance(settled)
	return since, nil
}

// calls returns what the account was asked since it was prepared.
func (a *Account) calls() (allowance.Calls, error) {
	var calls allowance.Calls
	if dropped := a.hub.DroppedRequests(); dropped > 0 {
		return calls, fmt.Errorf("the journal has dropped %d calls, so they cannot be counted", dropped)
	}
	for _, r := range a.hub.Requests(fakehubspot.Filter{}) {
		calls.Add(r.Method, r.Path, r.Status)
	}
	return calls, nil
}
