package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// ScenarioName names something that happens to real HubSpot accounts.
type ScenarioName string

// The scenarios.
const (
	ScenarioMassUpdate   ScenarioName = "mass-update"   // records change in one millisecond
	ScenarioMonthEnd     ScenarioName = "month-end"     // one property of every contact is reset
	ScenarioLateIndex    ScenarioName = "late-index"    // the search index falls behind while records change
	ScenarioMergeStorm   ScenarioName = "merge-storm"   // pairs of records become one each
	ScenarioCleanUp      ScenarioName = "clean-up"      // a tenth of the records is archived
	ScenarioErasure      ScenarioName = "erasure"       // records are erased for privacy
	ScenarioSlowPage     ScenarioName = "slow-page"     // answers trickle
	ScenarioFlapping     ScenarioName = "flapping"      // many calls fail, others do not
	ScenarioOutage       ScenarioName = "outage"        // every call gets a 502 page
	ScenarioSilence      ScenarioName = "silence"       // every call hangs
	ScenarioExpiredToken ScenarioName = "expired-token" // every call gets the 401 of an expired token
	ScenarioLostTail     ScenarioName = "lost-tail"     // every fourth answer is cut
	ScenarioLostAnswers  ScenarioName = "lost-answers"  // a fourth of the writes is done and its answer lost
	ScenarioHollowPages  ScenarioName = "hollow-pages"  // two pages without results say that there are more
	ScenarioRushHour     ScenarioName = "rush-hour"     // other apps use up most of the rate limits
	ScenarioCalm         ScenarioName = "calm"          // no faults, no limits, no lag
)

// Scenario describes a scenario.
type Scenario struct {
	// Name identifies the scenario.
	Name ScenarioName
	// Text says in a sentence what happens.
	Text string
	// Contacts says in words how many records it affects if Play is given 0; empty if it affects none.
	Contacts string
}

// Scenarios returns all scenarios.
func Scenarios() []Scenario {
	list := scenario.List()
	all := make([]Scenario, len(list))
	for i, one := range list {
		all[i] = scenarioOf(one)
	}
	return all
}

// Play plays a scenario and says in a sentence what it did. One that changes records changes that many contacts; with 0, it
// decides how many. [Object.Play] does it to records of another type.
func (s *Server) Play(name ScenarioName, contacts int) (string, error) {
	return s.contacts().Play(name, contacts)
}

// Play plays a scenario on that many records and says in a sentence what it did. With 0, the scenario decides how many.
func (o *Object) Play(name ScenarioName, records int) (string, error) {
	outcome, err := o.server.hub.Play(o.name, string(name), records)
	return outcome.Done, public(err)
}

// Played is a scenario that was played.
type Played struct {
	// Name identifies the scenario.
	Name ScenarioName
	// Done says in a sentence what it did.
	Done string
	// At is when, by the server's clock.
	At time.Time
}

// Played returns the last scenarios that were played, the newest first, at most five.
func (s *Server) Played() []Played {
	plays := s.hub.Plays()
	all := make([]Played, len(plays))
	for i, one := range plays {
		all[i] = Played{Name: ScenarioName(one.Scenario), Done: one.Done, At: one.At}
	}
	return all
}

func scenarioOf(s scenario.Scenario) Scenario {
	return Scenario{Name: ScenarioName(s.Name), Text: s.Text, Contacts: s.Contacts}
}
