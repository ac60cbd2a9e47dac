package deploy

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// What the document says where its reader has something else.
const (
	jwt         = "YOUR-JWT"
	nodeHost    = "https://YOUR-NODE.sesam.cloud"
	hubspotHost = "https://api.hubapi.com"
)

// patience bounds each wait for a condition.
const patience = 5 * time.Minute

// neighbours is what the node has of its own: nothing of it may change.
const neighbours = `[
  {"_id": "node", "type": "metadata", "namespaced_identifiers": NAMESPACES},
  {"_id": "theirs", "type": "system:microservice", "docker": {"image": "theirs:1", "port": 80,
    "environment": {"secret": "$SECRET(theirs)", "variable": "$ENV(theirs)"}}},
  {"_id": "theirs-collect", "type": "pipe", "source": {"type": "embedded", "entities": [{"_id": "a", "name": "å"}, {"_id": "b"}]}},
  {"_id": "theirs-all", "type": "pipe", "source": {"type": "dataset", "dataset": "theirs-collect"}}
]`

// customer is somebody with a node that is in use, an account of HubSpot, and a clone of the repository.
type customer struct {
	t     *testing.T
	hub   *fakehubspot.Server
	node  *fakesesam.Node
	host  *host
	shell *shell
	dir   string // the top of the clone
	url   string // of the node
}

// newCustomer starts everything, with namespaced_identifiers of the node and options of HubSpot.
func newCustomer(t *testing.T, namespaces string, opts ...fakehubspot.Option) *customer {
	t.Helper()
	c := &customer{t: t, dir: t.TempDir()}
	c.hub = fakehubspot.Start(t, opts...)
	var container string
	c.host, container = newHost(t)
	var err error
	c.node, err = fakesesam.New(
		fakesesam.Data(t.TempDir()), fakesesam.NoSync(), fakesesam.Token(jwt), fakesesam.Schedule(false),
		fakesesam.Microservice("hubspot", container),
		fakesesam.Env(map[string]string{"theirs": "1"}), fakesesam.Secrets(map[string]string{"theirs": "their secret"}),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.node.Close() })
	c.host.node = c.node
	if err := c.node.Upload([]byte(strings.Replace(neighbours, "NAMESPACES", namespaces, 1))); err != nil {
		t.Fatal(err)
	}
	c.run("theirs-collect")
	c.run("theirs-all")
	srv := httptest.NewServer(http.HandlerFunc(c.host.serveNode))
	t.Cleanup(srv.Close)
	c.url = srv.URL
	for _, folder := range []string{"systems", "pipes"} {
		if err := os.CopyFS(filepath.Join(c.dir, "connector", "sesam", folder), os.DirFS(filepath.Join(root(t), "connector", "sesam", folder))); err != nil {
			t.Fatal(err)
		}
	}
	c.shell = newShell(t, c.dir)
	return c
}

func (c *customer) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// run runs a pipe to its end, which must be a good one.
func (c *customer) run(pipe string) fakesesam.Run {
	c.t.Helper()
	run := c.ended(pipe)
	if run.Outcome != fakesesam.Completed {
		c.t.Fatalf("%s: %s", pipe, run.Error)
	}
	return run
}

// runFails runs a pipe that must fail for a reason, and keep its offset.
func (c *customer) runFails(pipe, reason string) {
	c.t.Helper()
	before := c.offset(pipe)
	run := c.ended(pipe)
	if run.Outcome != fakesesam.Failed || !strings.Contains(run.Error, reason) {
		c.t.Errorf("%s has %s, %q, and must fail because of %q", pipe, run.Outcome, run.Error, reason)
	}
	if after := c.offset(pipe); after != before {
		c.t.Errorf("%s has failed, and its offset is %s and was %s", pipe, after, before)
	}
}

func (c *customer) ended(pipe string) fakesesam.Run {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	run, err := c.node.Run(ctx, pipe)
	c.must(err)
	return run
}

// offset returns a pipe's offset.
func (c *customer) offset(pipe string) string {
	c.t.Helper()
	offset, err := c.node.Offset(pipe)
	c.must(err)
	return offset
}

// replaced puts the addresses of this customer in the place of those in the document.
func (c *customer) replaced(text string) string {
	return strings.NewReplacer(nodeHost, c.url, hubspotHost, c.hub.URL()).Replace(text)
}

// obey runs a block and compares what it prints with what the document says.
func (c *customer) obey(b block) {
	c.t.Helper()
	printed := c.shell.run(c.replaced(b.commands))
	if b.output != "" && !pattern(c.replaced(b.output)).MatchString(printed) {
		c.t.Errorf("docs/deploy.md, line %d: the commands print\n%s\nand the document says\n%s", b.line, printed, c.replaced(b.output))
	}
}

// keep writes a key into secrets.json, as the document asks the reader to do with an editor.
func (c *customer) keep(key string) {
	c.t.Helper()
	c.must(os.WriteFile(filepath.Join(c.dir, "secrets.json"), []byte(`{"hubspot-api-key": "`+key+`"}`), 0o600))
}

// theirs is everything of the node that is none of ours, as bytes.
func (c *customer) theirs() string {
	c.t.Helper()
	var all strings.Builder
	for _, path := range []string{
		"metadata", "env/theirs", "systems/theirs", "pipes/theirs-collect/config", "pipes/theirs-all/config",
		"datasets/theirs-collect", "datasets/theirs-all", "datasets/theirs-collect/entities", "datasets/theirs-all/entities",
		"pipes/theirs-collect/log", "pipes/theirs-all/log",
	} {
		all.WriteString(path + ": " + c.host.ask(path) + "\n")
	}
	environment, err := c.node.Environment("theirs")
	c.must(err)
	return all.String() + environment["variable"] + environment["secret"]
}

// complete requires that the live entities of a dataset are the live contacts in HubSpot, each once and as HubSpot has it. Identifiers have
// a prefix on a node with namespaces.
func (c *customer) complete(pipe, prefix string) {
	c.t.Helper()
	entities, err := c.node.Entities(pipe)
	c.must(err)
	found := map[string]fakesesam.Entity{}
	for _, entity := range entities {
		if _, twice := found[entity.ID()]; twice {
			c.t.Errorf("%s is there twice", entity.ID())
		}
		found[entity.ID()] = entity
	}
	contacts := c.hub.Contacts()
	for _, contact := range contacts {
		entity, there := found[prefix+contact.ID]
		if !there || entity.Deleted() {
			c.t.Errorf("contact %s is not in Sesam (deleted: %t)", contact.ID, there)
			continue
		}
		properties, _ := entity["properties"].(map[string]any)
		for _, name := range []string{"email", "lastname", "lastmodifieddate"} {
			if got, _ := properties[name].(string); got != contact.Properties[name] {
				c.t.Errorf("contact %s has the %s %q in Sesam and %q in HubSpot", contact.ID, name, got, contact.Properties[name])
			}
		}
		delete(found, prefix+contact.ID)
	}
	for id, entity := range found {
		if !entity.Deleted() {
			c.t.Errorf("%s is in Sesam and not in HubSpot", id)
		}
	}
}

// versions is how many versions a dataset has in all.
func (c *customer) versions(pipe string) int {
	c.t.Helper()
	history, err := c.node.History(pipe)
	c.must(err)
	return len(history)
}
