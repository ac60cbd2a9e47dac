package origin

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Hosts are the names, besides those of this machine and its network, under which the node may be called.
//
// A page of another site can let the name of its own server lead to this machine. Its requests are then of the same origin
// for the browser, but they still carry that name. A name with a dot that nobody has allowed is therefore rejected; an
// address, and a name without a dot, cannot belong to another site.
type Hosts map[string]bool

// NewHosts checks and collects names.
func NewHosts(names ...string) (Hosts, error) {
	h := Hosts{}
	var invalid []error
	for _, name := range names {
		plain := normal(name)
		if plain == "" || strings.ContainsAny(plain, "/:@*?# ") {
			invalid = append(invalid, fmt.Errorf("must be a host name without scheme and port, such as node.example.com, got %q", name))
			continue
		}
		h[plain] = true
	}
	return h, errors.Join(invalid...)
}

// allowed reports whether a Host header, with or without a port, names this node.
func (h Hosts) allowed(host string) bool {
	name := host
	if withoutPort, _, err := net.SplitHostPort(host); err == nil {
		name = withoutPort
	}
	if inner, ok := strings.CutPrefix(name, "["); ok {
		name = strings.TrimSuffix(inner, "]")
	}
	address, _, _ := strings.Cut(name, "%") // an IPv6 address may have a zone
	if net.ParseIP(address) != nil {
		return true
	}
	name = normal(name)
	switch {
	case name == "":
		return false
	case !strings.Contains(name, "."), strings.HasSuffix(name, ".localhost"), name == "host.docker.internal":
		return true
	default:
		return h[name]
	}
}

// normal returns a name in lower case, without the dot that may end it.
func normal(name string) string {
	return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
}

// Guard rejects requests under any other name.
func (h Hosts) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.allowed(r.Host) && !made(r) {
			forbid(w, fmt.Sprintf("this node is not reached as %q: use its IP address or localhost, or allow the name with "+
				"--allow-host NAME (FAKESESAM_ALLOW_HOST; in Go, the option AllowHosts)", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// made reports whether a request is one of httptest's, as it makes them if nobody says for which host: it came through no
// connection, and so from no browser.
func made(r *http.Request) bool {
	return r.Host == "example.com" && r.Context().Value(http.LocalAddrContextKey) == nil
}
