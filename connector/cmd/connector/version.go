package main

import (
	"runtime"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// versionLine is what the version subcommand prints; unknown parts are left out.
func versionLine() string {
	parts := []string{runtime.Version()}
	if commit := connector.Commit(); commit != "" {
		parts = []string{"commit " + commit, runtime.Version()}
	}
	return "connector " + connector.Version() + " (" + strings.Join(parts, ", ") + ")"
}
