package fakehubspot

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"

// ScenarioName names something that happens to real HubSpot accounts.
type ScenarioName string

// The scenarios.
const (
	ScenarioMassUpdate   ScenarioName = "mass-update"   // contacts change in one millisecond
	ScenarioMonthEnd     ScenarioName = "month-end"     // one property of every contact is reset
	ScenarioLateIndex    ScenarioName = "late-index"    // the search index falls behind while contacts change
	ScenarioMergeStorm   ScenarioName = "merge-storm"   // pairs of contacts become one each
	ScenarioCleanUp      ScenarioName = "clean-up"      // a tenth of the contacts is archived
	ScenarioErasure      ScenarioName = "erasure"       // contacts are erased for privacy
	ScenarioSlowPage     ScenarioName = "slow-page"     // answers trickle
	ScenarioFlapping     ScenarioName = "flapping"      // many calls fail, others do not
	ScenarioOutage       ScenarioName = "outage"        // every call gets a 502 page
	ScenarioSilence      ScenarioName = "silence"       // every call hangs
	ScenarioExpiredToken ScenarioName = "expired-token" // every call gets the 401 of an expired token
	ScenarioLostTail     ScenarioName = "lost-tail"     // every fourth answer is cut
	ScenarioHollowPages  ScenarioName = "hollow-pages"  // two pages without results say that there are more
	ScenarioRushHour     ScenarioName = "rush-hour"     // other apps use up most of the rate limits
	ScenarioCalm         ScenarioName = "calm"          // no faults, no limits, no lag
)

// Scenario describes a scenario.
type Scenario struct {
	Name ScenarioName
	// Text says in a sentence what happens.
	Text string
	// Contacts says how many contacts it uses if Play gets 0; empty if it uses none.
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

// Play plays a scenario with that many contacts and says in a sentence what it did. 0 leaves the number to the scenario.
func (s *Server) Play(name ScenarioName, contacts int) (string, error) {
	outcome, err := scenario.Play(s.hub.Stage(), string(name), contacts)
	return outcome.Done, public(err)
}

func scenarioOf(s scenario.Scenario) Scenario {
	return Scenario{Name: ScenarioName(s.Name), Text: s.Text, Contacts: s.Contacts}
}
