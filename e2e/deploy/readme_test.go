package deploy

import (
	"slices"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// The README's commands, one after the other, are the same on a smaller scale: contacts come, and a person goes, and nothing else changes.
func TestTheReadmesCommands(t *testing.T) {
	c := newCustomer(t, "false", fakehubspot.Contacts(50), fakehubspot.ScopedToken(nextKey, writing, time.Time{}))
	theirs := c.theirs()
	c.keep(nextKey)
	blocks, _ := blocksOf(page(t, "README.md"))
	ran := 0
	for _, b := range blocks {
		if b.test == t.Name() {
			c.obey(b)
			ran++
		}
	}
	if ran != 2 {
		t.Errorf("the README has %d blocks for %s, want one that reads and one that writes", ran, t.Name())
	}
	if got := c.node.Pipes(); !slices.Equal(got, []string{"erp-persons-collect", collect, "hubspot-contacts-push", "theirs-all", "theirs-collect"}) {
		t.Errorf("pipes %v", got)
	}
	c.run("hubspot-contacts-push")
	c.run(collect)
	c.complete(collect, "")
	if got := len(c.hub.Contacts()); got != 51 {
		t.Errorf("%d contacts, want one more than 50", got)
	}
	if got := c.theirs(); got != theirs {
		t.Errorf("the rest of the node is\n%s\nand was\n%s", got, theirs)
	}
}
