package hubspot

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Why an attempt is given up.
var (
	errSlow  = errors.New("the time for this attempt is over")
	errDrips = errors.New("the answer arrives too slowly")
)

// noAnswer explains why there is no answer, or only a part of one. ctx is that of the attempt, which ends with the run.
func (c *Client) noAnswer(ctx context.Context, limit deadline, err error) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errSlow):
		return network(causeUnknown, said.Words("no complete answer %s", limit.words))
	case errors.Is(cause, errDrips):
		return network(causeUnknown, said.Words("the answer arrives too slowly: less than %s bytes in %s", said.Number(leastProgress), said.Duration(progressEvery)))
	case cause != nil:
		return cause
	}
	err = withoutURL(err)
	why, text := diagnosis(err)
	switch {
	case why == causeUntrusted:
		return &Error{Kind: KindUntrusted, Message: said.Words("the server's certificate is not trusted: %s", c.reason(err))}
	case text != said.Text{}:
		return network(why, text)
	default:
		return network(why, said.Words("no complete answer: %s", c.reason(err)))
	}
}

// network is the error of having no answer. To ask again in the wrong protocol does not help.
func network(why cause, text said.Text) *Error {
	e := &Error{Kind: KindNetwork, Message: text, facts: facts{cause: why}}
	if why == causePlainServer || why == causeTLSServer {
		e.Kind = KindRefused
	}
	return e
}

// ProxyError is the error of a connection that a proxy does not let through.
type ProxyError struct{ Status int } // of its answer to CONNECT

// Error implements error. It has no word of the proxy's.
func (e *ProxyError) Error() string { return fmt.Sprintf("the proxy answered %d", e.Status) }

// ConnectAnswered is for http.Transport.OnProxyConnectResponse: without it, only the words of the proxy's status are left,
// and nothing tells them from HubSpot's.
func ConnectAnswered(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &ProxyError{answer.StatusCode}
	}
	return nil
}

// diagnosis recognizes the usual reasons for having no answer. The text is empty if the error itself says enough.
func diagnosis(err error) (cause, said.Text) {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	operation, _ := errors.AsType[*net.OpError](err)
	name, unknownName := errors.AsType[*net.DNSError](err)
	_, plain := errors.AsType[tls.RecordHeaderError](err)
	timeout, _ := errors.AsType[net.Error](err)
	proxy, proxyAnswered := errors.AsType[*ProxyError](err)
	message := err.Error()
	switch {
	case certificate || authority:
		return causeUntrusted, said.Text{}
	case proxyAnswered:
		return causeProxy, said.Words("no answer, because the proxy answered %s instead of connecting", said.Number(proxy.Status))
	case operation != nil && operation.Op == "proxyconnect", strings.HasPrefix(message, "proxyconnect "),
		strings.HasPrefix(message, "invalid proxy "):
		return causeProxy, said.Words("no answer, because the proxy cannot be used")
	case unknownName && name.IsNotFound:
		return causeUnknownHost, said.Words("no answer, because DNS does not know the host name")
	case unknownName:
		return causeUnknownHost, said.Words("no answer, because DNS does not answer what address the host name has")
	case errors.Is(err, syscall.ECONNREFUSED):
		return causeRefused, said.Words("no answer: connection refused")
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return causeUnreachable, said.Words("no answer, because no network leads to the server")
	case operation != nil && operation.Op == "dial" && timeout.Timeout():
		return causeUnreachable, said.Words("no answer, because the server does not react to a connection")
	case plain, errors.Is(err, http.ErrSchemeMismatch):
		return causePlainServer, said.Words("no answer over https: the server does not speak TLS")
	case strings.Contains(message, `malformed HTTP response "\x15\x03`):
		return causeTLSServer, said.Words("no answer over http: the server speaks TLS")
	default:
		return causeUnknown, said.Text{}
	}
}

// withoutURL drops the URL that net/http puts into its errors: with auth hapikey it contains the key.
func withoutURL(err error) error {
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		return withURL.Err
	}
	return err
}

// reason is what net/http says, up to what it quotes: that was received from the network and may be personal data.
func (c *Client) reason(err error) said.Text {
	text, _, quoted := strings.Cut(withoutURL(err).Error(), `"`)
	if quoted {
		text += "…"
	}
	return c.mask.Text(text)
}
