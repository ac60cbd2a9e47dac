package deploy

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// oldKey is the one that the tutorial's service has.
const oldKey = "pat-eu1-5ec2e700-0000"

// moving is a customer whose pipe has been read from the tutorial's service for some days, which has lost updates.
type moving struct {
	*customer
	prefix string // of identifiers in the dataset
}

// newMoving starts one. Behind the pipe there is another one, which reads its dataset.
func newMoving(t *testing.T, system, namespaces string, mended bool) *moving {
	t.Helper()
	c := newCustomer(t, namespaces, fakehubspot.Contacts(250), fakehubspot.Frozen(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
		fakehubspot.ScopedToken(oldKey, reading, time.Time{}), fakehubspot.ScopedToken(readingKey, reading, time.Time{}))
	m := &moving{customer: c}
	if namespaces == "true" {
		m.prefix = collect + ":"
	}
	c.host.tutorial = &tutorial{c.hub.URL(), oldKey, mended}
	old := httptest.NewServer(c.host.tutorial)
	t.Cleanup(old.Close)
	c.must(c.node.Put([]byte(`{"_id": "elsewhere", "type": "system:url", "url_pattern": "` + old.URL + `/%s"}`)))
	c.must(c.node.SetEnv(map[string]string{"theirs": "1", "hubspot-base-url": c.hub.URL() + "/crm/v3"}))
	c.must(c.node.SetSecrets(map[string]string{"theirs": "their secret", "hubspot-api-key": oldKey}))
	if system == "hubspot" {
		c.must(c.node.Put([]byte(tutorialSystem)))
	}
	for _, component := range []string{tutorialPipe, `{"_id": "behind", "type": "pipe", "source": {"type": "dataset", "dataset": "hubspot-contacts-collect"}}`} {
		c.must(c.node.Put([]byte(strings.ReplaceAll(component, "SYSTEM", system))))
	}
	m.loseUpdates()
	return m
}

// loseUpdates lets the service run for a few days, in which it loses updates of every kind.
func (m *moving) loseUpdates() {
	m.t.Helper()
	m.run(collect)
	m.hub.Advance(24 * time.Hour)
	_, err := m.hub.ChangeContacts(fakehubspot.Change{Count: 25, SameMillisecond: true})
	m.must(err)
	m.run(collect)
	m.rescan() // as every night
	for range 2 {
		m.hub.Advance(24 * time.Hour)
		m.must(m.hub.Archive(m.hub.Contacts()[2].ID))
		contacts := m.hub.Contacts()
		_, err = m.hub.Merge(contacts[3].ID, contacts[4].ID)
		m.must(err)
		_, err = m.hub.Change(30)
		m.must(err)
		m.run(collect)
	}
	_, err = m.hub.Change(1)
	m.must(err)
	m.run(collect)
	m.run("behind")
	m.hub.Advance(24 * time.Hour) // the connector's settle window ends long before
}

func (m *moving) rescan() fakesesam.Run {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), patience)
	defer cancel()
	run, err := m.node.Rescan(ctx, collect)
	m.must(err)
	return run
}

// lost is how many entities of the dataset are not as HubSpot has them: those that are missing, old, or should be deleted.
func (m *moving) lost() (n int) {
	m.t.Helper()
	entities, err := m.node.Entities(collect)
	m.must(err)
	live := map[string]string{}
	for _, contact := range m.hub.Contacts() {
		live[m.prefix+contact.ID] = contact.Properties["lastmodifieddate"]
	}
	for _, entity := range entities {
		if entity.Deleted() {
			continue
		}
		properties, _ := entity["properties"].(map[string]any)
		if at, _ := properties["lastmodifieddate"].(string); at != live[entity.ID()] {
			n++ // also if it is not live in HubSpot
		}
		delete(live, entity.ID())
	}
	return n + len(live)
}

// move does what the document says about it; change may say otherwise.
func (m *moving) move(change func(b block) string) {
	m.t.Helper()
	m.keep(readingKey)
	var definitions, steps []block
	for _, b := range documented(m.t) {
		switch {
		case b.test == "TestDeploy" && (b.heading == "The image" || b.heading == "The node"):
			definitions = append(definitions, b)
		case b.test == "TestMoveFromTheTutorial":
			steps = append(steps, b)
		}
	}
	for _, b := range slices.Concat(definitions, steps) {
		b.commands = change(b)
		m.obey(b)
	}
	m.secretsAreGone()
}

// Who moves from the tutorial's service as the document says has in Sesam what HubSpot has, without a full read, without a new
// version of what was right already, and with no contact twice.
func TestMoveFromTheTutorial(t *testing.T) {
	const asInTheDocument = "last-seen=2026-01-01T00:00:00.000Z"
	for name, c := range map[string]struct {
		namespaces string
		mended     bool
		offset     string
	}{
		"mended":     {"false", true, asInTheDocument},
		"as printed": {"true", false, "last-seen=1970-01-01T00:00:00.000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMoving(t, "hubspot", c.namespaces, c.mended)
			m.moves(func(b block) string { return strings.ReplaceAll(b.commands, asInTheDocument, c.offset) })
		})
	}
}

// The way back: the old service understands the offset that the connector has left.
func TestMoveBackToTheTutorial(t *testing.T) {
	m := newMoving(t, "hubspot", "false", true)
	m.move(func(b block) string { return b.commands })
	m.must(m.node.Put([]byte(tutorialSystem)))
	_, err := m.hub.Change(3)
	m.must(err)
	if run := m.run(collect); run.Changed != 3 {
		t.Errorf("the old service has brought %d changes, want 3", run.Changed)
	}
	m.complete(collect, "")
}

// With the service of the first tutorial there is no offset; what follows the move is a full read, and then there is one.
func TestMoveFromTheFirstTutorial(t *testing.T) {
	m := newMoving(t, "hubspot", "false", true)
	first := strings.NewReplacer(`"supports_since": true, `, "", `"rescan_cron_expression": "0 0 ? * *"`, "", "SYSTEM", "hubspot").Replace(tutorialPipe)
	m.must(m.node.Put([]byte(first)))
	m.must(m.node.Reset(collect))
	m.run(collect)
	for _, file := range []string{"systems/hubspot.conf.json", "pipes/hubspot-contacts-collect.conf.json"} {
		component, err := os.ReadFile(filepath.Join(m.dir, "connector", "sesam", file))
		m.must(err)
		m.must(m.node.Put(component))
	}
	if run := m.run(collect); run.SyncType != fakesesam.Full || run.Changed != 0 || run.Offset == "" {
		t.Errorf("the run after the move is %s, changes %d and leaves the offset %q", run.SyncType, run.Changed, run.Offset)
	}
	if run := m.run(collect); run.SyncType != fakesesam.Incremental {
		t.Errorf("the run after that is %s", run.SyncType)
	}
	m.complete(collect, "")
}

// A system with another _id stays in place until the pipe reads from the connector: what has been read, and the offset, are the
// pipe's, whichever system it reads.
func TestMoveToAnotherSystem(t *testing.T) {
	m := newMoving(t, "elsewhere", "false", true)
	m.moves(func(b block) string {
		return strings.Replace(b.commands, "send PUT systems/hubspot/config @hubspot.conf.json > /dev/null\n",
			`send POST systems "[$(cat hubspot.conf.json)]" > /dev/null`+"\n"+m.commands("TestMoveToAnotherSystem"), 1)
	})
	m.must(m.node.Remove("elsewhere"))
	m.run(collect)
}

// commands returns the commands of the one block that a test runs.
func (c *customer) commands(test string) string {
	c.t.Helper()
	for _, b := range documented(c.t) {
		if b.test == test {
			return b.commands
		}
	}
	c.t.Fatalf("the document has no commands for %s", test)
	return ""
}

// moves moves, and checks what the document promises.
func (m *moving) moves(change func(b block) string) {
	m.t.Helper()
	theirs, lost, versions, pages := m.theirs(), m.lost(), m.versions(collect), m.fullPages()
	if lost < 30 {
		m.t.Fatalf("the service has lost %d updates only", lost)
	}
	searches := m.hub.CountRequests(fakehubspot.Filter{Path: "/crm/v3/objects/contacts/search"})
	m.move(change)
	m.complete(collect, m.prefix)
	if got := m.versions(collect) - versions; got != lost {
		m.t.Errorf("%d new versions, want one for each of the %d lost updates", got, lost)
	}
	if got := m.fullPages() - pages; got != 0 {
		m.t.Errorf("%d calls of a full read", got)
	}
	if got := m.hub.CountRequests(fakehubspot.Filter{Path: "/crm/v3/objects/contacts/search"}) - searches; got > 2+16 {
		m.t.Errorf("%d searches for 250 contacts", got) // 200 each, and at most one more for each cursor
	}
	if behind := m.run("behind"); behind.Processed != lost {
		m.t.Errorf("the pipe behind has read %d entities, want %d", behind.Processed, lost)
	}
	m.rescan()
	m.complete(collect, m.prefix)
	if got := m.versions(collect) - versions; got != lost {
		m.t.Errorf("after the rescan there are %d new versions, want %d", got, lost)
	}
	if got := m.theirs(); got != theirs {
		m.t.Errorf("the rest of the node is\n%s\nand was\n%s", got, theirs)
	}
}
