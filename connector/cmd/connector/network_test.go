package main

import (
	"bufio"
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// What the test binary does when it runs itself. It runs itself because Go reads proxies and certificates once per
// process.
const (
	roleVariable = "CONNECTOR_TEST_ROLE"
	roleProgram  = "program" // the connector
	roleRoots    = "roots"   // prints whether a public root is trusted
)

// playRole runs the role of this process, if it has one.
func playRole() bool {
	switch os.Getenv(roleVariable) {
	case roleProgram:
		main()
	case roleRoots:
		fmt.Println("public roots trusted:", trustsPublicRoots())
	default:
		return false
	}
	return true
}

func trustsPublicRoots() bool {
	for root := range bundle.Roots() {
		cert, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			return false
		}
		if _, err := cert.Verify(x509.VerifyOptions{CurrentTime: cert.NotBefore.Add(time.Hour), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
			return false
		}
	}
	return true
}

// linuxOnly skips a test of SSL_CERT_FILE and SSL_CERT_DIR where Go leaves certificates to the operating system.
func linuxOnly(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("certificates are left to the operating system")
	}
}

// program runs the connector in a process of its own, with env and nothing else, and returns its URL.
func program(t *testing.T, env ...string) string {
	t.Helper()
	url, _ := process(t, os.Args[0], append(env, roleVariable+"="+roleProgram)...)
	return url
}

// process runs a file that is the connector and returns its URL and the ID of the process.
func process(t *testing.T, file string, env ...string) (url string, pid int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), file)
	cmd.Env = append([]string{"api-key=k", "port=0"}, env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // the context of the test has ended it
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, "ready ")), cmd.Process.Pid
}

// ready returns the status and the body of /readyz.
func ready(t *testing.T, url string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	resp, err := client.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	return resp.StatusCode, string(text)
}

// proxy forwards everything to one server and records the requests.
type proxy struct {
	t    *testing.T
	to   http.Handler // of plain requests
	host string       // of tunnels

	mu    sync.Mutex
	asked []string
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI)
	p.mu.Unlock()
	if r.Method != http.MethodConnect {
		p.to.ServeHTTP(w, r)
		return
	}
	there, err := new(net.Dialer).DialContext(r.Context(), "tcp", p.host)
	if err != nil {
		p.t.Error(err)
		return
	}
	here, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		p.t.Error(err)
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		_, _ = io.Copy(there, buffered)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}

func (p *proxy) requests() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.asked, "\n")
}

func writeCA(t *testing.T, srv *httptest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The certificate of the server is valid for example.com and known to no public CA.
func TestAProxyAndAPrivateCA(t *testing.T) {
	linuxOnly(t)
	up := hubspottest.New(1)
	hubspot := httptest.NewUnstartedServer(up)
	hubspot.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that does not trust it
	hubspot.StartTLS()
	defer hubspot.Close()
	p := &proxy{t: t, to: up, host: hubspot.Listener.Addr().String()}
	front := httptest.NewServer(p)
	defer front.Close()
	shut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer shut.Close()
	file, none := writeCA(t, hubspot), t.TempDir()
	for name, test := range map[string]struct {
		env    []string
		status int
		answer string
		asked  string // of the proxy
	}{
		"https": {
			[]string{"base-url=https://example.com/crm/v3", "HTTPS_PROXY=" + front.URL, "SSL_CERT_FILE=" + file, "SSL_CERT_DIR=" + none},
			200, "ready", "CONNECT example.com:443",
		},
		"http, lower case": {
			[]string{"base-url=http://example.com/crm/v3", "http_proxy=" + front.URL},
			200, "ready", "GET http://example.com/crm/v3/objects/contacts?",
		},
		"folder of certificates": {
			[]string{"base-url=" + hubspot.URL + "/crm/v3", "SSL_CERT_FILE=/none", "SSL_CERT_DIR=" + filepath.Dir(file)},
			200, "ready", "",
		},
		"unknown CA": {
			[]string{"base-url=https://example.com/crm/v3", "HTTPS_PROXY=" + front.URL},
			503, "certificate is not trusted", "CONNECT example.com:443",
		},
		"a proxy that lets nothing through": {
			[]string{"base-url=https://example.com/crm/v3", "HTTPS_PROXY=" + shut.URL},
			503, "the proxy answered 403 instead of connecting. Check HTTPS_PROXY", "",
		},
		"not through the proxy": {
			[]string{"base-url=http://hubspot.invalid/crm/v3", "HTTP_PROXY=" + front.URL, "NO_PROXY=.invalid"},
			503, "DNS does not know the host name. Check base-url", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p.mu.Lock()
			p.asked = nil
			p.mu.Unlock()
			status, answer := ready(t, program(t, test.env...))
			if status != test.status || !strings.Contains(answer, test.answer) {
				t.Errorf("%d %s", status, answer)
			}
			if asked := p.requests(); !strings.HasPrefix(asked, test.asked) || (asked == "") != (test.asked == "") {
				t.Errorf("the proxy was asked for %q", asked)
			}
		})
	}
}

// A file with a private CA replaces the public roots of the program. One that does not exist changes nothing.
func TestAPrivateCAReplacesThePublicRoots(t *testing.T) {
	linuxOnly(t)
	hubspot := httptest.NewTLSServer(http.NotFoundHandler())
	defer hubspot.Close()
	none := t.TempDir()
	for file, want := range map[string]string{
		writeCA(t, hubspot): "public roots trusted: false\n",
		"/none":             "public roots trusted: true\n",
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = []string{roleVariable + "=" + roleRoots, "SSL_CERT_FILE=" + file, "SSL_CERT_DIR=" + none}
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if out, err := cmd.Output(); err != nil || string(out) != want {
			t.Errorf("%s: %q, %v %s", file, out, err, stderr.String())
		}
	}
}
