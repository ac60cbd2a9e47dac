package push

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Two addresses lead to one record as long as there is one: once it may be gone, each of them is looked up by itself, or a person
// would be created with the address of another one.
func TestWhatLeadsToOneRecordIsPartedAgain(t *testing.T) {
	b := &batch{run: &Run{object: hubspot.Contacts, match: "email"}}
	for i, email := range []string{"p0@example.com", "p1@example.com", "p0@example.com"} {
		b.sent = append(b.sent, &sent{Entity: Entity{Index: i}, key: email})
	}
	targets := b.targets(b.sent)
	for _, target := range targets {
		target.record = &hubspot.Present{ID: "92"}
	}
	targets = unite(targets)
	if len(targets) != 1 || len(targets[0].queue) != 3 || targets[0].queue[1].Index != 1 {
		t.Fatalf("%d targets of one record", len(targets))
	}
	targets[0].tried = Archived
	parts := b.parted(targets)
	if len(parts) != 2 || parts[0].key != "p0@example.com" || parts[1].key != "p1@example.com" || len(parts[0].queue) != 2 || len(parts[1].queue) != 1 {
		t.Fatalf("%d parts", len(parts))
	}
	if parts[0].tried != Archived || parts[1].tried != "" {
		t.Errorf("HubSpot has been asked to archive the first alone: %q, %q", parts[0].tried, parts[1].tried)
	}
}
