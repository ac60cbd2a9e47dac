package hub

import (
	"slices"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// Played is a scenario that was played.
type Played struct {
	scenario.Outcome
	// At is when, by the account's clock.
	At time.Time `json:"at"`
}

// plays are the last scenarios that were played.
type plays struct {
	mu  sync.Mutex
	all []Played // the newest first
}

// maxPlays is how many are remembered.
const maxPlays = 5

func (p *plays) add(one Played) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = slices.Insert(p.all, 0, one)
	p.all = p.all[:min(len(p.all), maxPlays)]
}

func (p *plays) list() []Played {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Played{}, p.all...) // in JSON no list is null
}
