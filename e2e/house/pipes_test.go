package house

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

func TestPipesOfTheProject(t *testing.T) {
	for file, p := range projectPipes(t) {
		if file != p.ID+".conf.json" {
			t.Errorf("%s has the pipe %q; a file is named after its pipe", file, p.ID)
		}
		if !p.reads() && !p.receives() && !p.writes() {
			t.Errorf("%s reads %q of the system %q, which is neither HubSpot, nor a sender, nor a dataset", file, p.Source.URL, p.Source.System)
		}
		if p.AddNamespaces == nil || *p.AddNamespaces {
			t.Errorf("%s must have no namespaces, like the others", file)
		}
		if logged, _ := p.Pump["log_events_noop_runs"].(bool); !logged && !p.receives() {
			t.Errorf("%s must have log_events_noop_runs, like the others", file)
		}
	}
}

// A pipe that reads changes also reads everything once a day, which finds what leaves no trace, and no two do so in the same
// minute. One that reads everything in each run needs no rescan.
func TestPipesThatReadHubSpot(t *testing.T) {
	at := map[string]string{}
	for file, p := range projectPipes(t) {
		if !p.reads() {
			continue
		}
		if !strings.HasPrefix(p.Source.URL, "get_") || len(p.calls()) > 0 {
			t.Errorf("%s reads %q, and sends what it reads to %v", file, p.Source.URL, p.calls())
		}
		if p.Source.Chronological != nil || p.Source.PageSize != nil {
			t.Errorf("%s has is_chronological or page_size, which lose records", file)
		}
		if p.Source.SupportsSince != (p.rescan() != "") {
			t.Errorf("%s has supports_since %t and the rescan %q", file, p.Source.SupportsSince, p.rescan())
		}
		if other, taken := at[p.rescan()]; taken && p.rescan() != "" {
			t.Errorf("%s and %s rescan at the same time, %q", file, other, p.rescan())
		}
		at[p.rescan()] = file
	}
}

// A pipe that writes sends what another one has received, never what comes from HubSpot, in requests that are as large as the
// connector's speed needs: a sink or transform only divides the batches of the pipe. How long what is refused waits depends on the
// status, so the system says it; what a pump says would count for an outage, too.
func TestPipesThatWriteToHubSpot(t *testing.T) {
	pipes := projectPipes(t)
	for file, p := range pipes {
		if !p.writes() {
			continue
		}
		if from, there := pipes[p.Source.Dataset+".conf.json"]; !there || !from.receives() {
			t.Errorf("%s sends %s, which is not what a pipe of the project receives", file, p.Source.Dataset)
		}
		calls := p.calls()
		if len(calls) != 1 {
			t.Errorf("%s sends to HubSpot %d times, want once", file, len(calls))
			continue
		}
		url, _ := calls[0]["url"].(string)
		ways := map[string]string{"json": "push_", "http": "transform_"}
		if way := ways[calls[0]["type"].(string)]; way == "" || !strings.HasPrefix(url, way) {
			t.Errorf("%s sends to %q by %v", file, url, calls[0]["type"])
		}
		if p.BatchSize != 1000 || calls[0]["batch_size"] != 1000.0 {
			t.Errorf("%s has the batch_size %d, and %v where it sends; both must be 1000", file, p.BatchSize, calls[0]["batch_size"])
		}
		for _, name := range []string{"max_write_errors_in_retry_dataset", "max_consecutive_write_errors", "batch_retries"} {
			if value, set := p.Pump[name]; set {
				t.Errorf("%s has %s %v, which takes precedence over what the system says for each status", file, name, value)
			}
		}
		if p.Sink["type"] == "json" && p.Pump["dead_letter_dataset"] != p.ID+"-dead-letters" {
			t.Errorf("%s keeps what it gives up in %v, want %s-dead-letters", file, p.Pump["dead_letter_dataset"], p.ID)
		}
	}
}

// What HubSpot cannot have waits for a retry, and nothing else does: of all statuses only 400 says that entities are at fault. Those that
// wait are not given up because HubSpot is away.
func TestTheSystemSaysWhatWaits(t *testing.T) {
	var system struct {
		Docker struct {
			Environment map[string]string `json:"environment"`
		} `json:"docker"`
		RetryStrategy map[string]map[string]int `json:"retry_strategy"`
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(root(t), "connector", "sesam", "systems", "hubspot.conf.json"))), &system); err != nil {
		t.Fatal(err)
	}
	if system.Docker.Environment["write"] != "on" {
		t.Errorf("write is %q, so the pipes that write cannot", system.Docker.Environment["write"])
	}
	for status, retries := range system.RetryStrategy {
		if waits := retries["max_write_errors_in_retry_dataset"] > 0; waits != (status == "400") {
			t.Errorf("after %s, %d entities may wait", status, retries["max_write_errors_in_retry_dataset"])
		}
	}
	if system.RetryStrategy["400"]["max_consecutive_write_errors"] < 2 {
		t.Error("after 400, the first bad entity ends the run")
	}
	if system.RetryStrategy["default"]["max_retries_per_entity"] < 100 {
		t.Error("what waits is given up although HubSpot is away")
	}
}

// A node takes the whole project without an error or a warning, and so it does each pipe alone.
func TestTheProjectLoads(t *testing.T) {
	project := filepath.Join(root(t), "connector", "sesam")
	pipes := projectPipes(t)
	for file := range pipes {
		alone := t.TempDir()
		for _, part := range []string{"node-metadata.conf.json", "systems/hubspot.conf.json", "pipes/" + file} {
			to := filepath.Join(alone, filepath.FromSlash(part))
			if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
				t.Fatal(err)
			}
			write(t, to, read(t, filepath.Join(project, filepath.FromSlash(part))))
		}
		loads(t, alone, 1)
	}
	loads(t, project, len(pipes))
}

// loads requires that a node takes a project with so many pipes, and finds nothing wrong with them.
func loads(t *testing.T, project string, pipes int) {
	t.Helper()
	node, err := fakesesam.New(fakesesam.Config(project), fakesesam.Data(t.TempDir()), fakesesam.Microservice("hubspot", "http://127.0.0.1:1"),
		fakesesam.Env(map[string]string{"hubspot-base-url": "http://127.0.0.1:1"}), fakesesam.Secrets(map[string]string{"hubspot-api-key": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = node.Close() }()
	answer := httptest.NewRecorder()
	node.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://localhost/api/pipes", http.NoBody))
	var loaded []struct {
		ID      string `json:"_id"`
		Runtime struct {
			Valid  bool  `json:"is-valid-config"`
			Errors []any `json:"config-errors"`
		} `json:"runtime"`
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &loaded); err != nil {
		t.Fatalf("%v: %s", err, answer.Body)
	}
	if len(loaded) != pipes {
		t.Errorf("%s: %d pipes, want %d", project, len(loaded), pipes)
	}
	for _, pipe := range loaded {
		if !pipe.Runtime.Valid || len(pipe.Runtime.Errors) > 0 {
			t.Errorf("%s: %v", pipe.ID, pipe.Runtime.Errors)
		}
	}
}

// docs/deploy.md lists the pipes of the project, each with what it calls.
func TestDeployListsThePipes(t *testing.T) {
	text := read(t, filepath.Join(root(t), "docs", "deploy.md"))
	for file, p := range projectPipes(t) {
		called := p.Source.URL
		if p.receives() {
			called = "/api/receivers/" + p.ID + "/entities"
		}
		for _, call := range p.calls() {
			called, _ = call["url"].(string)
		}
		row := regexp.MustCompile("(?m)^\\| `" + p.ID + "` \\|.*`" + regexp.QuoteMeta(called) + "`.*\\|$")
		if !row.MatchString(text) {
			t.Errorf("docs/deploy.md has no row that says that %s calls %s", file, called)
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
