package ui

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// redacted is what the journal has in place of a credential.
const redacted = "REDACTED"

// curlOf returns a line for a shell that makes a recorded call again. The credential, which the journal does not have, is $TOKEN.
func curlOf(base string, call journal.Exchange) string {
	var line strings.Builder
	line.WriteString("curl")
	target := base + (&url.URL{Path: call.Path}).EscapedPath()
	if call.Query != "" {
		target += "?" + call.Query
	}
	if strings.ContainsAny(target, "[]{}") {
		line.WriteString(" --globoff") // in which curl would see a pattern
	}
	switch {
	case call.Method == http.MethodHead:
		line.WriteString(" --head")
	case call.Method != http.MethodGet || call.Body != "":
		line.WriteString(" -X " + quoted(call.Method))
	}
	secrets := "hapikey=" + redacted
	if strings.HasPrefix(call.Path, "/oauth/") {
		secrets = redacted // in the path, the query or both
	}
	word := strings.ReplaceAll(quoted(target), secrets, strings.Replace(secrets, redacted, `'"$TOKEN"'`, 1))
	line.WriteString(" " + word)
	if secrets != redacted && !strings.Contains(call.Query, secrets) {
		line.WriteString(` -H "Authorization: Bearer $TOKEN"`)
	}
	if call.ContentType != "" {
		line.WriteString(" -H " + quoted("Content-Type: "+call.ContentType))
	}
	if call.Body != "" {
		line.WriteString(" --data-raw " + quoted(call.Body))
	}
	return line.String()
}

// quoted returns a text as one word of a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
