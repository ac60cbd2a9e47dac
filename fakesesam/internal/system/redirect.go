package system

import (
	"fmt"
	"net/http"
	"net/url"
)

// mostRedirects is the limit of the standard library's client.
const mostRedirects = 10

// Client sends requests as the system is configured. It follows redirects within the system only: elsewhere, a request
// would take headers with it, and the URL that may contain a secret, that are meant for the system. A request that sends
// something is followed only if it would be sent again.
func (s *System) Client() *http.Client {
	return &http.Client{Transport: s.Transport(), CheckRedirect: within}
}

func within(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	switch {
	case next.Method != before[0].Method:
		// The body would not go along, and a success would be taken for its acceptance.
		return fmt.Errorf("the service redirects a %s so that it becomes a %s, without what was sent; a service that moves must answer 307 or 308",
			before[0].Method, next.Method)
	case len(before) >= mostRedirects:
		return fmt.Errorf("the service redirected %d times", mostRedirects)
	case !sameServer(first, next.URL):
		elsewhere := url.URL{Scheme: next.URL.Scheme, Host: next.URL.Host}
		return fmt.Errorf("the service redirects to another server, %s, which would receive what is meant for this one; if that is intended, "+
			"name that server in the configuration", &elsewhere)
	default:
		return nil
	}
}

// sameServer reports whether two URLs belong to one server. The change from http to https, each on its own port, is allowed.
func sameServer(a, b *url.URL) bool {
	if a.Hostname() != b.Hostname() {
		return false
	}
	return a.Scheme == b.Scheme && portOf(a) == portOf(b) ||
		a.Scheme == "http" && portOf(a) == "80" && b.Scheme == "https" && portOf(b) == "443"
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
