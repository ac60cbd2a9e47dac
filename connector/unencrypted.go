package connector

import (
	"net"
	"net/url"
	"strings"
)

// KeyUnencrypted reports whether the access token leaves this machine and its container network unencrypted: base-url begins
// with http:// and names neither a loopback address nor a name without a dot, as containers have.
func (c Config) KeyUnencrypted() bool {
	u, err := url.Parse(c.BaseURL)
	if err != nil || !strings.EqualFold(u.Scheme, "http") {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if address := net.ParseIP(host); address != nil {
		return !address.IsLoopback()
	}
	return strings.Contains(host, ".") && !strings.HasSuffix(host, ".localhost") && host != "host.docker.internal"
}
