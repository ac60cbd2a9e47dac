package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
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
	env := environment(map[string]string{
		"FAKEHUBSPOT_CONTACTS": "7", "FAKEHUBSPOT_RECORDS": "companies=3, deals=4", "FAKEHUBSPOT_TOKEN": "one,two", "GOGC": "100", "FAKEHUBSPOT_FROZEN": "2026-03-01T12:00:00Z",
		"FAKEHUBSPOT_QUIRKS": "epoch-fails, ids-as-text", "FAKEHUBSPOT_PAGE_LIMIT": "5", "FAKEHUBSPOT_CURSORS": "page-number",
		"FAKEHUBSPOT_SESAM": "http://127.0.0.1:1",
		"TOKEN":             "three", "LISTEN": "nowhere", "CONTACTS": "many", "PLAN": "gold", // other programs' variables
	})
	var log bytes.Buffer
	go func() {
		err := run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, env, in, &log)
		_ = in.CloseWithError(err) // so that a server that never starts does not block the test
		ended <- err
	}()
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
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_fake/cursors", http.NoBody)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if !strings.HasPrefix(string(body), `{"habit":"page-number",`) {
		t.Errorf("the habit of the cursors is not kept: %s", body)
	}
	listen := environment(map[string]string{"FAKEHUBSPOT_LISTEN": strings.TrimPrefix(url, "http://")})
	if err := run(t.Context(), []string{"healthcheck"}, listen, io.Discard, io.Discard); err != nil {
		t.Errorf("healthcheck: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("after being told to stop: %v", err)
	}
	http.DefaultClient.CloseIdleConnections()
	said := log.String()
	for _, piece := range []string{"level=INFO", "url=" + url, "contacts=7", "records=\"companies=3,deals=4\"", "seed=1", "plan=off", "hubspot=" + url + " sesam=http://127.0.0.1:1\n"} {
		if !strings.Contains(said, piece) {
			t.Errorf("no %s in the log: %s", piece, said)
		}
	}
	if strings.Count(said, "\n") != 2 || strings.Contains(said, "one") || strings.Contains(said, "two") {
		t.Errorf("the log wants two lines without tokens: %s", said)
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
		`contacts must be between 0 and 10,000,000, got 1000000000000`:           {args: []string{"--contacts", "1000000000000"}},
		`journal must be between 0 and 1,000,000, got 1000000000000`:             {args: []string{"--journal", "1000000000000"}},
		`frozen must be later than 1970-01-01T00:00:00Z`:                         {args: []string{"--frozen", "1970-01-01T00:00:00Z"}},
		`allowed host must be a name`:                                            {args: []string{"--allow-host", "a.example", "--allow-host", "b.example:8080"}},
		`got "c.example/x"`:                                                      {env: map[string]string{"FAKEHUBSPOT_ALLOW_HOST": "b.example, c.example/x"}},
		`"1e12" for flag -contacts: must be a whole number`:                      {args: []string{"--contacts", "1e12"}},
		`CONTACTS="9223372036854775808": must be a whole number`:                 {env: map[string]string{"FAKEHUBSPOT_CONTACTS": "9223372036854775808"}},
		`"-1" for flag -seed: must be a whole number from 0`:                     {args: []string{"--seed", "-1"}},
		`"soon" for flag -index-lag: must be a duration such as 30s`:             {args: []string{"--index-lag", "soon"}},
		`records of companies must be between 0 and 10,000,000, got -1`:          {args: []string{"--records", "companies=-1"}},
		`records of deals are given twice`:                                       {args: []string{"--records", "deals=1,0-3=2"}},
		`"llamas" is unknown; use one of companies, deals, tickets`:              {args: []string{"--records", "llamas=1"}},
		`records: contacts have a setting of their own`:                          {args: []string{"--contacts", "5", "--records", "contact=1"}},
		`for flag -records: must be pairs such as companies=200,deals=500`:       {args: []string{"--records", "companies"}},
		`RECORDS="companies=200,": must be pairs such as companies=200,deals=50`: {env: map[string]string{"FAKEHUBSPOT_RECORDS": "companies=200,"}},
		`command "dance"`:          {args: []string{"dance"}},
		`unexpected argument "7"`:  {args: []string{"serve", "7"}},
		`CONTACTS="many"`:          {env: map[string]string{"FAKEHUBSPOT_CONTACTS": "many", "FAKEHUBSPOT_SEED": "1"}},
		`SEED="-1"`:                {env: map[string]string{"FAKEHUBSPOT_CONTACTS": "many", "FAKEHUBSPOT_SEED": "-1"}},
		`not defined: -odd`:        {args: []string{"--odd"}},
		`error, got "loud"`:        {args: []string{"--log-level", "loud"}},
		`json, got "xml"`:          {args: []string{"--log-format", "xml"}},
		`05Z, got "noon"`:          {args: []string{"--frozen", "noon"}},
		`token must not be empty`:  {args: []string{"--token", "a,,b"}},
		`profile "odd" is unknown`: {args: []string{"--profile", "odd"}},
		`plan "gold" is unknown`:   {args: []string{"--plan", "gold"}},
		`cursors "odd" is unknown; use one of after-last`: {args: []string{"--cursors", "odd"}},
		`cursors "even" is unknown`:                       {env: map[string]string{"FAKEHUBSPOT_CURSORS": "even"}},
		`quirks: "odd" is unknown`:                        {args: []string{"--habits", "epoch-fails,odd"}},
		`page limit must be between 1`:                    {args: []string{"--page-limit", "-1"}},
		`max URL must be between 0`:                       {args: []string{"--max-url", "-1", "--journal", "-5"}},
		`journal must be between 0 and 1,000,000, got -5`: {args: []string{"--max-url", "-1", "--journal", "-5"}},
	} {
		err := run(t.Context(), one.args, environment(one.env), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v %v: %v, want %s", one.args, one.env, err, text)
		}
	}
}

// Names may be repeated and listed; those of flags replace those of the environment.
func TestAllowedHosts(t *testing.T) {
	env := environment(map[string]string{"FAKEHUBSPOT_ALLOW_HOST": "a.example, b.example"})
	for want, args := range map[string][]string{
		"a.example,b.example":           nil,
		"c.example,d.example,e.example": {"--allow-host", "c.example", "--allow-host", "d.example,e.example"},
	} {
		s, err := parse("serve", args, env)
		if got := s.hosts.String(); err != nil || got != want {
			t.Errorf("%v: %s, %v, want %s", args, got, err, want)
		}
	}
}

// Pairs may be repeated and listed; those of flags replace those of the environment.
func TestRecords(t *testing.T) {
	env := environment(map[string]string{"FAKEHUBSPOT_RECORDS": "companies=1, deals=2"})
	for want, args := range map[string][]string{
		"companies=1,deals=2":       nil,
		"notes=3,tasks=4,tickets=5": {"--records", "notes=3", "--records", "tasks=4,tickets=5"},
	} {
		s, err := parse("serve", args, env)
		if got := s.records.String(); err != nil || got != want {
			t.Errorf("%v: %s, %v, want %s", args, got, err, want)
		}
	}
}

func TestVersion(t *testing.T) {
	var out bytes.Buffer
	err := run(t.Context(), []string{"version"}, environment(nil), &out, io.Discard)
	if line := regexp.MustCompile(`^fakehubspot [^ ]+ \((commit [0-9a-f]+, )?go[^ ]+\)\n$`); err != nil || !line.MatchString(out.String()) {
		t.Error(out.String(), err)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}, {"serve", "--help"}, {"healthcheck", "-h"}} {
		var out, log bytes.Buffer
		if err := run(t.Context(), args, environment(nil), &out, &log); err != nil || log.Len() > 0 {
			t.Errorf("%v: %v, %s", args, err, log.String())
		}
		for _, piece := range []string{"Usage:", "healthcheck", "-index-lag-mode", "FAKEHUBSPOT_", "epoch-fails", "page-number"} {
			if !strings.Contains(out.String(), piece) {
				t.Errorf("%v: no %s in %s", args, piece, out.String())
			}
		}
	}
}
