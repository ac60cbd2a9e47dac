package fakehubspot

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

// LagMode says how the lag of the search index applies to a write.
type LagMode string

// The modes of lag. The server's seed decides the random times.
const (
	// LagFixed delays every write by exactly the lag.
	LagFixed LagMode = "fixed"
	// LagRandom delays every write by a time of its own, up to the lag.
	LagRandom LagMode = "random"
	// LagPerRecord delays all writes of one record by the same time, up to the lag.
	LagPerRecord LagMode = "record"
)

// Lag is how far the search index is behind the records.
type Lag struct {
	// Delay is the lag, from 0 to 30 days.
	Delay time.Duration
	// Mode says how Delay applies; "" means LagFixed.
	Mode LagMode
	// Archived makes archived records leave the index with the same lag. Otherwise they leave it at once.
	Archived bool
}

// IndexState is the lag of the search index and what it holds back.
type IndexState struct {
	Lag
	// Pending is how many writes the index does not have yet.
	Pending int
}

// Index returns the state of the search index.
func (s *Server) Index() IndexState {
	lag, pending := s.hub.Lag()
	return IndexState{lagOf(lag), pending}
}

// SetIndex changes the lag of the search index, including that of writes that it holds back.
func (s *Server) SetIndex(lag Lag) error { return public(s.hub.SetLag(lag.internal())) }

// SetIndexLag changes the Delay of the lag and keeps its other fields.
func (s *Server) SetIndexLag(d time.Duration) error {
	lag := s.Index().Lag
	lag.Delay = d
	return s.SetIndex(lag)
}

func lagOf(l index.Lag) Lag { return Lag{Delay: l.Delay, Mode: LagMode(l.Mode), Archived: l.Archived} }

func (l Lag) internal() index.Lag {
	if l.Mode == "" {
		l.Mode = LagFixed
	}
	return index.Lag{Delay: l.Delay, Mode: index.Mode(l.Mode), Archived: l.Archived}
}
