package ui

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// strip is what the top of every page says about the account: each part leads to its block of the control page.
type strip struct {
	Lag      index.Lag
	HeldBack int
	Faults   int
	Usage    limit.Usage
	Changing int // changes a minute, of all object types
}

func stripOf(h *hub.Hub) strip {
	s := strip{Faults: h.Faults().Len(), Usage: h.Limits().Usage()}
	s.Lag, s.HeldBack = h.Lag()
	for _, churn := range h.Churns() {
		s.Changing += churn.PerMinute
	}
	return s
}
