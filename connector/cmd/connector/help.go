package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector"
)

const usage = `usage: connector [serve | healthcheck | version | help]

  serve        answer Sesam (the default)
  healthcheck  exit with 0 if the connector on this machine answers
  version      print the version
  help         print this help and the settings`

// help prints the usage and every setting.
func help(out io.Writer) error {
	var text strings.Builder
	text.WriteString(usage + "\n\nSettings in the environment; each name is also read in upper snake case (API_KEY):\n")
	for _, s := range connector.Settings() {
		name := strings.Join(append([]string{s.Name}, s.Aliases...), ", ")
		switch {
		case s.Required:
			name += " (required)"
		case s.Default != "":
			name += " (default " + s.Default + ")"
		}
		fmt.Fprintf(&text, "\n  %s\n        %s\n", name, s.Usage)
	}
	_, err := io.WriteString(out, text.String())
	return err
}
