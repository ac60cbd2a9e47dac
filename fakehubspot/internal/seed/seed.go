// Package seed generates contacts. Each has a faker of its own, which depends on the seed and on the place of the contact
// in the sequence, so that the n-th contact is the same however many are generated, in whatever order, on whatever
// machine.
package seed

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Generated contacts are from the two years before the epoch: never later, so that each change made on a running fake
// is newer than all of them.
var (
	epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	dawn  = epoch.AddDate(-2, 0, 0)
)

// Request says which contacts to generate.
type Request struct {
	Seed    uint64
	Profile string // one of Profiles; empty means ordinary
	// First is the place of the first contact in the sequence.
	First int
	Count int
	// Reserve returns n IDs that nobody else gets, in ascending order.
	Reserve func(n int) []int64
}

// chunk is how many contacts one worker generates at a time.
const chunk = 4_096

// Contacts returns the contacts of a request, by ascending IDs.
func Contacts(s *schema.Schema, r Request) ([]*record.Record, error) {
	profile, err := lookUp(r.Profile)
	if err != nil {
		return nil, err
	}
	if r.Count < 0 {
		return nil, fmt.Errorf("seed: the number of contacts must be 0 or more, got %d", r.Count)
	}
	var ids []int64
	if r.First < Samples {
		ids = sampleIDs[r.First:min(r.First+r.Count, Samples)]
	}
	ids = slices.Concat(ids, r.Reserve(r.Count-len(ids)))
	records := make([]*record.Record, r.Count)
	keys := keysOf(s)
	var workers sync.WaitGroup
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	for start := range slices.Chunk(indices(r.Count), chunk) {
		workers.Add(1)
		gate <- struct{}{}
		go func() {
			defer func() { <-gate; workers.Done() }()
			for _, i := range start {
				records[i] = one(keys, profile, r.Seed, r.First+i, ids[i])
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

// one returns the contact at a place in the sequence.
func one(keys keys, profile profile, seed uint64, place int, id int64) *record.Record {
	if place < len(sampleIDs) {
		return sample(keys, place)
	}
	d := newDraft(keys, seed, place)
	profile(d)
	return &record.Record{ID: id, Created: d.created, Modified: d.modified, Values: record.Pack(d.values)}
}

// NewJob returns a change to a contact that somebody could have made: another job title, which depends on the seed, the
// contact and the time in milliseconds.
func NewJob(seed uint64, id, at int64) map[string]string {
	return map[string]string{"jobtitle": gofakeit.New(spread(seed^uint64(at), uint64(id))).JobTitle()}
}
