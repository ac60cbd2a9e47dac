// Package deploy does what docs/deploy.md says, with a fake HubSpot, a fake node that is in use, and the real connector.
package deploy

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// The keys that HubSpot knows: to read, to read after the first has been replaced, and to write.
const (
	readingKey = "pat-eu1-5ec2e700-0001"
	nextKey    = "pat-eu1-5ec2e700-0002"
	collect    = "hubspot-contacts-collect"
)

var (
	reading = []string{"crm.objects.contacts.read"}
	writing = []string{"crm.objects.contacts.read", "crm.schemas.contacts.read", "crm.objects.contacts.write"}
)

// around is what the test does before the first block of a section and after its last.
type around struct{ before, after func() }

// Whoever does what the document says gets what it promises, and the rest of the node stays as it is, byte by byte.
func TestDeploy(t *testing.T) {
	c := newCustomer(t, "false", fakehubspot.Contacts(1250), fakehubspot.ScopedToken(readingKey, reading, time.Time{}))
	theirs := c.theirs()
	sections := c.story()
	blocks := slices.DeleteFunc(documented(t), func(b block) bool { return b.test != "TestDeploy" })
	for i, b := range blocks {
		section := sections[b.heading]
		if first := i == 0 || blocks[i-1].heading != b.heading; first && section.before != nil {
			section.before()
		}
		c.obey(b)
		if last := i == len(blocks)-1 || blocks[i+1].heading != b.heading; last {
			if section.after != nil {
				section.after()
			}
			delete(sections, b.heading)
		}
		if got := c.theirs(); got != theirs {
			t.Fatalf("after line %d, the rest of the node is\n%s\nand was\n%s", b.line, got, theirs)
		}
	}
	for heading := range sections {
		t.Errorf("the document has no section %q with commands", heading)
	}
	for _, key := range []string{readingKey, nextKey} {
		if strings.Contains(c.host.logs(), key) {
			t.Error("the log has a key")
		}
	}
}

// story is what happens around the sections of the document.
func (c *customer) story() map[string]around {
	var offset string
	var starts int
	return map[string]around{
		"Variables and secrets": {before: func() { c.keep(readingKey) }, after: c.secretsAreGone},
		"The system": {after: func() {
			if c.host.starts() != 1 {
				c.t.Errorf("the container was started %d times", c.host.starts())
			}
		}},
		"The first full sync": {after: func() {
			c.complete(collect, "")
			if n := c.fullPages(); n < 13 || n > 13+16 { // at most one more for each cursor
				c.t.Errorf("%d calls for 1250 contacts", n)
			}
		}},
		"Memory, time-outs, networks, accounts": {after: func() {
			c.run(collect)
			if strings.Contains(c.host.logs(), "WARN") {
				c.t.Errorf("the connector warns:\n%s", c.host.logs())
			}
		}},
		"A new key": {
			before: func() {
				offset = c.offset(collect)
				c.must(c.hub.RemoveToken(c.hub.Tokens()[0].Name))
				_, err := c.hub.AddToken(fakehubspot.AccessToken{Value: nextKey, Scopes: writing})
				c.must(err)
				c.runFails(collect, "HubSpot does not accept it")
				if got := c.offset(collect); got != offset {
					c.t.Errorf("after a run that failed, the offset is %s and was %s", got, offset)
				}
				_, err = c.hub.Change(20)
				c.must(err)
				c.keep(nextKey)
			},
			after: func() {
				c.secretsAreGone()
				c.run(collect)
				c.complete(collect, "")
			},
		},
		"Both ways": {after: func() { c.complete(collect, "") }},
		"Upgrades": {
			before: func() {
				_, err := c.hub.Change(20)
				c.must(err)
				offset, starts = c.offset(collect), c.host.starts()
				c.must(c.hub.AddFault(fakehubspot.Fault{Name: "slow", Kind: fakehubspot.FaultHang, Match: fakehubspot.Match{Path: "/crm/v3/objects/contacts/search"}}))
				c.must(c.node.StartRun(collect))
				c.await("the run to be under way", func() bool {
					state, err := c.hub.Fault("slow")
					return err == nil && state.Struck > 0
				})
			},
			after: func() {
				status, err := c.node.Status(collect)
				c.must(err)
				if status.Running || c.offset(collect) != offset {
					c.t.Errorf("running: %t, the offset is %s and was %s", status.Running, c.offset(collect), offset)
				}
				if c.host.starts() == starts {
					c.t.Error("the container is still the old one")
				}
				c.must(c.hub.RemoveFault("slow"))
				c.run(collect)
				c.complete(collect, "")
			},
		},
		"When an offset is wrong": {
			before: func() {
				c.must(c.node.SetOffset(collect, "contact-51"))
				c.runFails(collect, "is not a time; accepted")
				c.must(c.node.SetOffset(collect, c.hub.Now().Add(30*time.Minute).UTC().Format(time.RFC3339)))
				c.run(collect)
				ahead := regexp.MustCompile(`connector_since_ahead_seconds\{object="contacts"\} [1-9]`)
				c.await("the metric of an offset that is ahead", func() bool { return ahead.MatchString(c.shell.run("get systems/hubspot/proxy/metrics")) })
				c.await("the warning of an offset that is ahead", func() bool { return strings.Contains(c.host.logs(), "the offset is ahead") })
				c.must(c.node.SetOffset(collect, "2099-01-01T00:00:00.000Z"))
				c.runFails(collect, "ahead of HubSpot's clock")
			},
			after: func() {
				before := c.versions(collect)
				c.run(collect)
				c.complete(collect, "")
				if after := c.versions(collect); after != before {
					c.t.Errorf("after the reset, the dataset has %d versions and had %d", after, before)
				}
				c.restored()
			},
		},
		"Take it away": {after: func() {
			if got := c.node.Pipes(); !slices.Equal(got, []string{"theirs-all", "theirs-collect"}) {
				c.t.Errorf("pipes %v", got)
			}
			datasets, err := c.node.Datasets()
			c.must(err)
			if left := strings.Join(datasets, " ") + c.host.ask("secrets") + c.host.ask("env") + c.host.ask("systems"); strings.Contains(left, "hubspot") {
				c.t.Errorf("left: %s", left)
			}
		}},
	}
}

// restored lets a contact be archived and restored: it goes, and comes back.
func (c *customer) restored() {
	c.t.Helper()
	id := c.hub.Contacts()[7].ID
	c.must(c.hub.Archive(id))
	c.run(collect)
	c.complete(collect, "")
	_, err := c.hub.Restore(id)
	c.must(err)
	c.run(collect)
	c.complete(collect, "")
}

func (c *customer) secretsAreGone() {
	if _, err := os.Stat(filepath.Join(c.dir, "secrets.json")); err == nil {
		c.t.Error("the file with the key is still there")
	}
}

// fullPages counts the calls to HubSpot for pages of live contacts, as a full read makes them.
func (c *customer) fullPages() int {
	pages := fakehubspot.Filter{Method: http.MethodGet, Path: "/crm/v3/objects/contacts", Query: "limit=100"}
	archived := pages
	archived.Query += "&archived=true"
	return c.hub.CountRequests(pages) - c.hub.CountRequests(archived)
}

// await waits for a condition.
func (c *customer) await(what string, holds func() bool) {
	c.t.Helper()
	limit := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			c.t.Fatalf("waited for %s in vain", what)
		}
	}
}
