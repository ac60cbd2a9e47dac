// Package seed generates records. Each has a chance of its own, which depends on the seed and on the place of the record in
// the sequence of its object type, so that the n-th contact is the same however many are generated, in whatever order, on
// whatever machine.
package seed

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Generated records are from the two years before the epoch: never later, so that each change made on a running fake
// is newer than all of them.
var (
	epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	dawn  = epoch.AddDate(-2, 0, 0)
)

// Request says which records to generate.
type Request struct {
	Seed    uint64
	Profile string // one of Profiles; empty means ordinary
	// First is the place of the first record in the sequence.
	First int
	Count int
	// Needs are the properties that a new record must have.
	Needs []string
	// Stages are those of the pipelines that the object type has, Owners the IDs of the account's owners.
	Stages []Stage
	Owners []string
	// Reserve returns n IDs that nobody else gets, in ascending order.
	Reserve func(n int) []int64
}

// Stage is one stage of a pipeline, both by their IDs.
type Stage struct{ Pipeline, ID string }

// chunk is how many records one worker generates at a time.
const chunk = 4_096

// Records returns the records of a request, by ascending IDs.
func Records(t *object.Type, s *schema.Schema, r Request) ([]*record.Record, error) {
	fill, err := profileOf(t, r.Profile)
	if err != nil {
		return nil, err
	}
	if r.Count < 0 {
		return nil, fmt.Errorf("seed: the number of %s must be 0 or more, got %d", t.Plural, r.Count)
	}
	var ids []int64
	if t == object.Contacts && r.First < Samples {
		ids = sampleIDs[r.First:min(r.First+r.Count, Samples)]
	}
	ids = slices.Concat(ids, r.Reserve(r.Count-len(ids)))
	records := make([]*record.Record, r.Count)
	kit := kit{seed: r.Seed, salt: salt(t), keys: keysOf(s), properties: writable(s), needs: r.Needs, stages: r.Stages, owners: r.Owners}
	var workers sync.WaitGroup
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	for start := range slices.Chunk(indices(r.Count), chunk) {
		workers.Add(1)
		gate <- struct{}{}
		go func() {
			defer func() { <-gate; workers.Done() }()
			for _, i := range start {
				if t == object.Contacts && r.First+i < Samples {
					records[i] = sample(kit.keys, r.First+i)
					continue
				}
				d := newDraft(kit, r.First+i)
				fill(d)
				records[i] = &record.Record{ID: ids[i], Created: d.created, Modified: d.modified, Values: record.Pack(d.values)}
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
