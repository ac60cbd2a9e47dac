package hubspot

import (
	"net/http"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// facts is what is known of a failure besides its status.
type facts struct {
	cause  cause
	scopes []said.Text // that HubSpot says are missing
}

// cause is what an answer, or its absence, shows by something other than its status.
type cause int

const (
	causeUnknown cause = iota
	causeWebPage       // HTML, where JSON is due
	causeBlocked       // HubSpot says that the account, the app or the address is blocked
	causeNoScope       // HubSpot speaks of scopes
	causeExpired       // the key was valid once
	causeRedirect
	causePlainServer // https, to a server that speaks HTTP
	causeTLSServer   // http, to a server that speaks TLS
	causeUnknownHost // DNS does not know the name
	causeRefused     // nothing listens
	causeUnreachable // no route, or silence
	causeProxy       // the proxy failed
	causeUntrusted   // the certificate
	causeTooLarge    // more than an answer may take of the memory
	causeMemory      // other reads hold the memory
)

// advice is what a person can do about failures of one sort.
type advice struct {
	when func(*Error, *Client) bool
	say  func(*Error, call, *Client) said.Text
}

// advices are tried in turn; the first that fits counts. A failure that fits none leaves nothing to do but to wait, or
// its message says it all.
var advices = []advice{
	{namesScopes, namedScopes},
	{because(causeBlocked), always(said.Words("HubSpot, or the network in front of it, blocks the account, the app or the address of this connector. Neither another api-key nor more permissions for it change that: ask HubSpot's support"))},
	{both(status(http.StatusForbidden), because(causeWebPage)), always(said.Words("A firewall on the way, such as Cloudflare in front of HubSpot or a proxy of your own, blocks this connector. Neither another api-key nor more permissions for it change that: ask HubSpot's support or whoever runs the proxy"))},
	{both(kind(KindUnauthorized), because(causeExpired)), always(said.Words("Check api-key: it has expired. Set one that does not expire, of a private app or a service key"))},
	{kind(KindUnauthorized), always(said.Words("Check api-key: HubSpot does not accept it"))},
	{both(kind(KindForbidden), because(causeNoScope)), usualScope},
	{kind(KindForbidden), perhapsUsualScope},
	{kind(KindUntrusted), always(said.Words("Check base-url, and the certificates if there is a proxy in between"))},
	{because(causeRedirect), always(said.Words("Check base-url: it must be the address where HubSpot itself answers. Redirects are not followed, because they would take api-key elsewhere"))},
	{because(causePlainServer), always(said.Words("Check base-url: it begins with https, but the server there speaks plain http; begin it with http, or use another port"))},
	{because(causeTLSServer), always(said.Words("Check base-url: it begins with http, but the server there expects https; begin it with https"))},
	{because(causeUnknownHost), always(said.Words("Check base-url: nobody knows its host name"))},
	{because(causeRefused), always(said.Words("Check base-url: nothing accepts connections at its host and port"))},
	{because(causeUnreachable), always(said.Words("Check base-url, and whether this machine may connect to it: a proxy goes into HTTPS_PROXY"))},
	{because(causeProxy), always(said.Words("Check HTTPS_PROXY and HTTP_PROXY: the proxy named there fails, asks for a user name and password, or does not let this connector through to base-url"))},
	{because(causeTooLarge), smallerAnswer},
	{because(causeMemory), always(said.Words("Raise page-memory and the memory of the container, name fewer properties, or let fewer pipes run at a time"))},
	{both(noSuchPath, ofBatches), always(said.Words("HubSpot's API only lists some objects, such as forecasts, and does not write them. If this is none of those, check base-url and api-version"))},
	{datedPathMissing, datedVersion},
	{noSuchPath, always(said.Words("Check base-url: HubSpot's API is not at that address"))},
	{both(kind(KindContract), because(causeWebPage)), always(said.Words("Check base-url: a web page answers there instead of HubSpot's API"))},
	{status(http.StatusRequestURITooLong), always(said.Words("Name fewer properties"))},
}

// advise completes e with what a person can do about it.
func (c *Client) advise(e *Error, q call) *Error {
	for _, a := range advices {
		if a.when(e, c) {
			e.Advice = a.say(e, q, c)
			break
		}
	}
	return e
}

func because(is cause) func(*Error, *Client) bool {
	return func(e *Error, _ *Client) bool { return e.facts.cause == is }
}

func kind(is Kind) func(*Error, *Client) bool {
	return func(e *Error, _ *Client) bool { return e.Kind == is }
}

func status(is int) func(*Error, *Client) bool {
	return func(e *Error, _ *Client) bool { return e.Status == is }
}

func both(a, b func(*Error, *Client) bool) func(*Error, *Client) bool {
	return func(e *Error, c *Client) bool { return a(e, c) && b(e, c) }
}

func namesScopes(e *Error, _ *Client) bool {
	return e.Kind == KindForbidden && len(e.facts.scopes) > 0
}

// noSuchPath: HubSpot answers 404 and, to a method that a path does not know, 405.
func noSuchPath(e *Error, _ *Client) bool {
	return e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusGone
}

// ofBatches reports whether the call is one of those for many records, which not every object has.
func ofBatches(e *Error, _ *Client) bool {
	return slices.Contains([]string{OpBatch, OpUpdate, OpCreate, OpUpsert, OpArchive}, e.Op)
}

func datedPathMissing(e *Error, c *Client) bool {
	return noSuchPath(e, c) && c.opts.Version != numbered
}

func always(text said.Text) func(*Error, call, *Client) said.Text {
	return func(*Error, call, *Client) said.Text { return text }
}

func namedScopes(e *Error, _ call, _ *Client) said.Text {
	return said.Words("Give the app behind api-key %s", theScopes(e.facts.scopes))
}

func usualScope(_ *Error, q call, c *Client) said.Text {
	return said.Words("Give the app behind api-key %s", theScopes(c.usualScopes(q)))
}

func perhapsUsualScope(_ *Error, q call, c *Client) said.Text {
	return said.Words("If HubSpot's message names no other reason, give the app behind api-key %s", theScopes(c.usualScopes(q)))
}

// usualScopes are those that the call needs.
func (c *Client) usualScopes(q call) []said.Text {
	var scopes []said.Text
	for scope := range strings.FieldsSeq(q.scope) {
		scopes = append(scopes, c.mask.Text(scope))
	}
	return scopes
}

// theScopes names scopes.
func theScopes(scopes []said.Text) said.Text {
	if len(scopes) == 1 {
		return said.Words("the scope %s", scopes[0])
	}
	return said.Words("the scopes %s", said.List(scopes))
}

func smallerAnswer(_ *Error, q call, _ *Client) said.Text {
	if q.op == OpAssociations {
		return said.Words("Raise page-memory and the memory of the container")
	}
	return said.Words("Name fewer properties, or raise page-memory and the memory of the container")
}

func datedVersion(_ *Error, _ call, c *Client) said.Text {
	return said.Words("Check api-version: HubSpot may not have the version %s. If it has, check base-url", c.mask.Text(c.opts.Version))
}
