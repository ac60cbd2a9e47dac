// Package monitoring holds the alerts, the dashboard and the documented metrics of the connector to what it really exposes.
package monitoring

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
