package main

import (
	"runtime"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// versionLine is what the version subcommand prints; unknown parts are left out.
func versionLine() string {
	parts := []string{runtime.Version()}
	if commit := fakehubspot.Commit(); commit != "" {
		parts = []string{"commit " + commit, runtime.Version()}
	}
	return "fakehubspot " + fakehubspot.Version() + " (" + strings.Join(parts, ", ") + ")"
}
