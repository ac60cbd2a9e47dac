package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

func TestMain(m *testing.M) {
	if playRole() {
		return
	}
	goleak.VerifyTestMain(m)
}

func environment(env map[string]string) []string {
	var environ []string
	for name, value := range env {
		environ = append(environ, name+"="+value)
	}
	return environ
}

// running starts the program and returns its URL; ended delivers how it ended.
func running(t *testing.T, ctx context.Context, env map[string]string) (url string, ended chan error) {
	t.Helper()
	return serving(t, ctx, env, io.Discard)
}

// serving is running with a log.
func serving(t *testing.T, ctx context.Context, env map[string]string, log io.Writer) (url string, ended chan error) {
	t.Helper()
	out, in := io.Pipe()
	ended = make(chan error, 1)
	go func() {
		err := run(ctx, nil, environment(env), in, log)
		_ = in.CloseWithError(errors.Join(io.EOF, err))
		ended <- err
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "ready http://127.0.0.1:") {
		t.Fatalf("%q, %v", line, err)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, "ready ")), ended
}

func TestServeUntilStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	log := new(logtest.Buffer)
	url, ended := serving(t, ctx, map[string]string{"api-key": "k", "port": "0", "stop-grace": "1500ms"}, log)
	port := url[strings.LastIndex(url, ":")+1:]
	if err := run(t.Context(), []string{"healthcheck"}, environment(map[string]string{"api-key": "k", "port": port}), io.Discard, io.Discard); err != nil {
		t.Error(err)
	}
	stop()
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), []string{"healthcheck"}, environment(map[string]string{"api-key": "k", "port": port}), io.Discard, io.Discard); err == nil {
		t.Error("healthy after the stop")
	}
	if !strings.Contains(log.String(), `"msg":"stopping","grace":"1.5s"`) {
		t.Errorf("the log lacks the stop or the unit of a duration:\n%s", log)
	}
	http.DefaultClient.CloseIdleConnections()
}

// A read that does not end within the grace is cut, and the program ends without an error.
func TestStopCutsAReadThatDoesNotEnd(t *testing.T) {
	asked := make(chan struct{})
	hubspot := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second): // the test fails then, but it ends
		}
	}))
	defer hubspot.Close()
	ctx, stop := context.WithCancel(t.Context())
	url, ended := running(t, ctx, map[string]string{"api-key": "k", "port": "0", "stop-grace": "1ms", "base-url": hubspot.URL + "/crm/v3"})
	go func() {
		<-asked
		stop()
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url + "/get_contacts")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(text), "stopping") {
		t.Errorf("%d %s", resp.StatusCode, text)
	}
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
}

// A reader that takes nothing neither delays the stop nor makes it fail.
func TestStopDoesNotWaitForAReaderThatTakesNothing(t *testing.T) {
	// One contact is more than the kernel buffers for a reader with a small buffer: once the first byte has been read, the
	// write is known to be blocked.
	large := strings.Repeat("y", 12<<20)
	cursor := 0
	hubspot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		cursor++
		_, _ = fmt.Fprintf(w, `{"results":[{"id":"%d","properties":{"x":"%s"}}],"paging":{"next":{"after":"%d"}}}`, cursor, large, cursor)
	}))
	defer hubspot.Close()
	ctx, stop := context.WithCancel(t.Context())
	url, ended := running(t, ctx, map[string]string{"api-key": "k", "port": "0", "stop-grace": "1ms", "base-url": hubspot.URL + "/crm/v3"})
	address, err := net.ResolveTCPAddr("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialTCP("tcp", nil, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := errors.Join(conn.SetReadBuffer(4096), conn.SetReadDeadline(time.Now().Add(20*time.Second))); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /get_contacts HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
}

// net/http quotes what a broken answer leaves on a connection in the standard logger. It contains personal data.
func TestNoLogShowsWhatCameOverTheWire(t *testing.T) {
	const private = "jane@example.com"
	var standard, own logtest.Buffer
	log.SetOutput(&standard)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	go func() { // answers with more than it announced, then continues to listen
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					const whole = `{"results":[]}`
					_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nDate: Sun, 01 Mar 2026 12:00:00 GMT\r\nContent-Length: %d\r\n\r\n%s", len(whole), whole+private)
				}
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			}()
		}
	}()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	url, ended := serving(t, ctx, map[string]string{"api-key": "k", "port": "0", "base-url": "http://" + listener.Addr().String() + "/crm/v3"}, &own)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(own.String()+standard.String(), "Unsolicited") && time.Now().Before(deadline) {
		resp, err := client.Get(url + "/get_contacts")
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if strings.Contains(string(text), private) {
			t.Fatalf("answered %s", text)
		}
	}
	stop()
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
	if standard.String() != "" || strings.Contains(own.String(), private) {
		t.Errorf("the standard logger has %q, the connector's\n%s", standard.String(), own.String())
	}
	if !strings.Contains(own.String(), "Unsolicited") {
		t.Errorf("the error of the connection is in no log:\n%s", own.String())
	}
}

// The log begins with what was started, without secrets, and with what is ignored.
func TestTheLogBeginsWithTheSettings(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	log := new(logtest.Buffer)
	_, ended := serving(t, ctx, map[string]string{
		"api-key": "open-sesame", "username": "sesam", "password": "open-sesame", "port": "0", "settle-window": "1m", "since-operator": "GT",
		"base-url": "http://hubspot.example/crm/v3", "sinc-operator": "GTE",
	}, log)
	stop()
	if err := clocktest.Await(t, "the end of the program", ended); err != nil {
		t.Error(err)
	}
	first, rest, _ := strings.Cut(log.String(), "\n")
	const settings = `"settings":{"base-url":"http://hubspot.example/crm/v3","api-version":"v3","settle-window":"1m","port":"0","username":"sesam"}`
	if !strings.Contains(first, `"msg":"starting","version":"`) || !strings.Contains(first, settings) {
		t.Errorf("the first line is %s", first)
	}
	if !strings.Contains(rest, `"level":"WARN","msg":"ignoring a variable of the environment","name":"sinc-operator","reason":"no setting has this name; the nearest is since-operator`) {
		t.Errorf("what is ignored is not in %s", rest)
	}
	if !strings.Contains(rest, `"level":"WARN","msg":"base-url begins with http://, so the access token travels unencrypted`) {
		t.Errorf("that the key is not encrypted is not in %s", rest)
	}
	if strings.Contains(log.String(), "open-sesame") {
		t.Error("a secret is in the log")
	}
}

func TestErrors(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		env  map[string]string
		part string
	}{
		"no key":          {nil, nil, "api-key: missing"},
		"misspelt":        {nil, map[string]string{"apikey": "k"}, "\napikey: ignored: no setting has this name; the nearest is api-key"},
		"through a shell": {nil, nil, "A shell drops names with a dash: use API_KEY there"},
		"unknown command": {[]string{"dance"}, nil, "unknown command"},
		"too much":        {[]string{"serve", "x"}, nil, "too many arguments"},
	} {
		err := run(t.Context(), test.args, environment(test.env), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.part) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, asked := range []string{"help", "--help", "-h"} {
		var out strings.Builder
		err := run(t.Context(), []string{asked}, environment(nil), &out, io.Discard)
		if err != nil || !strings.HasPrefix(out.String(), "usage: connector ") || !strings.Contains(out.String(), "retry-for (default 10m)") {
			t.Errorf("%s: %q, %v", asked, out.String(), err)
		}
	}
}

var versionFormat = regexp.MustCompile(`^connector \S+ \((commit [0-9a-f]+, )?go1\.\S+\)\n$`)

func TestVersion(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"version"}, environment(nil), &out, io.Discard); err != nil || !versionFormat.MatchString(out.String()) {
		t.Errorf("%q, %v", out.String(), err)
	}
}
