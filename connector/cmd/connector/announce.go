package main

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// announce logs what is started, and which variables of the environment are ignored although they look like settings.
func announce(logger *slog.Logger, cfg connector.Config, environ []string) {
	logger.Info("starting", slog.String("version", connector.Version()), slog.Any("settings", cfg))
	if cfg.KeyUnencrypted() {
		logger.Warn("base-url begins with http://, so the access token travels unencrypted; begin it with https://")
	}
	for _, variable := range connector.IgnoredSettings(environ) {
		logger.Warn("ignoring a variable of the environment", slog.String("name", variable.Name), slog.String("reason", variable.Reason))
	}
}

// ignored lists the same below the settings that are invalid: one that is missing may have been misspelt.
func ignored(environ []string) string {
	var lines strings.Builder
	for _, variable := range connector.IgnoredSettings(environ) {
		fmt.Fprintf(&lines, "\n%s: ignored: %s", variable.Name, variable.Reason)
	}
	return lines.String()
}
