package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// PlanName names the rate limits of one of HubSpot's plans.
type PlanName string

// The plans. "+1" and "+2" stand for one and two API limit increases.
const (
	PlanOff               PlanName = "off" // no limits
	PlanFree              PlanName = "free"
	PlanProfessional      PlanName = "professional"
	PlanProfessionalPlus1 PlanName = "professional+1"
	PlanProfessionalPlus2 PlanName = "professional+2"
	PlanEnterprise        PlanName = "enterprise"
	PlanEnterprisePlus1   PlanName = "enterprise+1"
	PlanEnterprisePlus2   PlanName = "enterprise+2"
	PlanOAuth             PlanName = "oauth" // a public app
)

// PlanLimits are the rate limits of a plan.
type PlanLimits struct {
	// Name identifies the plan.
	Name PlanName
	// TenSecondly is the number of calls allowed in any ten seconds, per token; searches do not count.
	TenSecondly int
	// Daily is the number of calls allowed in a day, per account; 0 means no limit.
	Daily int
	// Search is the number of searches allowed in any second, per account.
	Search int
}

// Limits says which rate limits are in force.
type Limits struct {
	// Plan is the plan whose limits apply. It is required.
	Plan PlanName
	// RetryAfter adds a Retry-After header to 429 answers. HubSpot does not promise one and sometimes sends it.
	RetryAfter bool
	// TenSecondly, Daily and Search replace the plan's own limits if they are not 0, so that a test need not make
	// 250,000 calls. They require a plan other than PlanOff.
	TenSecondly, Daily, Search int
	// Upserts is the most records of an object type that may be upserted in any ten seconds, in every plan. One batch more is
	// refused with a 423 and locks the object type's records for two seconds by the server's clock: until then, every call that
	// writes some gets a 423. 0 means no such limit; HubSpot's own is not known.
	Upserts int
}

// LimitUsage is which rate limits are in force and how much of them is used.
type LimitUsage struct {
	// Settings are the limits as they were set.
	Settings Limits
	// InForce are the limits that result; all are 0 with PlanOff.
	InForce PlanLimits
	// Busiest is the number of calls that the busiest token made within the last ten seconds.
	Busiest int
	// Searches is the number of searches within the last second.
	Searches int
	// Today is the number of calls since midnight UTC.
	Today int
	// ResetsAt is the next midnight UTC.
	ResetsAt time.Time
}

// Plans returns all plans with their limits.
func Plans() []PlanLimits {
	plans := limit.Plans()
	all := make([]PlanLimits, len(plans))
	for i, p := range plans {
		all[i] = planOf(p)
	}
	return all
}

// Limits returns the rate limits in force and how much of them is used.
func (s *Server) Limits() LimitUsage { return usageOf(s.hub.Limits().Usage()) }

// SetLimits puts rate limits in force. Calls already counted stay counted.
func (s *Server) SetLimits(l Limits) error { return public(s.hub.Limits().Set(l.internal())) }

// SetPlan puts the rate limits of a plan in force.
func (s *Server) SetPlan(name PlanName) error { return s.SetLimits(Limits{Plan: name}) }

func planOf(p limit.Plan) PlanLimits {
	return PlanLimits{Name: PlanName(p.Name), TenSecondly: p.TenSecondly, Daily: p.Daily, Search: p.Search}
}

func limitsOf(s limit.Settings) Limits {
	return Limits{Plan: PlanName(s.Plan), RetryAfter: s.RetryAfter, TenSecondly: s.TenSecondly, Daily: s.Daily, Search: s.Search, Upserts: s.Upserts}
}

func (l Limits) internal() limit.Settings {
	return limit.Settings{
		Plan: string(l.Plan), RetryAfter: l.RetryAfter, TenSecondly: l.TenSecondly, Daily: l.Daily, Search: l.Search,
		Upserts: l.Upserts,
	}
}

func usageOf(u limit.Usage) LimitUsage {
	return LimitUsage{
		Settings: limitsOf(u.Settings), InForce: planOf(u.Limits),
		Busiest: u.Busiest, Searches: u.Searches, Today: u.Today, ResetsAt: u.ResetsAt,
	}
}
