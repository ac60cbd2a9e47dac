package deploy

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// A project with the files that the document copies is taken by a node without an error or a warning, with all that was in it.
func TestConfigurationInGit(t *testing.T) {
	c := newCustomer(t, "false")
	project := t.TempDir()
	for i, component := range listed(t, c.host.ask("config")) {
		folder := []string{"systems", "pipes"}[i%2] // a node does not mind which folder a component is in
		c.must(os.MkdirAll(filepath.Join(project, folder), 0o750))
		c.must(os.WriteFile(filepath.Join(project, folder, string(rune('a'+i))+".conf.json"), component, 0o600))
	}
	for _, b := range documented(t) {
		if b.heading == "The image" && b.test == "TestDeploy" || b.test == t.Name() {
			b.commands = strings.ReplaceAll(b.commands, "/path/to/your/project", project)
			c.obey(b)
		}
	}
	node, err := fakesesam.New(fakesesam.Config(project), fakesesam.Data(t.TempDir()), fakesesam.NoSync(), fakesesam.Token(jwt), fakesesam.Schedule(false),
		fakesesam.Env(map[string]string{"theirs": "1", "hubspot-base-url": "http://127.0.0.1:1"}),
		fakesesam.Secrets(map[string]string{"theirs": "their secret", "hubspot-api-key": readingKey}))
	c.must(err)
	t.Cleanup(func() { _ = node.Close() })
	if got := node.Pipes(); !slices.Equal(got, []string{collect, "theirs-all", "theirs-collect"}) {
		t.Errorf("pipes %v", got)
	}
	c.host.node = node
	for _, path := range []string{"pipes/" + collect, "systems/hubspot", "systems/theirs"} {
		if answer := c.host.ask(path); !strings.Contains(answer, `"config-errors":[]`) {
			t.Errorf("%s: %s", path, answer)
		}
	}
	environment, err := node.Environment("hubspot")
	if err != nil || environment["write"] != "off" || environment["api-key"] != readingKey {
		t.Errorf("environment %v (%v)", environment, err)
	}
}

// What the document warns of does what it says: each of these calls replaces what the node has.
func TestPutReplacesWhatTheNodeHas(t *testing.T) {
	c := newCustomer(t, "false")
	system, err := os.ReadFile(filepath.Join(root(t), "connector", "sesam", "systems", "hubspot.conf.json"))
	c.must(err)
	for path, body := range map[string]string{"config": "[" + string(system) + "]", "env": `{"ours": "1"}`, "secrets": `{"ours": "1"}`} {
		before := c.host.ask(path)
		if !strings.Contains(before, "theirs") {
			t.Fatalf("%s: %s", path, before)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, c.url+"/api/"+path, strings.NewReader(body))
		c.must(err)
		request.Header.Set("Authorization", "Bearer "+jwt)
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		c.must(err)
		text, _ := io.ReadAll(answer.Body)
		c.must(answer.Body.Close())
		if after := c.host.ask(path); answer.StatusCode != http.StatusOK || strings.Contains(after, "theirs") {
			t.Errorf("PUT %s: %s %s, and then %s", path, answer.Status, text, after)
		}
	}
}

// listed returns the components of a list.
func listed(t *testing.T, list string) []json.RawMessage {
	t.Helper()
	var components []json.RawMessage
	if err := json.Unmarshal([]byte(list), &components); err != nil || len(components) == 0 {
		t.Fatalf("%v: %s", err, list)
	}
	return components
}
