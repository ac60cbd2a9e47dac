package hubspot_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

const scopeMessage = `"status":"error","message":"This app hasn't been granted all required scopes to make this call.","category":"MISSING_SCOPES"`

// The advice depends on what HubSpot says, then on the operation. What must not be said is as important.
func TestAdvice(t *testing.T) {
	page := http.Header{"Content-Type": {"text/html; charset=UTF-8"}}
	for name, test := range map[string]struct {
		op, version string
		status      int
		header      http.Header
		body        string
		want, not   string
	}{
		"granular scope":         {"list", "v3", 403, nil, `{` + scopeMessage + `,"errors":[{"message":"One or more of the following scopes are required.","context":{"requiredGranularScopes":["crm.objects.custom.read"]}}]}`, "(MISSING_SCOPES). Give the app behind api-key the scope crm.objects.custom.read", "contacts"},
		"two granular scopes":    {"list", "v3", 403, nil, `{` + scopeMessage + `,"errors":[{"context":{"requiredGranularScopes":["a.read","b.read","a.read"],"requiredScopes":["old"]}}]}`, "the scopes a.read, b.read", "old"},
		"older scope":            {"search", "v3", 403, nil, `{"status":"error","message":"no","errors":[{"context":{"requiredScopes":["contacts"]}}]}`, "the scope contacts", "crm."},
		"scope at the top":       {"batch", "v3", 403, nil, `{"message":"no","requiredGranularScopes":["x.read"]}`, "the scope x.read", "crm."},
		"scope as one text":      {"batch", "v3", 403, nil, `{"message":"no","requiredScopes":"x.read, y.read"}`, "the scopes x.read, y.read", "crm."},
		"scope in the context":   {"archived", "v3", 403, nil, `{"message":"no","context":{"requiredGranularScopes":["x.read"]}}`, "the scope x.read", "crm."},
		"scopes without a name":  {"list", "v3", 403, nil, `{` + scopeMessage + `}`, "Give the app behind api-key the scope crm.objects.contacts.read", "If"},
		"of properties":          {"properties", "v3", 403, nil, `{` + scopeMessage + `}`, "Give the app behind api-key the scope crm.schemas.contacts.read", "objects"},
		"of the check":           {"check", "v3", 403, nil, `{` + scopeMessage + `}`, "Give the app behind api-key the scope crm.objects.contacts.read", "schemas"},
		"403 of unknown reason":  {"list", "v3", 403, nil, `{"message":"no","category":"OTHER"}`, "no other reason, give the app behind api-key the scope crm.objects.contacts.read", ""},
		"banned":                 {"list", "v3", 403, nil, `{"status":"error","message":"This account is banned","category":"BANNED"}`, "blocks the account, the app or the address", "Give the app"},
		"blocked":                {"check", "v3", 403, nil, `{"message":"Your IP has been blocked"}`, "ask HubSpot's support", "Give the app"},
		"a block page":           {"list", "v3", 403, page, `<!DOCTYPE html><title>Attention Required! | Cloudflare</title>`, "Cloudflare in front of HubSpot or a proxy of your own, blocks", "Give the app"},
		"a block page by itself": {"list", "v3", 403, nil, "\n <html>", "as a web page (HTML) instead of JSON. A firewall", "Give the app"},
		"key":                    {"search", "v3", 401, nil, `{"message":"x","category":"INVALID_AUTHENTICATION"}`, "Check api-key: HubSpot does not accept it", "scope"},
		"expired key":            {"search", "v3", 401, nil, `{"message":"The OAuth token used to make this call expired 3 second(s) ago.","category":"EXPIRED_AUTHENTICATION"}`, "Check api-key: it has expired", "accept"},
		"malformed key":          {"list", "v3", 530, page, `<html>`, "Check api-key", "base-url"},
		"moved":                  {"list", "v3", 301, http.Header{"Location": {"https://u:pw@other.example/crm/v3/objects?hapikey=x#y"}}, ``, "answered 301: redirected to https://other.example/crm/v3/objects. Check base-url", "pw"},
		"relative":               {"search", "v3", 307, http.Header{"Location": {"/login?next=secret"}}, ``, "redirected to http://hubspot.test/login. Check base-url", "secret"},
		"garbled":                {"list", "v3", 302, http.Header{"Location": {"https://[::1"}}, ``, "no address that can be read. Check base-url", "::1"},
		"nowhere":                {"list", "v3", 302, nil, ``, "no address that can be read. Check base-url", ""},
		"no such version":        {"list", "2031-09", 404, page, `<html>`, "Check api-version: HubSpot may not have the version 2031-09", ""},
		"no such version, JSON":  {"search", "2031-09", 404, nil, `{"message":"no"}`, "Check api-version", ""},
		"no such path":           {"list", "v3", 404, page, `<html>`, "Check base-url", "api-version"},
		"no such method":         {"search", "v3", 405, nil, ``, "Check base-url", ""},
		"an object without it":   {"batch", "2031-09", 404, page, `<html>`, "only lists some objects, such as forecasts", "Check"},
		"a web page":             {"list", "v3", 200, page, `<html>`, "Check base-url: a web page answers there", ""},
		"https is due":           {"list", "v3", 400, nil, "Client sent an HTTP request to an HTTPS server.\n", "Check base-url: it begins with http, but the server there expects https", ""},
		"https is due, nginx":    {"list", "v3", 400, page, "<html><title>400 The plain HTTP request was sent to HTTPS port</title>", "expects https", ""},
		"the proxy's password":   {"list", "v3", 407, page, `<html>`, "Check HTTPS_PROXY", "Check base-url"},
		"too long":               {"list", "v3", 414, page, `<html>`, "Name fewer properties", ""},
		"a limit by 403":         {"list", "v3", 403, nil, `{"status":"error","errorType":"RATE_LIMIT","policyName":"DAILY","message":"You have reached your daily limit."}`, "It resets at", "scope"},
		"a short limit by 403":   {"search", "v3", 403, nil, `{"message":"You have reached your secondly limit.","category":"RATE_LIMITS"}`, "(RATE_LIMITS)", "scope"},
		"nothing to do":          {"list", "v3", 400, nil, `{"message":"x"}`, "answered 400: x", ". "},
	} {
		o := options(answering(test.status, test.header, test.body), clocktest.New())
		o.Version = test.version
		err := operations[test.op].ask(t.Context(), hubspot.New(o))
		if err == nil || !strings.Contains(err.Error(), test.want) || test.not != "" && strings.Contains(err.Error(), test.not) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where there is no answer, the error says which setting to look at.
func TestAdviceWithoutAnAnswer(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	greeting := rawServer(t, "\x15\x03\x01\x00\x02\x02\x46")
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for base, want := range map[string]string{
		strings.Replace(plain.URL, "http:", "https:", 1):  "the server does not speak TLS. Check base-url: it begins with https",
		strings.Replace(secure.URL, "https:", "http:", 1): "Check base-url: it begins with http, but the server there expects https",
		greeting:                 "the server speaks TLS. Check base-url",
		closed.URL:               "connection refused. Check base-url",
		"http://unknown.invalid": "DNS does not know the host name. Check base-url",
		secure.URL:               "certificate is not trusted",
	} {
		root, err := url.Parse(base + "/crm")
		if err != nil {
			t.Fatal(err)
		}
		transport := &http.Transport{}
		o := options(transport, clocktest.New())
		o.Root, o.RetryFor = root, 0
		if err := list(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", base, err)
		}
		transport.CloseIdleConnections()
	}
}

// rawServer answers every connection with the same bytes.
func rawServer(t *testing.T, answer string) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, answer)
			_ = conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

// A proxy that does not let a connection through is not taken for HubSpot, whatever it answers.
func TestAdviceAboutTheProxy(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	proxies := map[string]string{
		closed.URL:                              "the proxy cannot be used",
		"http://user:pass-word@unknown.invalid": "the proxy cannot be used",
	}
	for _, status := range []int{201, 302, 401, 403, 404, 407, 500, 502, 503, 504} {
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		defer front.Close()
		proxies[front.URL] = fmt.Sprintf("the proxy answered %d instead of connecting", status)
	}
	for proxy, want := range proxies {
		through, _ := url.Parse(proxy)
		transport := &http.Transport{Proxy: http.ProxyURL(through), OnProxyConnectResponse: hubspot.ConnectAnswered}
		o := options(transport, clocktest.New())
		o.Root, o.RetryFor = &url.URL{Scheme: "https", Host: "hubspot.invalid", Path: "/crm"}, 0
		err := list(o)
		if e, ok := errors.AsType[*hubspot.Error](err); !ok || !strings.Contains(e.Error(), want+". Check HTTPS_PROXY") || strings.Contains(fmt.Sprintf("%+v", *e), "pass-word") {
			t.Errorf("%s: %v", proxy, err)
		}
		transport.CloseIdleConnections()
	}
}
