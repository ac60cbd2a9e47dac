package connector

import (
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// quietFor is how long a connection to HubSpot may stay silent while an answer is due before it is pinged, and how long
// it may leave the ping unanswered.
const quietFor = 15 * time.Second

const (
	// mostCalls is how many calls are in flight with the default settings: eight reads, each with 16. With more, some
	// connections are closed and dialled again.
	mostCalls = 8 * 16

	// receiveBuffer is what HTTP/2 keeps of an answer that is not being read, because the read waits for memory. For all
	// calls in flight together that is 16 MiB, an eighth of the container. There is no less for a whole connection, or
	// answers that wait for memory would keep out those that have it. HubSpot compresses, so most pages fit.
	receiveBuffer = 128 << 10
)

// newTransport returns a transport that honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY and keeps as many connections as
// there are calls in flight. HTTP/2 carries as many over one connection as HubSpot allows (MAX_CONCURRENT_STREAMS), and
// dials another one for the rest. A connection that died must be noticed, or every retry would use it again. It trusts the
// root certificates that Go finds, with SSL_CERT_FILE and SSL_CERT_DIR; cmd/connector compiles public ones in for a system
// that has none.
func newTransport(quiet time.Duration) *http.Transport {
	t, _ := http.DefaultTransport.(*http.Transport)
	t = t.Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = mostCalls, mostCalls
	t.MaxResponseHeaderBytes = 256 << 10
	t.ResponseHeaderTimeout = 2 * time.Minute // HubSpot's edge gives up after 100 seconds
	t.OnProxyConnectResponse = hubspot.ConnectAnswered
	t.HTTP2 = &http.HTTP2Config{
		SendPingTimeout: quiet, PingTimeout: quiet,
		MaxReceiveBufferPerStream: receiveBuffer,
	}
	return t
}
