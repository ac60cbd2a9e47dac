package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// redacted is what the journal has in place of a credential.
const redacted = "REDACTED"

// curlOf returns a line for a shell that makes a recorded call again. The credential, which the journal does not have, is $TOKEN.
func curlOf(base string, call journal.Exchange) string {
	var line strings.Builder
	binary := !utf8.ValidString(call.Body) || strings.Contains(call.Body, "\x00") // neither a page nor a word of a shell can hold it
	if binary {
		line.WriteString("printf " + quoted(octal(call.Body)) + " | ")
	}
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
	switch {
	case call.ContentType != "":
		line.WriteString(" -H " + quoted("Content-Type: "+call.ContentType))
	case call.Body != "":
		line.WriteString(" -H 'Content-Type:'") // curl would name one of its own
	}
	switch {
	case binary:
		line.WriteString(" --data-binary @-")
	case call.Body != "":
		line.WriteString(" --data-raw " + quoted(call.Body))
	}
	return line.String()
}

// octal is a text as printf takes it, in which each byte that is not a plain character of ASCII is an octal number.
func octal(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		if b < ' ' || b > '~' || b == '\\' || b == '%' {
			fmt.Fprintf(&out, `\%03o`, b)
		} else {
			out.WriteByte(b)
		}
	}
	return out.String()
}

// quoted returns a text as one word of a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
