package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/contract"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"))
}

// environment looks names up in a map.
func environment(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { value, ok := values[name]; return value, ok }
}

func TestServeUntilTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	env := environment(map[string]string{"CONTACTS": "7", "TOKEN": "one,two", "GOGC": "100", "FROZEN": "2026-03-01T12:00:00Z", "HABITS": "epoch-fails, ids-as-text", "PAGE_LIMIT": "5"})
	var log bytes.Buffer
	go func() { ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, env, in, &log) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "ready http://127.0.0.1:") {
		t.Fatalf("%q, %v", line, err)
	}
	url := strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	client := &http.Client{Transport: contract.Witness{Base: http.DefaultTransport, Report: func(err error) { t.Error(err) }}}
	for _, token := range []string{"one", "two"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/crm/v3/objects/contacts/search", strings.NewReader(`{}`))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if !strings.HasPrefix(string(body), `{"total":7,`) || answer.Header.Get("Date") != "Sun, 01 Mar 2026 12:00:00 GMT" {
			t.Errorf("%s: %s %s", token, answer.Header.Get("Date"), body)
		}
		if !strings.HasSuffix(string(body), `"paging":{"next":{"after":"5"}}}`) {
			t.Errorf("the page limit is not kept: %s", body)
		}
	}
	listen := environment(map[string]string{"LISTEN": strings.TrimPrefix(url, "http://")})
	if err := run(t.Context(), []string{"healthcheck"}, listen, io.Discard, io.Discard); err != nil {
		t.Errorf("healthcheck: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("after being told to stop: %v", err)
	}
	http.DefaultClient.CloseIdleConnections()
	said := log.String()
	for _, piece := range []string{"level=INFO", "url=" + url, "contacts=7", "seed=1", "plan=off"} {
		if !strings.Contains(said, piece) {
			t.Errorf("no %s in the log: %s", piece, said)
		}
	}
	if strings.Count(said, "\n") != 1 || strings.Contains(said, "one") || strings.Contains(said, "two") {
		t.Errorf("the log wants one line without tokens: %s", said)
	}
	if err := run(t.Context(), []string{"healthcheck"}, listen, io.Discard, io.Discard); err == nil {
		t.Error("healthcheck finds a server that is gone well")
	}
}

func TestWrongCommandLines(t *testing.T) {
	for text, one := range map[string]struct {
		args []string
		env  map[string]string
	}{
		`command "dance"`:          {args: []string{"dance"}},
		`argument "7"`:             {args: []string{"serve", "7"}},
		`CONTACTS="many"`:          {env: map[string]string{"CONTACTS": "many"}},
		`SEED="-1"`:                {env: map[string]string{"SEED": "-1"}},
		`log-level: "loud"`:        {args: []string{"--log-level", "loud"}},
		`log-format: "xml"`:        {args: []string{"--log-format", "xml"}},
		`frozen: "noon"`:           {args: []string{"--frozen", "noon"}},
		`token: it is empty`:       {args: []string{"--token", "a,,b"}},
		`profile "odd" is unknown`: {args: []string{"--profile", "odd"}},
		`plan "gold" is unknown`:   {args: []string{"--plan", "gold"}},
		`habits: "odd" is unknown`: {args: []string{"--habits", "epoch-fails,odd"}},
		`page limit: -1 is not`:    {args: []string{"--page-limit", "-1"}},
	} {
		err := run(t.Context(), one.args, environment(one.env), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v %v: %v, want %s", one.args, one.env, err, text)
		}
	}
}

func TestVersion(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"version"}, environment(nil), &out, io.Discard); err != nil || out.String() == "" {
		t.Error(out.String(), err)
	}
}
