package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func environment(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	}
}

// running starts the program and gives its address; ended delivers its end.
func running(t *testing.T, ctx context.Context, env map[string]string) (url string, ended chan error) {
	t.Helper()
	out, in := io.Pipe()
	ended = make(chan error, 1)
	go func() {
		err := run(ctx, nil, environment(env), in, io.Discard)
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
	url, ended := running(t, ctx, map[string]string{"api-key": "k", "port": "0"})
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
	http.DefaultClient.CloseIdleConnections()
}

// A read that does not end within the grace is cut, and the program ends well.
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

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		env  map[string]string
		part string
	}{
		"no key":          {nil, nil, "api-key: missing"},
		"unknown command": {[]string{"dance"}, nil, "unknown command"},
		"too much":        {[]string{"serve", "x"}, nil, "too many arguments"},
	} {
		err := run(t.Context(), test.args, environment(test.env), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.part) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVersion(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"version"}, environment(nil), &out, io.Discard); err != nil || strings.TrimSpace(out.String()) == "" {
		t.Errorf("%q, %v", out.String(), err)
	}
}
