package house

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// pipeFile is what the rules below read of a pipe of the Sesam project.
type pipeFile struct {
	ID     string `json:"_id"`
	Source struct {
		System        string `json:"system"`
		URL           string `json:"url"`
		SupportsSince bool   `json:"supports_since"`
		Chronological any    `json:"is_chronological"`
		PageSize      any    `json:"page_size"`
	} `json:"source"`
	Pump struct {
		RescanCron string `json:"rescan_cron_expression"`
		LogNoop    bool   `json:"log_events_noop_runs"`
	} `json:"pump"`
	AddNamespaces *bool `json:"add_namespaces"`
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

// A pipe that reads changes also reads everything once a day, which finds what leaves no trace, and no two do so in the same
// minute. One that reads everything in each run needs no rescan.
func TestPipesOfTheProject(t *testing.T) {
	at := map[string]string{}
	for file, p := range projectPipes(t) {
		if file != p.ID+".conf.json" {
			t.Errorf("%s has the pipe %q; a file is named after its pipe", file, p.ID)
		}
		if p.Source.System != "hubspot" || !strings.HasPrefix(p.Source.URL, "get_") {
			t.Errorf("%s reads %q of the system %q", file, p.Source.URL, p.Source.System)
		}
		if p.Source.Chronological != nil || p.Source.PageSize != nil {
			t.Errorf("%s has is_chronological or page_size, which lose records", file)
		}
		if p.Source.SupportsSince != (p.Pump.RescanCron != "") {
			t.Errorf("%s has supports_since %t and the rescan %q", file, p.Source.SupportsSince, p.Pump.RescanCron)
		}
		if other, taken := at[p.Pump.RescanCron]; taken && p.Pump.RescanCron != "" {
			t.Errorf("%s and %s rescan at the same time, %q", file, other, p.Pump.RescanCron)
		}
		at[p.Pump.RescanCron] = file
		if !p.Pump.LogNoop || p.AddNamespaces == nil || *p.AddNamespaces {
			t.Errorf("%s must have log_events_noop_runs and no namespaces, like the others", file)
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

// The README lists the pipes of the project.
func TestTheReadmeListsThePipes(t *testing.T) {
	section := deploy(t)
	for file, p := range projectPipes(t) {
		if !strings.Contains(section, "`"+p.ID+"`") || !strings.Contains(section, "`"+p.Source.URL+"`") {
			t.Errorf("the README does not say that %s reads %s", file, p.Source.URL)
		}
	}
}
