package main

import (
	"io"
	"strings"
)

// usage prints how the program is called.
func usage(w io.Writer) error {
	var text strings.Builder
	text.WriteString(`fakehubspot is a fake HubSpot account, with web pages and an API to look into it and to control it. Open the URL that it prints.

Usage:
  fakehubspot [serve] [flags]   run until interrupted
  fakehubspot healthcheck       exit 0 if the server with the same settings is healthy
  fakehubspot version           print the version
  fakehubspot help              print this text

Every flag can also be set by an environment variable: --index-lag by FAKEHUBSPOT_INDEX_LAG.

Flags:
`)
	flags := (&settings{}).flags("serve")
	flags.SetOutput(&text)
	flags.PrintDefaults()
	_, err := io.WriteString(w, text.String())
	return err
}
