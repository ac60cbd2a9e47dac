package server

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// What may be no conflict can be sent again, so no entity is at fault.
func TestStatusOfWhatMayBeNoConflict(t *testing.T) {
	if got := statusOfWrite(fmt.Errorf("batch 3: %w", push.ErrShort)); got != http.StatusServiceUnavailable {
		t.Errorf("%d, want 503", got)
	}
}
