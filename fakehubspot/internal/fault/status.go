package fault

import (
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// strikeStatus answers as HubSpot does with that status; next never gets the request.
func strikeStatus(c *call) bool {
	answer, err := refusal.ForStatus(refusal.Choice{
		Status: c.Status, Variant: c.Variant, RetryAfter: time.Duration(c.RetryAfter),
		Allow: []string{http.MethodPost, http.MethodGet, http.MethodOptions},
		Path:  c.r.URL.Path, Now: c.set.now(),
	})
	if err != nil { // Check rejects such a fault
		panic("fault: " + err.Error())
	}
	answer.Write(c.w)
	return true
}
