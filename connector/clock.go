package connector

import "time"

// Clock tells the time and waits. Every pause the connector makes on purpose and every duration it measures goes
// through its clock. Only network timeouts stay on the machine's own clock.
type Clock interface {
	// Now returns the current time. It is used for durations only and never compared with HubSpot's time.
	Now() time.Time
	// After delivers the time once d has passed.
	After(d time.Duration) <-chan time.Time
}
