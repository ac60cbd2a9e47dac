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

// pipeFile is what the rules below read of a pipe of the Sesam project.
type pipeFile struct {
	ID     string `json:"_id"`
	Source struct {
		Type          string `json:"type"`
		System        string `json:"system"`
		URL           string `json:"url"`
		Dataset       string `json:"dataset"`
		SupportsSince bool   `json:"supports_since"`
		Chronological any    `json:"is_chronological"`
		PageSize      any    `json:"page_size"`
	} `json:"source"`
	Transform any            `json:"transform"`
	Sink      map[string]any `json:"sink"`
	Pump      map[string]any `json:"pump"`
	// BatchSize is that of the pipe.
	BatchSize     int   `json:"batch_size"`
	AddNamespaces *bool `json:"add_namespaces"`
}

// reads, receives and writes are the three kinds of pipes in the project.
func (p *pipeFile) reads() bool    { return p.Source.System == "hubspot" }
func (p *pipeFile) receives() bool { return p.Source.Type == "http_endpoint" }
func (p *pipeFile) writes() bool   { return p.Source.Type == "dataset" }

// rescan is when the pipe reads everything again; "" means never.
func (p *pipeFile) rescan() string {
	at, _ := p.Pump["rescan_cron_expression"].(string)
	return at
}

// calls returns the sink or the transforms that send entities to HubSpot.
func (p *pipeFile) calls() []map[string]any {
	transforms, isList := p.Transform.([]any)
	if !isList {
		transforms = []any{p.Transform}
	}
	var found []map[string]any
	for _, each := range append(transforms, p.Sink) {
		if call, ok := each.(map[string]any); ok && call["system"] == "hubspot" {
			found = append(found, call)
		}
	}
	return found
}

// projectPipes returns the pipes of the Sesam project by the names of their files.
func projectPipes(t *testing.T) map[string]pipeFile {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), "connector", "sesam", "pipes", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pipes: %v", err)
	}
	pipes := map[string]pipeFile{}
	for _, file := range files {
		var p pipeFile
		if err := json.Unmarshal([]byte(read(t, file)), &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		pipes[filepath.Base(file)] = p
	}
	return pipes
}

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

// The README lists the pipes of the project, each with what it calls.
func TestTheReadmeListsThePipes(t *testing.T) {
	section := deploy(t)
	for file, p := range projectPipes(t) {
		called := p.Source.URL
		if p.receives() {
			called = "/api/receivers/" + p.ID + "/entities"
		}
		for _, call := range p.calls() {
			called, _ = call["url"].(string)
		}
		row := regexp.MustCompile("(?m)^\\| `" + p.ID + "` \\|.*`" + regexp.QuoteMeta(called) + "`.*\\|$")
		if !row.MatchString(section) {
			t.Errorf("the README has no row that says that %s calls %s", file, called)
		}
	}
}
