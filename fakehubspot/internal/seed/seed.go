// Package seed makes contacts up. Each has a faker of its own, drawn from the seed and its place in the row, so that
// the n-th contact is the same however many are made, in whatever order, on whatever machine.
package seed

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Made-up contacts live in the two years before the epoch: never later, so that each change made on a running fake is
// newer than all of them.
var (
	epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	dawn  = epoch.AddDate(-2, 0, 0)
)

// Request is a wish for contacts.
type Request struct {
	Seed    uint64
	Profile string // one of Profiles; empty means ordinary
	// First is the place in the row of the first contact, LastID the number given to the one before it.
	First  int
	LastID int64
	Count  int
}

// chunk is how many contacts one worker makes at a time.
const chunk = 4_096

// Contacts makes the contacts wished for, in ascending order of their numbers.
func Contacts(s *schema.Schema, wish Request) ([]*record.Record, error) {
	profile, err := lookUp(wish.Profile)
	if err != nil {
		return nil, err
	}
	if wish.Count < 0 {
		return nil, fmt.Errorf("seed: %d contacts cannot be made; give 0 or more", wish.Count)
	}
	ids := make([]int64, wish.Count)
	last := wish.LastID
	for i := range ids {
		if wish.First+i < len(sampleIDs) {
			ids[i] = sampleIDs[wish.First+i]
			continue
		}
		last = store.NextID(wish.Seed, last)
		ids[i] = last
	}
	records := make([]*record.Record, wish.Count)
	keys := numbered(s)
	var workers sync.WaitGroup
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	for start := range slices.Chunk(indices(wish.Count), chunk) {
		workers.Add(1)
		gate <- struct{}{}
		go func() {
			defer func() { <-gate; workers.Done() }()
			for _, i := range start {
				records[i] = one(keys, profile, wish.Seed, wish.First+i, ids[i])
			}
		}()
	}
	workers.Wait()
	return records, nil
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// one makes the contact at a place in the row.
func one(keys keys, profile profile, seed uint64, place int, id int64) *record.Record {
	if place < len(sampleIDs) {
		return sample(keys, place)
	}
	d := newDraft(keys, seed, place)
	profile(d)
	return &record.Record{ID: id, Created: d.created, Modified: d.modified, Values: record.Pack(d.values)}
}
