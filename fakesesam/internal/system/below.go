package system

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// ErrNotBelow means that a path does not lead to a URL below the system's own, where its credentials may be sent.
var ErrNotBelow = errors.New(`the path must lead below the URL of the system: without a scheme, a host, "//" at its beginning, ` +
	`and the segments "." and ".."`)

var absolute = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:[/\\]`)

// Below returns the URL of an escaped path, as it is in a request, below the system's own URL. Unlike URL it accepts no path
// that leaves the system: the error is ErrNotBelow.
func (s *System) Below(path string) (*url.URL, error) {
	if !stays(path) {
		return nil, ErrNotBelow
	}
	root, err := url.Parse(s.URL(""))
	if err != nil {
		return nil, ErrNotBelow
	}
	target, err := url.Parse(s.URL(path))
	if err != nil || target.Scheme != root.Scheme || target.Host != root.Host || target.User.String() != root.User.String() {
		return nil, ErrNotBelow
	}
	return target, nil
}

// lenient unescapes what matters for the way a path takes, whether or not the rest can be unescaped.
var lenient = strings.NewReplacer("%2e", ".", "%2E", ".", "%2f", "/", "%2F", "/", "%5c", `\`, "%5C", `\`,
	"%3a", ":", "%3A", ":", "%3b", ";", "%3B", ";", "%3f", "?", "%3F", "?", "%23", "#", "%25", "%")

// stays reports whether a path goes neither up nor elsewhere, however often a server unescapes it.
func stays(path string) bool {
	for {
		if absolute.MatchString(path) || strings.HasPrefix(path, "/") || strings.HasPrefix(path, `\`) {
			return false
		}
		for _, segment := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' }) {
			if end := strings.IndexAny(segment, ";?#"); end >= 0 { // what follows is no part of the path, for some servers
				segment = segment[:end]
			}
			if segment == "." || segment == ".." {
				return false
			}
		}
		plain := lenient.Replace(path)
		if plain == path {
			return true
		}
		path = plain
	}
}
