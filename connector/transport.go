package connector

import (
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// quietFor is how long a connection to HubSpot may stay silent while an answer is due before it is pinged, and how long
// it may leave the ping unanswered.
const quietFor = 15 * time.Second

// newTransport returns a transport that honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY and keeps one connection for each
// concurrent read. HTTP/2 carries all calls over one connection, so one that died must be noticed, or every retry would
// use it again. It trusts the root certificates that Go finds, with SSL_CERT_FILE and SSL_CERT_DIR; cmd/connector compiles
// public ones in for a system that has none.
func newTransport(quiet time.Duration) *http.Transport {
	t, _ := http.DefaultTransport.(*http.Transport)
	t = t.Clone()
	t.MaxIdleConnsPerHost = 16
	t.MaxResponseHeaderBytes = 256 << 10
	t.ResponseHeaderTimeout = 2 * time.Minute // HubSpot's edge gives up after 100 seconds
	t.OnProxyConnectResponse = hubspot.ConnectAnswered
	t.HTTP2 = &http.HTTP2Config{
		SendPingTimeout: quiet, PingTimeout: quiet,
		MaxReceiveBufferPerStream: 512 << 10, // what a read that waits for memory leaves in the transport
	}
	return t
}
