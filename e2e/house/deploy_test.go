package house

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// section returns a section of the README.
func section(t *testing.T, title string) string {
	t.Helper()
	_, text, found := strings.Cut(read(t, filepath.Join(root(t), "README.md")), "## "+title+"\n")
	if !found {
		t.Fatalf("the README has no section %q", title)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

// deploy returns the README's section about deploying.
func deploy(t *testing.T) string {
	t.Helper()
	return section(t, "Deploy to your Sesam node")
}

// blocks returns the contents of the section's fenced blocks in a language.
func blocks(section, language string) []string {
	var found []string
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(section, -1) {
		found = append(found, block[1])
	}
	return found
}

// The system and the pipe that the README shows are those in connector/sesam, but for the name of the image.
func TestTheReadmeShowsTheSystemAndThePipe(t *testing.T) {
	shown := blocks(deploy(t), "json")
	files := []string{"systems/hubspot.conf.json", "pipes/hubspot-contacts-collect.conf.json"}
	if len(shown) != len(files) {
		t.Fatalf("the README shows %d configurations, want %d", len(shown), len(files))
	}
	for i, file := range files {
		text := strings.Replace(read(t, filepath.Join(root(t), "connector", "sesam", file)), "hubspot-to-sesam/connector:", "YOUR-REGISTRY/hubspot-connector:", 1)
		var want, got any
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(shown[i]), &got); err != nil {
			t.Fatalf("%s in the README: %v", file, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the README shows %v, want %v", file, got, want)
		}
	}
}

// The README's commands add the system and the pipe to a node and leave alone what is there.
func TestTheReadmesCommandsLeaveTheNodeAlone(t *testing.T) {
	node, url := nodeWithAPipe(t)
	obey(t, url, "Deploy to your Sesam node")
	if got := node.Pipes(); !slices.Equal(got, []string{"hubspot-contacts-collect", "mine"}) {
		t.Errorf("pipes %v", got)
	}
	list := func(path string) string {
		curl := exec.CommandContext(t.Context(), "curl", "--silent", "--fail", "-H", "Authorization: Bearer YOUR-JWT", url+"/api/"+path)
		output, err := curl.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(output)
	}
	for path, names := range map[string][]string{"env": {"mine", "hubspot-base-url"}, "secrets": {"mine", "hubspot-api-key"}, "systems": {`"hubspot"`}} {
		for _, name := range names {
			if text := list(path); !strings.Contains(text, name) {
				t.Errorf("%s: %s, want %s, too", path, text, name)
			}
		}
	}
}

// The README's further commands add the pipes that write, and send a person to them.
func TestTheReadmesCommandsSendAPerson(t *testing.T) {
	node, url := nodeWithAPipe(t)
	obey(t, url, "Deploy to your Sesam node", "Back to HubSpot")
	if got := node.Pipes(); !slices.Equal(got, []string{"erp-persons-collect", "hubspot-contacts-collect", "hubspot-contacts-push", "mine"}) {
		t.Errorf("pipes %v", got)
	}
	if persons, err := node.Entities("erp-persons-collect"); err != nil || len(persons) != 1 {
		t.Errorf("persons %v (%v), want one", persons, err)
	}
}

// nodeWithAPipe starts a node that has a pipe, a variable and a secret of its own, and returns it with its URL.
func nodeWithAPipe(t *testing.T) (node *fakesesam.Node, url string) {
	t.Helper()
	config := t.TempDir()
	if err := os.Mkdir(filepath.Join(config, "pipes"), 0o750); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(config, "pipes", "mine.conf.json"), `{"_id":"mine","type":"pipe","source":{"type":"embedded","entities":[]}}`)
	node, err := fakesesam.New(
		fakesesam.Config(config), fakesesam.Data(t.TempDir()), fakesesam.Token("YOUR-JWT"), fakesesam.Microservice("hubspot", "http://127.0.0.1:1"),
		fakesesam.Env(map[string]string{"mine": "1"}), fakesesam.Secrets(map[string]string{"mine": "2"}),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = node.Close() })
	srv := httptest.NewServer(node.Handler())
	t.Cleanup(srv.Close)
	return node, srv.URL
}

// obey runs the commands of sections of the README, one after the other in one shell, on the node at a URL.
func obey(t *testing.T, url string, titles ...string) {
	t.Helper()
	var script strings.Builder
	for _, title := range titles {
		commands := blocks(section(t, title), "sh")
		if len(commands) != 1 {
			t.Fatalf("%s: %d blocks of commands, want 1", title, len(commands))
		}
		script.WriteString(commands[0])
	}
	here := t.TempDir()
	if err := os.CopyFS(filepath.Join(here, "connector", "sesam"), os.DirFS(filepath.Join(root(t), "connector", "sesam"))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(here, "secrets.json"), `{"hubspot-api-key": "YOUR-KEY"}`)
	shell := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", strings.Replace(script.String(), "https://YOUR-NODE.sesam.cloud", url, 1))
	shell.Dir = here
	if output, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

// Whoever runs the demo does not offer it to the network.
func TestComposePublishesOnThisMachineOnly(t *testing.T) {
	published := regexp.MustCompile(`(?m)^ *ports: \["(.*)"\]$`).FindAllStringSubmatch(read(t, filepath.Join(root(t), "docker-compose.yml")), -1)
	if len(published) != 3 {
		t.Fatalf("%d services publish a port, want 3", len(published))
	}
	for _, port := range published {
		if !strings.HasPrefix(port[1], "127.0.0.1:") {
			t.Errorf("%s is published on all interfaces", port[1])
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
