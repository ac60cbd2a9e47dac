package limit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
)

// Plan is a set of rate limits that an account can buy.
type Plan struct {
	// Name identifies the plan.
	Name string `json:"name"`
	// TenSecondly is the number of calls in ten seconds, per token.
	TenSecondly int `json:"tenSecondly"`
	// Daily is the number of calls in a day, per account; 0 means no limit.
	Daily int `json:"daily"`
	// Search is the number of searches in a second, per account.
	Search int `json:"search"`
}

// Off is the plan without limits, the one a limiter starts with.
const Off = "off"

// searches is the limit of searches, which is the same in all plans.
const searches = 5

// plans are HubSpot's own, from its usage guidelines of 2026; "+1" and "+2" are those with one and two API limit
// increases. An older announcement has 650,000 where professional has 625,000.
var plans = []Plan{
	{Name: Off},
	{Name: "free", TenSecondly: 100, Daily: 250_000, Search: searches},
	{Name: "professional", TenSecondly: 190, Daily: 625_000, Search: searches},
	{Name: "professional+1", TenSecondly: 250, Daily: 1_625_000, Search: searches},
	{Name: "professional+2", TenSecondly: 250, Daily: 2_625_000, Search: searches},
	{Name: "enterprise", TenSecondly: 190, Daily: 1_000_000, Search: searches},
	{Name: "enterprise+1", TenSecondly: 250, Daily: 2_000_000, Search: searches},
	{Name: "enterprise+2", TenSecondly: 250, Daily: 3_000_000, Search: searches},
	{Name: "oauth", TenSecondly: 110, Search: searches},
}

// Plans returns all plans.
func Plans() []Plan { return slices.Clone(plans) }

// Settings say which limits are in force.
type Settings struct {
	// Plan is the name of a plan.
	Plan string `json:"plan"`
	// RetryAfter adds a Retry-After header to 429 answers. HubSpot does not promise one and sometimes sends it.
	RetryAfter bool `json:"retryAfter"`
	// TenSecondly, Daily and Search replace the plan's own limits if they are not 0, so that a test need not make 250,000
	// calls.
	TenSecondly int `json:"tenSecondly,omitempty"`
	Daily       int `json:"daily,omitempty"`
	Search      int `json:"search,omitempty"`
	// Upserts is the most records of an object type that may be upserted within ten seconds before they are locked; 0 means
	// that they never are. It holds in every plan.
	Upserts int `json:"upserts,omitempty"`
}

// Check returns what is wrong with the settings.
func (s Settings) Check() error {
	_, err := s.resolve()
	return err
}

// resolve returns the plan with the settings' own limits in it.
func (s Settings) resolve() (Plan, error) {
	i := slices.IndexFunc(plans, func(p Plan) bool { return p.Name == s.Plan })
	if i < 0 {
		names := make([]string, len(plans))
		for i, plan := range plans {
			names[i] = plan.Name
		}
		return Plan{}, fmt.Errorf("plan %.100q is unknown; use one of %s", s.Plan, strings.Join(names, ", "))
	}
	if err := bound.Int("upserts", s.Upserts, 0, bound.Most); err != nil {
		return Plan{}, err
	}
	plan := plans[i]
	for _, own := range []struct {
		name  string
		value int
		field *int
	}{
		{"tenSecondly", s.TenSecondly, &plan.TenSecondly},
		{"daily", s.Daily, &plan.Daily},
		{"search", s.Search, &plan.Search},
	} {
		if err := bound.Int(own.name, own.value, 0, bound.Most); err != nil {
			return Plan{}, err
		}
		switch {
		case own.value > 0 && plan.Name == Off:
			return Plan{}, fmt.Errorf("%s cannot be set in plan off; use another plan", own.name)
		case own.value > 0:
			*own.field = own.value
		}
	}
	return plan, nil
}
