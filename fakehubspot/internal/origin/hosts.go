package origin

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Hosts are the names under which the server may be addressed, beside those that no other site can have.
//
// A page of another site can make the name of its own server lead to this machine. For the browser its requests then go to
// the page's own origin, and it may read the answers; but they still carry that name. An address, and a name without a
// dot, cannot belong to another site.
type Hosts map[string]bool

// NewHosts checks and collects names.
func NewHosts(names ...string) (Hosts, error) {
	hosts := Hosts{}
	var invalid []error
	for _, name := range names {
		plain := normal(name)
		if plain == "" || len(plain) > longest || strings.ContainsFunc(plain, notInName) {
			invalid = append(invalid, fmt.Errorf("allowed host must be a name without scheme and port, such as hubspot.example.com, got %q", short(name)))
			continue
		}
		hosts[plain] = true
	}
	return hosts, errors.Join(invalid...)
}

// longest is the longest name of a host.
const longest = 253

// notInName reports what no name has after normal.
func notInName(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-_", r)
}

// Allow reports whether a Host header, with or without a port, is one of the names, an IP address, localhost or a name
// below it, a name without a dot, or host.docker.internal.
func (h Hosts) Allow(host string) bool {
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

// Refusal says to a caller which name is not allowed, and what to do.
func Refusal(r *http.Request) string {
	return fmt.Sprintf("host %q is not one of this server's names: address it as localhost or by its IP address, or start it with "+
		"--allow-host NAME (FAKEHUBSPOT_ALLOW_HOST, in Go the option AllowHosts)", short(r.Host))
}

// normal returns a name in lower case, without the dot that may end it.
func normal(name string) string {
	return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
}

// short cuts what a caller sent to a length that fits into a sentence.
func short(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
