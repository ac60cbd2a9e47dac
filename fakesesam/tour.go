package fakesesam

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
)

// ConnectHubSpot says where the fake HubSpot is, as the option [HubSpot] does. If an address is none, the error matches
// ErrInvalid, and nothing changes.
func (n *Node) ConnectHubSpot(baseURL, page string) error {
	if err := n.tour.Connect(tour.Peer{URL: baseURL, Page: page}); err != nil {
		return &classified{fmt.Errorf("ConnectHubSpot: %w", err), ErrInvalid}
	}
	return nil
}
