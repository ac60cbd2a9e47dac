package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// healthcheck asks the connector on this machine whether it is alive. An image without a shell has no other way to do
// that.
func healthcheck(ctx context.Context, environ []string) error {
	cfg, err := connector.ConfigFromEnv(lookupIn(environ))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/healthz", cfg.Port), nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("GET /healthz answered %d, want 200", resp.StatusCode)
	}
	return nil
}
