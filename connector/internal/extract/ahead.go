package extract

import (
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// maxAhead is how far an offset may lie ahead of HubSpot's clock before a run fails. Within it the offset is soon valid
// again; beyond it a pipe would go on for days without an offset that means anything.
const maxAhead = time.Hour

// AheadError is the error of a run whose offset lies further ahead of HubSpot's clock than a correction of a clock
// explains. The connector has never returned such an offset.
type AheadError struct{ Since, Now time.Time }

// Error implements error.
func (e *AheadError) Error() string {
	return fmt.Sprintf("since %s is %s ahead of HubSpot's clock, which is at %s: no run has returned this offset, so what changes until then would be lost. Reset the pipe's offset, so that it reads everything",
		sesam.FormatTime(e.Since), span(e.Now, e.Since), sesam.FormatTime(e.Now))
}

// span is how far b lies after a, in the largest unit of which there are at least two. It counts in seconds, because a
// time.Duration ends at 292 years.
func span(a, b time.Time) string {
	seconds := b.Unix() - a.Unix()
	switch {
	case seconds >= 2*24*60*60:
		return fmt.Sprintf("%d days", seconds/(24*60*60))
	case seconds >= 2*60*60:
		return fmt.Sprintf("%d hours", seconds/(60*60))
	default:
		return fmt.Sprintf("%d minutes", seconds/60)
	}
}
