package fakehubspot

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// ConnectSesam says where the Sesam node is, as the option [Sesam] does. If an address is none, the error matches ErrInvalid, and
// nothing changes.
func (s *Server) ConnectSesam(url, page string) error {
	if err := s.tour.Connect(tour.Peer{URL: url, Page: page}); err != nil {
		return failure{ErrInvalid, fmt.Errorf("sesam: %w", err)}
	}
	return nil
}
