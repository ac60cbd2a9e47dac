package scenario

import (
	"errors"
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// service lists the scenarios in which HubSpot answers badly. Their faults have the scenario's name and can be changed and
// removed like all others.
func service() []Scenario {
	return []Scenario{
		faults("slow-page", "Answers come a few bytes at a time: 256 bytes, a pause of 50 milliseconds, and so on.",
			fault.Fault{Name: "slow-page", Kind: "trickle", Chunk: 256, Delay: fault.Duration(50 * time.Millisecond)}),
		faults("flapping", "HubSpot comes and goes: three calls in ten get a 503, one in ten a connection reset.",
			fault.Fault{Name: "flapping", Kind: "status", Status: http.StatusServiceUnavailable, Probability: 0.3},
			fault.Fault{Name: "flapping-reset", Kind: "reset", Probability: 0.1}),
		faults("outage", "The edge answers every call with its 502 page, until the fault is removed.",
			fault.Fault{Name: "outage", Kind: "status", Status: http.StatusBadGateway}),
		faults("silence", "HubSpot accepts calls and does not answer them, until the fault is removed.",
			fault.Fault{Name: "silence", Kind: "hang"}),
		faults("expired-token", "The token of every call has just expired.",
			fault.Fault{Name: "expired-token", Kind: "status", Status: http.StatusUnauthorized, Variant: "expired"}),
		faults("lost-tail", "Every fourth call, by chance, is cut in the middle of its body.",
			fault.Fault{Name: "lost-tail", Kind: "cut", AfterBytes: 300, Probability: 0.25}),
		faults("lost-answers", "About one write in four is done and its answer gets lost, by chance: by a reset, or by the edge's 502 page.",
			fault.Fault{Name: "lost-answers", Kind: "lost", Status: http.StatusBadGateway, Probability: 0.125},
			fault.Fault{Name: "lost-answers-reset", Kind: "lost", Probability: 0.125}),
		faults("hollow-pages", "Two pages come without results and say that there are more.",
			fault.Fault{Name: "hollow-pages", Kind: "empty-page", Count: 2}),
		{
			Name: "rush-hour",
			Text: "Other apps use the account: the limits of the professional plan, of which 20 calls in ten seconds and 2 searches a second are left.",
			play: func(s *Stage, _ int) (string, error) {
				err := s.Limits.Set(limit.Settings{Plan: "professional", TenSecondly: 20, Search: 2, RetryAfter: true})
				return "20 calls in ten seconds and 2 searches a second are left", err
			},
		},
	}
}

// faults returns a scenario that adds faults.
func faults(name, text string, all ...fault.Fault) Scenario {
	return Scenario{Name: name, Text: text, play: func(s *Stage, _ int) (string, error) {
		var failed []error
		for _, one := range all {
			failed = append(failed, s.put(one))
		}
		return text, errors.Join(failed...)
	}}
}
